"""Quantities with a dimension: a belief for each element, that go together or do not."""

import numpy as np
import pytest
from scipy import stats
from tests.inference.model.test_score_vectors import MODEL, SEEN, written

import stakes
from stakes.inference.fitting import fit
from stakes.inference.model.joint_model import build, split
from stakes.report.explain import _prior

FORMS = {
    "rate": "bounds = [0, inf]\nquantiles = [0.05, 0.2, 0.6]",
    "damage": """bounds = [0, inf]
along = { dim = "region", together = { rank = 0.6, reason = "One river." }, values = {
        north = { quantiles = [20, 60, 150] },
        south = { distribution = { name = "gamma", alpha = 4.0, beta = 0.1 } },
        east = { distribution = { name = "normal", mu = 50, sigma = 30, between = [0, inf] } }
        } }""",
    "level": """along = { dim = "year", values = {
        2030 = { distribution = { name = "normal", mu = 0.1, sigma = 0.02 } },
        2050 = { distribution = { name = "normal", mu = 0.3, sigma = 0.1 } },
        2100 = { distribution = { name = "normal", mu = 0.9, sigma = 0.4 } } },
        together = { rank = 0.8, reason = "Slow.", decays = true } }""",
    "apart": """along = { dim = "region", values = {
        north = { value = 3.0 }, south = { quantiles = [1, 2, 4] },
        east = { distribution = { name = "exponential", lam = 0.5 } } } }
bounds = [0, inf]""",
}
SEEDS = [1, 2, 3]


def case(folder, model=MODEL, **more):
    return stakes.open_case(written(folder, model, {}, FORMS, **more))


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    opened = case(tmp_path_factory.mktemp("elements"))
    return {
        s: fit(opened, draws=500, chains=4, seed=s, alphas=())["posterior"].to_dataset()
        for s in SEEDS
    }


def rank(posterior, name, dim, a, b):
    """Mean over sets, and its error."""
    x = posterior[name].transpose("set", "chain", "draw", dim)
    pairs = [[x.sel({dim: label})[i].values.ravel() for label in (a, b)] for i in range(8)]
    each = [stats.spearmanr(*pair).statistic for pair in pairs]
    return np.mean(each), max(np.std(each, ddof=1) / len(each) ** 0.5, 2e-3)


@pytest.mark.parametrize("seed", SEEDS)
def test_elements_go_together_as_stated(drawn, seed):
    for a, b in (("north", "south"), ("south", "east"), ("north", "east")):
        found, error = rank(drawn[seed], "damage", "region", a, b)
        assert abs(found - 0.6) < 4 * error
        found, error = rank(drawn[seed], "apart", "region", "south", "east")
        assert abs(found) < 4 * error
    found, error = rank(drawn[seed], "level", "year", 2030, 2050)
    assert abs(found - 0.8) < 4 * error
    far = 6 / np.pi * np.arcsin((2 * np.sin(np.pi * 0.8 / 6)) ** 2 / 2)
    found, error = rank(drawn[seed], "level", "year", 2030, 2100)
    assert abs(found - far) < 4 * error


@pytest.mark.parametrize("seed", SEEDS)
def test_each_element_has_its_own_distribution(drawn, seed):
    laws = {
        ("damage", "region", "south"): stats.gamma(4, scale=10),
        ("damage", "region", "east"): stats.truncnorm(-5 / 3, np.inf, 50, 30),
        ("level", "year", 2100): stats.norm(0.9, 0.4),
        ("apart", "region", "east"): stats.expon(scale=2),
    }
    for (name, dim, label), law in laws.items():
        shares = np.sort(law.cdf(drawn[seed][name].sel({dim: label}).values.ravel()))
        assert np.abs(shares - (np.arange(shares.size) + 0.5) / shares.size).max() < 0.01
    assert (drawn[seed]["apart"].sel(region="north") == 3.0).all()
    assert drawn[seed]["level"]["year"].values.tolist() == [2030, 2050, 2100]


def test_evidence_on_one_element_samples_it_and_those_before_it(tmp_path):
    seen = SEEN.replace('held["{of}"]', 'held["{of}"][1]')
    opened = case(tmp_path, seen, of="damage", at=40.0)
    whole = split(opened, build(opened))
    sampled = {
        label
        for name, mask in whole.wanted.items()
        if name.endswith("_z")
        for label, m in zip(
            whole.model.coords[whole.model.named_vars_to_dims[name][0]], mask, strict=True
        )
        if m
    }
    assert sampled == {"damage_north", "damage_south"}


def test_what_is_said_of_them(tmp_path):
    lines = [line[0] for line in _prior(case(tmp_path).quantities["level"])]
    assert lines[0].startswith("3 elements by year, rank correlation 0.8 between neighbours.")
    assert "2050: normal distribution with mu = 0.3, sigma = 0.1." in lines
