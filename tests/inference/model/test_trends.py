"""Quantities along a trend: what its formula makes of its parameters, in every draw."""

import numpy as np
import pytest
from tests.inference.model.test_score_vectors import MODEL, written

import stakes
from stakes.case.beliefs.composed.trends import Trend
from stakes.inference.fitting import fit
from stakes.inference.model.joint_model import build
from stakes.report.explain import _prior

AT = [2025, 2050, 2100]
T = np.array([0.0, 25.0, 75.0])
TREND = 'trend = {{ shape = "{0}", at = [2025, 2050, 2100], {1} }}'
FORMS = {
    "rate": "bounds = [0, inf]\nquantiles = [0.005, 0.02, 0.06]",
    "damage": 'distribution = { name = "normal", mu = 2.0, sigma = 0.1 }',
    "fitted": "elicited = { levels = [0.1, 0.5, 0.9], values = [1, 2, 5] }",
    "from_fit": TREND.format("linear", 'start = "fitted", slope = 0.0'),
    "line": TREND.format("linear", 'start = "damage", slope = "rate"'),
    "growth": TREND.format("exponential", 'start = 3.0, rate = "rate"'),
    "filling": TREND.format("saturating", 'start = 0.0, limit = "damage", rate = "rate"'),
    "curve": TREND.format("logistic", 'start = 0.0, limit = 1.0, rate = "rate", middle = 50'),
    "jump": TREND.format("step", 'start = 1.0, limit = "damage", when = 25'),
}


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    return stakes.open_case(written(tmp_path_factory.mktemp("trends"), MODEL, {}, FORMS))


def test_every_draw_follows_the_formula(case):
    posterior = fit(case, draws=100, chains=4, seed=1, alphas=())["posterior"].to_dataset()
    rate, damage = (posterior[name].to_numpy()[..., None] for name in ("rate", "damage"))
    truth = {
        "line": damage + rate * T,
        "growth": 3 * (1 + rate) ** T,
        "filling": damage * (1 - np.exp(-rate * T)),
        "curve": 1 / (1 + np.exp(-rate * (T - 50))),
        "jump": np.where(T >= 25, damage, 1.0),
    }
    for name, x in truth.items():
        found = posterior[name]
        assert found["year"].values.tolist() == AT
        np.testing.assert_allclose(found.transpose("chain", "draw", "set", "year"), x, rtol=1e-9)
    fitted = posterior["fitted"].to_numpy()
    np.testing.assert_array_equal(posterior["from_fit"].sel(year=2100), fitted)
    assert float(posterior["line"].sel(year=2100).std()) > 0


def test_parameters_come_first(tmp_path):
    root = written(tmp_path, MODEL, {}, FORMS)
    text = MODEL.format(names=["line", "damage"])
    (root / "models/river.py").write_text(text, encoding="utf-8")
    with pytest.raises(stakes.CaseError, match=r"line\.trend: its trend needs rate"):
        build(stakes.open_case(root))


def test_what_is_said_of_it(case):
    said = _prior(case.quantities["line"])[0][0]
    assert said.startswith("Linear trend from 2025 to 2100 by year: start damage, slope rate.")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ('shape = "linear", at = [1, 2], start = 1.0', "has no slope; give one, which a linear"),
        (
            'shape = "linear", at = [1, 2], start = 1.0, slope = 1.0, rate = 2.0',
            "has nothing to do",
        ),
        ('shape = "linear", at = [2, 1], start = 1.0, slope = 1.0', "do not rise"),
        ('shape = "linear", at = [1, 2], start = "ratee", slope = 1.0', "did you mean 'rate'?"),
        ('shape = "linear", at = [1, 2], start = "growth", slope = 1.0', "is no single number"),
        ('shape = "sine", at = [1, 2], start = 1.0', "'sine' is not known here"),
    ],
)
def test_what_is_wrong_has_its_line(tmp_path, form, said):
    root = written(tmp_path, MODEL, {}, FORMS | {"line": f"trend = {{ {form} }}"})
    with pytest.raises(stakes.CaseError) as error:
        stakes.open_case(root)
    (line,) = str(error.value).splitlines()
    assert line.startswith("priors/river.toml: quantities.line.trend")
    assert said in line


def test_times_that_are_not_whole_stay_so():
    given = {"shape": "linear", "at": (0.5, 1.0), "start": 1.0, "slope": 2.0}
    trend = Trend.model_validate(given)
    assert trend.labels == [0.5, 1.0]
    assert trend.values({"start": 1.0, "slope": 2.0}).tolist() == [1.0, 2.0]
