import numpy as np
import pytest

from made_up.powers import problem
from stakes import power_scale
from stakes.decision.sensitivity.changed_beliefs import scaled_expectation

# theta ~ N(0, 1), eight observations of mean 1.2 and sd 2: a posterior of N(0.8, 1/3)
PRIOR = {0.5: 0.96, 0.8: 6 / 7, 1.25: 48 / 65, 2.0: 0.6}
EVIDENCE = {0.8: 48 / 65, 1.25: 6 / 7}
DIMS = ("chain", "draw")


def distances(seed, **how):
    """Each scaled mean's distance from the conjugate truth, in its errors."""
    fit, value = problem(seed, **how)
    table = power_scale(fit, value, sorted({*PRIOR, *EVIDENCE}))
    z = []
    for component, truth in (("prior", PRIOR), ("likelihood", EVIDENCE)):
        for alpha, mean in truth.items():
            cell = table.sel(component=component, alpha=alpha, option="yes")
            z.append((float(cell["expected"]) + 0.75 - mean) / float(cell["se"]))
    return np.array(z)


@pytest.mark.parametrize("seed", range(5))
def test_scaled_means_are_the_conjugate_ones(seed):
    assert (np.abs(distances(seed)) < 4).all()


@pytest.mark.parametrize(
    "how", [{"draws": 500}, {"draws": 1000, "phi": 0.8}], ids=["independent", "chains"]
)
def test_errors_cover(how):
    z = np.array([distances(seed, **how) for seed in range(60)])
    assert ((np.abs(z) < 1.96).mean(axis=0) >= 0.83).all()


def test_weights_of_the_wrong_sign_are_caught(monkeypatch):
    """The twin: what the test above would say if powers worked the other way."""
    right = scaled_expectation.smoothed_weights
    monkeypatch.setattr(scaled_expectation, "smoothed_weights", lambda logs: right(-logs))
    assert (np.abs(distances(0)) > 4).sum() >= 5


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"alphas": [0.0]}, "powers above 0"),
        ({"alphas": [-1.0, 1.0]}, "powers above 0"),
        ({"alphas": []}, "powers above 0"),
        ({"groups": {"p": []}}, "at least one variable"),
        ({"groups": {"p": ["nothing"]}}, "unknown nothing"),
        ({"groups": {"p": "theta"}}, "needs a list"),
    ],
)
def test_bad_powers_and_components_are_refused(change, message):
    fit, value = problem(1, draws=100)
    with pytest.raises(ValueError, match=message):
        power_scale(fit, value, **change)


def test_dims_labels_and_unit():
    fit, value = problem(1, draws=500)
    table = power_scale(fit, value.assign_attrs(unit="euros").transpose(..., "option"), [1.25, 0.8])
    cells = ("component", "alpha", "option")
    dims = dict.fromkeys(("expected", "se", "lead", "lead_se"), cells) | dict.fromkeys(
        ("best", "pareto_k", "refitted"), cells[:2]
    )
    dims |= dict.fromkeys(("flip_alpha", "flip_se", "searched"), ("component", "side"))
    assert {name: table[name].dims for name in table} == dims
    assert {d: table[d].values.tolist() for d in ("component", "alpha", "option", "side")} == {
        "component": ["prior", "likelihood"],
        "alpha": [1.25, 0.8],
        "option": ["no", "yes"],
        "side": ["weaker", "stronger"],
    }
    assert table.attrs == {"unit": "euros"}
    today = "yes" if value.sel(option="yes").mean() > 0 else "no"
    assert (table["lead"].sel(option=today) == 0).all()
    away = table["expected"].sel(option=today) - table["expected"]
    np.testing.assert_allclose(table["lead"], away.transpose(*cells), atol=1e-12)
    assert (table["best"] == table["option"][table["expected"].argmax("option")]).all()


@pytest.mark.parametrize("alphas", [[np.nan], [np.inf], [0.8, -1.25]])
def test_powers_that_are_none(alphas):
    with pytest.raises(ValueError, match="powers above 0"):
        power_scale(*problem(1, draws=50), alphas)
