"""Power scaling: conjugate truths, the power at which a choice flips, and a twin whose weights have
the wrong sign.
"""

import numpy as np
import pytest
import xarray as xr

from stakes import power_scale
from stakes.decision.sensitivity.changed_beliefs import flip_search, scaled_expectation

# theta ~ N(0, 1), eight observations of mean 1.2 and sd 2: a posterior of N(0.8, 1/3)
PRIOR = {0.5: 0.96, 0.8: 6 / 7, 1.25: 48 / 65, 2.0: 0.6}
EVIDENCE = {0.8: 48 / 65, 1.25: 6 / 7}
DIMS = ("chain", "draw")


def problem(seed, draws=2500, at=0.75, phi=0.0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(4, draws))
    for i in range(1, draws if phi else 0):
        x[:, i] = phi * x[:, i - 1] + np.sqrt(1 - phi**2) * x[:, i]
    theta = xr.DataArray(0.8 + x / 3**0.5, dims=DIMS)
    data = xr.Dataset({"theta": theta})
    fit = xr.DataTree.from_dict(
        {"log_prior": -(data**2) / 2, "log_likelihood": (-((data - 1.2) ** 2)).rename(theta="y")}
    )
    return fit, xr.concat([0 * theta, theta - at], "option").assign_coords(option=["no", "yes"])


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


@pytest.mark.parametrize("seed", range(4))
def test_the_choice_flips_at_a_prior_power_of_1_2(seed):
    fit, value = problem(seed, draws=25_000)
    table = power_scale(fit, value, [0.8, 1.25])
    flip, error = (
        float(table[k].sel(component="prior", side="stronger")) for k in ("flip_alpha", "flip_se")
    )
    assert abs(flip - 1.2) < 0.05
    assert abs(flip - 1.2) < 4 * error
    assert np.isnan(table["flip_alpha"].sel(component="prior", side="weaker"))
    weaker = float(table["flip_alpha"].sel(component="likelihood", side="weaker"))
    assert abs(weaker - 1 / 1.2) < 0.05  # 2.4 a / (1 + 2 a) = 0.75 at a = 5/6
    assert str(table["best"].sel(component="prior", alpha=0.8).item()) == "yes"
    assert str(table["best"].sel(component="prior", alpha=1.25).item()) == "no"


def test_no_flip_says_how_far_was_searched():
    fit, value = problem(0, at=-50)
    table = power_scale(fit, value, [0.8])
    assert table["flip_alpha"].isnull().all()
    assert (table["searched"].sel(side="stronger") >= 2).all()
    assert (table["searched"].sel(side="weaker") <= 0.5).all()


def exact(component, alpha):
    """Independent draws of the scaled posterior of the prior."""
    assert component == "prior"
    theta = xr.DataArray(
        np.random.default_rng(9).normal(2.4 / (2 + alpha), (2 + alpha) ** -0.5, (4, 2000)),
        dims=DIMS,
    )
    return xr.concat([0 * theta, theta - 0.75], "option").assign_coords(option=["no", "yes"])


@pytest.fixture
def strict(monkeypatch):
    """Weights trusted only up to a Pareto k of 0.2, so that a prior power of 0.5 (0.3) is beyond
    and 1.25 is not.
    """
    for module in (flip_search, scaled_expectation):
        monkeypatch.setattr(module, "TRUSTED", 0.2)


def test_refits_are_used_where_weights_cannot_be_trusted(strict):
    fit, value = problem(1)
    alone, again = (
        power_scale(fit, value, [0.5, 1.25], {"prior": ["theta"]}, refit) for refit in (None, exact)
    )
    assert alone["pareto_k"].values[0, 0] > 0.2 > alone["pareto_k"].values[0, 1]
    assert again["refitted"].values.tolist() == [[True, False]]
    cell = again.sel(component="prior", alpha=0.5, option="yes")
    assert abs(float(cell["expected"]) - (0.96 - 0.75)) < 4 * float(cell["se"])
    assert not alone["refitted"].any()


def test_a_power_that_was_not_sampled_falls_back_to_weights(strict):
    fit, value = problem(1)

    def nothing(component, alpha):
        raise LookupError

    table = power_scale(fit, value, [0.5], {"prior": ["theta"]}, nothing)
    assert not table["refitted"].any()
    assert np.isfinite(table["expected"]).all()


def test_a_flip_beyond_trust_is_found_between_refits(monkeypatch):
    for module in (flip_search, scaled_expectation):  # no weights are trusted
        monkeypatch.setattr(module, "TRUSTED", -9.0)
    fit, value = problem(2)
    table = power_scale(fit, value, [1.1, 1.15, 1.3], {"prior": ["theta"]}, exact)
    flip = table.sel(component="prior", side="stronger")
    assert 1.1 <= float(flip["flip_alpha"]) <= 1.3
    assert float(flip["flip_se"]) > 0


def test_a_constant_density_changes_nothing():
    fit, value = problem(1)
    flat = xr.DataTree.from_dict(
        {
            "log_prior": fit["log_prior"].to_dataset() * 0,
            "log_likelihood": fit["log_likelihood"].to_dataset(),
        }
    )
    table = power_scale(flat, value, [0.5]).sel(component="prior", alpha=0.5)
    np.testing.assert_allclose(table["expected"], value.mean(DIMS))
    assert float(table["pareto_k"]) == -np.inf


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


def test_a_name_in_both_groups_must_say_which():
    fit, value = problem(1, draws=100)
    both = xr.DataTree.from_dict(
        {g: fit["log_prior"].to_dataset() for g in ("log_prior", "log_likelihood")}
    )
    with pytest.raises(ValueError, match="write log_prior/theta or log_likelihood/theta"):
        power_scale(both, value, groups={"p": ["theta"]})
    assert power_scale(both, value, [0.8], {"p": ["log_prior/theta"]}).sizes["component"] == 1


def test_a_fit_without_densities_or_with_broken_ones_is_refused():
    fit, value = problem(1, draws=100)
    with pytest.raises(ValueError, match="lacks log_likelihood"):
        power_scale(xr.DataTree.from_dict({"log_prior": fit["log_prior"].to_dataset()}), value)
    broken = xr.DataTree.from_dict(
        {g: fit[g].to_dataset().where(value.sel(option="yes", drop=True) > 0) for g in fit.children}
    )
    with pytest.raises(ValueError, match="NaN or infinite"):
        power_scale(broken, value)
    with pytest.raises(ValueError, match="along 'draw'"):
        power_scale(fit, value.isel(draw=slice(0, 50)))


@pytest.mark.parametrize("seed", range(4, 7))
def test_the_flip_is_within_0_05_with_40_000_draws(seed):
    fit, value = problem(seed, draws=10_000)
    cell = power_scale(fit, value, [0.8]).sel(component="prior", side="stronger")
    assert abs(float(cell["flip_alpha"]) - 1.2) < min(0.05, 4 * float(cell["flip_se"]))


def test_the_error_of_the_flip_covers():
    z = []
    for seed in range(40):
        fit, value = problem(seed, draws=500)
        cell = power_scale(fit, value, [0.8]).sel(component="prior", side="stronger")
        z.append((float(cell["flip_alpha"]) - 1.2) / float(cell["flip_se"]))
    assert (np.abs(z) < 1.96).mean() >= 0.88


def sharp(seed, precision=19.0):
    """Evidence worth 19 priors, so that a power of 0.05 asks for draws far outside the
    posterior.
    """
    rng = np.random.default_rng(seed)
    x = 1.2 * precision / (1 + precision) + rng.normal(size=(4, 2500)) / (1 + precision) ** 0.5
    theta = xr.DataArray(x, dims=DIMS)
    data = xr.Dataset({"theta": theta})
    logs = {
        "log_prior": -(data**2) / 2,
        "log_likelihood": (-precision / 2 * (data - 1.2) ** 2).rename(theta="y"),
    }
    return xr.DataTree.from_dict(logs), xr.concat(
        [0 * theta, theta - 0.75], "option"
    ).assign_coords(option=["no", "yes"])


def sharp_again(seed, alpha):
    """The posterior of `sharp` sampled with its evidence to a power: theta, and the value of both
    options.
    """
    p = 1 + 19 * alpha
    theta = xr.DataArray(
        np.random.default_rng(seed + 50).normal(1.2 * 19 * alpha / p, p**-0.5, (4, 2000)), dims=DIMS
    )
    return theta, xr.concat([0 * theta, theta - 0.75], "option").assign_coords(option=["no", "yes"])


@pytest.mark.parametrize("seed", range(3))
def test_refits_stand_in_where_the_weights_cannot_be_trusted(seed):
    fit, value = sharp(seed)
    asked = []

    def refit(component, alpha):
        asked.append((component, alpha))
        return sharp_again(seed, alpha)[1]

    weighted = power_scale(fit, value, [0.05, 0.8], {"evidence": ["y"]}).isel(component=0)
    assert (weighted["pareto_k"] > 0.7).values.tolist() == [True, False]
    assert not weighted["refitted"].any()
    table = power_scale(fit, value, [0.05, 0.8], {"evidence": ["y"]}, refit).isel(component=0)
    assert table["refitted"].values.tolist() == [True, False]
    assert float(table["pareto_k"][0]) == -np.inf  # its own draws need no weights
    assert float(table["pareto_k"][1]) == float(weighted["pareto_k"][1])
    assert {alpha for _, alpha in asked} == {0.05}
    for alpha in (0.05, 0.8):
        cell = table.sel(alpha=alpha, option="yes")
        truth = 1.2 * 19 * alpha / (1 + 19 * alpha) - 0.75
        assert abs(float(cell["expected"]) - truth) < 4 * float(cell["se"])
    assert table["best"].values.tolist() == ["no", "yes"]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("near", "trusted"), [(0.06, True), (1.0, False)])
def test_weights_that_come_with_a_refit_are_judged_as_any(seed, near, trusted):
    """Draws of a power nearby, weighted to the one asked for; from far away the same weights are
    not trusted.
    """
    fit, value = sharp(seed)

    def refit(component, alpha):
        theta, again = sharp_again(seed, near)
        return again, ((alpha - near) * (-19 / 2 * (theta - 1.2) ** 2)).to_numpy()

    point = power_scale(fit, value, [0.05], {"evidence": ["y"]}, refit).isel(component=0, alpha=0)
    assert bool(point["refitted"])
    assert bool(point["pareto_k"] <= 0.7) == trusted
    yes = point.sel(option="yes")
    truth = 1.2 * 19 * 0.05 / (1 + 19 * 0.05) - 0.75
    if trusted:
        assert abs(float(yes["expected"]) - truth) < 4 * float(yes["se"])


@pytest.mark.parametrize("seed", range(4))
def test_a_flip_between_refits_is_within_its_error(monkeypatch, seed):
    for module in (flip_search, scaled_expectation):  # no weights are trusted
        monkeypatch.setattr(module, "TRUSTED", -9.0)
    fit, value = problem(2)

    def refit(component, alpha):
        rng = np.random.default_rng(1000 * seed + int(100 * alpha))
        theta = xr.DataArray(
            rng.normal(2.4 / (2 + alpha), (2 + alpha) ** -0.5, (4, 2000)), dims=DIMS
        )
        return xr.concat([0 * theta, theta - 0.75], "option").assign_coords(option=["no", "yes"])

    side = (
        power_scale(fit, value, [1.1, 1.15, 1.3], {"prior": ["theta"]}, refit)
        .isel(component=0)
        .sel(side="stronger")
    )
    assert abs(float(side["flip_alpha"]) - 1.2) < 4 * float(side["flip_se"])
    assert float(side["searched"]) == 1.3


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


def test_independent_draws_and_further_dims_of_a_density():
    fit, value = problem(1, draws=500)
    flat = {
        g: fit[g].to_dataset().stack(sample=DIMS).drop_vars(["sample", *DIMS]) for g in fit.children
    }
    theta = value.stack(sample=DIMS).drop_vars(["sample", *DIMS])
    split = {g: xr.concat([0.25 * d, 0.75 * d], "obs") for g, d in flat.items()}
    one, other = (power_scale(xr.DataTree.from_dict(logs), theta, [0.8]) for logs in (flat, split))
    np.testing.assert_allclose(one["expected"], other["expected"], atol=1e-9)
    np.testing.assert_allclose(
        one["expected"], power_scale(fit, value, [0.8])["expected"], atol=1e-9
    )


def test_components_take_their_own_variables_and_names():
    fit, value = problem(1, draws=500)
    default = power_scale(fit, value, [0.8])
    table = power_scale(
        fit, value, [0.8], {"all": ["theta", "y"], "evidence": ["log_likelihood/y"]}
    )
    assert table["component"].values.tolist() == ["all", "evidence"]
    np.testing.assert_array_equal(
        table["expected"].sel(component="evidence"), default["expected"].sel(component="likelihood")
    )
    # prior and evidence raised together leave the mean of a normal posterior alone, and only spread
    # it
    both = table.sel(component="all", alpha=0.8, option="yes")
    assert abs(float(both["expected"]) - 0.05) < 4 * float(both["se"])


@pytest.mark.parametrize("alphas", [[np.nan], [np.inf], [0.8, -1.25]])
def test_powers_that_are_none(alphas):
    with pytest.raises(ValueError, match="powers above 0"):
        power_scale(*problem(1, draws=50), alphas)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_densities_that_are_none(bad):
    fit, value = problem(1, draws=50)
    broken = fit["log_prior"].to_dataset().copy(deep=True)
    broken["theta"][0, 0] = bad
    logs = {"log_prior": broken, "log_likelihood": fit["log_likelihood"].to_dataset()}
    with pytest.raises(ValueError, match="1 draws of log_prior/theta are NaN or infinite"):
        power_scale(xr.DataTree.from_dict(logs), value)


def test_all_missing_groups_are_named():
    fit, value = problem(1, draws=50)
    with pytest.raises(ValueError, match="lacks log_prior and log_likelihood"):
        power_scale(xr.DataTree(), value)
    with pytest.raises(ValueError, match="lacks log_prior:"):
        power_scale(
            xr.DataTree.from_dict({"log_likelihood": fit["log_likelihood"].to_dataset()}), value
        )


def test_no_components_are_refused_in_words():
    with pytest.raises(ValueError, match=r"component|groups"):
        power_scale(*problem(1, draws=50), groups={})
