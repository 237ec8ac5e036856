"""Break-evens by setting a quantity: known roots, and none where there are none."""

import numpy as np
import pytest
from tests.assessment.sensitivity.made_up_world import CHAINS, DRAWS, case, world

import stakes.outcomes.exact.expectations
from stakes.assessment.sensitivity import break_evens
from stakes.outcomes.exact.parts import Exact


def found(monkeypatch, effect, seed=1, **limits):
    fit, means = world(monkeypatch, effect, seed)
    return fit, {
        c.quantity: c
        for c in break_evens.crossings(case(**limits), fit, means, {"all": 1.0}, Exact())
    }


@pytest.mark.parametrize("seed", range(5))
def test_root_of_a_line_within_its_error(monkeypatch, seed):
    fit, by = found(
        monkeypatch, lambda x, y: 0.6 * x - 1.2, seed
    )  # root at 2 whatever the noise, which has mean 0
    c = by["x"]
    assert c.roots.size == 1
    assert abs(c.roots[0] - 2) < 4 * c.roots_se[0]
    spread, draws = (
        0.6 / np.sqrt(2),
        CHAINS * DRAWS,
    )  # all say what is believed, some how far x moves it
    error = np.hypot(
        np.hypot(spread, 0.5) / np.sqrt(draws), spread / np.sqrt(draws / break_evens.THIN_ROOT)
    )
    assert c.roots_se[0] == pytest.approx(error / 0.6, rel=0.1)
    beyond = float(
        (fit["posterior"]["x"] > c.roots[0]).mean()
    )  # the lead is negative today, for E x = 1
    assert c.probability_beyond == pytest.approx(beyond)
    assert 0 < c.probability_beyond_se < 0.01


def test_errors_of_roots_cover(monkeypatch):
    z = []
    for seed in range(40):
        c = found(monkeypatch, lambda x, y: 0.6 * x - 1.2, seed)[1]["x"]
        z.append((c.roots[0] - 2) / c.roots_se[0])
    assert (np.abs(z) < 1.96).mean() >= 0.85
    assert 0.7 < np.std(z) < 1.35


def test_both_roots_of_a_parabola(monkeypatch):
    c = found(monkeypatch, lambda x, y: (x - 1) * (x - 3))[1]["x"]
    np.testing.assert_allclose(c.roots, [1, 3], atol=0.05)
    assert 0 < c.probability_beyond < 1


def test_no_root_where_one_leads_throughout_or_the_quantity_does_nothing(monkeypatch):
    by = found(monkeypatch, lambda x, y: 0.3 + 0.1 * x)[1]
    for c in by.values():
        assert c.roots.size == 0
        assert c.probability_beyond == 0
        assert (c.lead > 0).all()


def test_no_root_where_the_lead_only_touches_zero_within_its_errors(monkeypatch):
    c = found(monkeypatch, lambda x, y: -1.0 + 1.001 * y, seed=3)[1][
        "y"
    ]  # at the upper end 0.002, a fifth of its error
    assert c.roots.size == 1 or c.probability_beyond == 0
    c = found(monkeypatch, lambda x, y: -1.0 + 0.502 * y, seed=3)[1]["y"]
    assert c.roots.size == 0


@pytest.mark.parametrize("limits", [(0.0, 4.0), (0.0, 2.5)])
def test_range_is_that_of_the_threshold(monkeypatch, limits):
    c = found(monkeypatch, lambda x, y: 0.6 * x - 1.2, low=limits[0], high=limits[1])[1]["x"]
    assert (c.grid[0], c.grid[-1]) == limits
    assert (np.diff(c.grid) > 0).all()


def test_what_is_linear_is_set_to_its_ends_alone(monkeypatch):
    fit, means = world(monkeypatch, lambda x, y: 0.6 * x - 1.2 + 0.1 * x * y, 1)
    asked = []
    evaluated = stakes.outcomes.exact.expectations.expectations

    def counted(case, fit, settings, how, **given):
        asked.extend(tuple(s.items()) for s in settings if "x" in s)
        return evaluated(case, fit, settings, how, **given)

    monkeypatch.setattr(stakes.outcomes.exact.expectations, "expectations", counted)

    def roots(how):
        asked.clear()
        found = break_evens.crossings(case(), fit, means, {"all": 1.0}, how)
        c = next(c for c in found if c.quantity == "x")
        return c.roots, c.roots_se, len(set(asked))

    each, line = roots(Exact()), roots(Exact(linear=("x",)))
    np.testing.assert_allclose(line[0], each[0], rtol=1e-9)
    np.testing.assert_allclose(line[1], each[1], rtol=1e-9)
    assert line[2] == 3 < each[2]  # both ends, and half-way to see whether it is straight


def test_what_only_seems_linear_is_looked_at_everywhere(monkeypatch):
    fit, means = world(monkeypatch, lambda x, y: abs(x - 2.0) - 1.0, 1)
    found = break_evens.crossings(case(), fit, means, {"all": 1.0}, Exact(linear=("x",)))
    c = next(c for c in found if c.quantity == "x")
    np.testing.assert_allclose(c.roots, [1, 3], atol=0.1)
