"""Break-evens by setting a quantity: known roots, and none where there are none."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

import stakes.outcomes.exact_expectations
from stakes.assessment.decision_record import sensitivity as entries
from stakes.assessment.sensitivity import break_evens, planes
from stakes.decision.sensitivity.one_way import roots as roots_of
from stakes.outcomes.exact_parts import Exact

CHAINS, DRAWS = 4, 2500
OPTIONS = {name: SimpleNamespace(until=None, label=name) for name in ("stay", "go")}


def case(low=0.0, high=4.0):
    threshold = SimpleNamespace(id="x", range=(low, high), rate=False)
    plane = SimpleNamespace(id="p", label="x and y", x="x", y="y")
    challenges = SimpleNamespace(
        thresholds={"x": threshold, "y": SimpleNamespace(id="y", range=(0.0, 2.0), rate=False)},
        planes={"p": plane},
    )
    return SimpleNamespace(challenges=challenges, options=OPTIONS, baseline="stay", quantities={})


def world(monkeypatch, effect, seed, x=1.0):
    """A fit with draws of x and y, and consequences in which going is worth `effect` (x, y) and
    noise of each draw.
    """
    rng = np.random.default_rng(seed)
    dims = ("chain", "draw")
    shape = (CHAINS, DRAWS)
    draws = {
        "x": (dims, rng.gamma(2.0, x / 2, shape)),
        "y": (dims, rng.uniform(0, 2, shape)),
        "noise": (dims, rng.normal(size=shape)),
    }
    fit = xr.DataTree.from_dict({"posterior": xr.Dataset(draws)})

    def expectations(case, fit, settings, how, weights, thin=1):
        d = fit["posterior"].to_dataset().isel(draw=slice(None, None, thin))
        leads = [
            effect(s.get("x", d["x"]), s.get("y", d["y"])) + 0.5 * d["noise"] for s in settings
        ]
        return xr.concat(
            [xr.concat([0 * lead, lead], "option") for lead in leads], "setting"
        ).assign_coords(option=list(OPTIONS))

    monkeypatch.setattr(stakes.outcomes.exact_expectations, "expectations", expectations)
    return fit, expectations(None, fit, [{}], None, None).isel(setting=0)


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


def test_plane_has_the_line_on_which_both_are_worth_the_same(monkeypatch):
    fit, means = world(monkeypatch, lambda x, y: x + y - 2, seed=2)
    (sheet,) = planes.sheets(case(), fit, means, {"all": 1.0}, Exact())
    assert sheet.lead.shape == sheet.lead_se.shape == (1, len(sheet.x), len(sheet.y))
    points = sheet.boundary("go")
    assert len(points) >= 3
    np.testing.assert_allclose([x + y for x, y in points], 2, atol=0.1)


def test_a_root_amid_noise_or_on_a_stretch_at_zero_is_found_once():
    grid = np.arange(6.0)
    for lead in ([-5, -2, 0.1, -0.1, 2, 5], [-5, -2, 0, 0, 2, 5]):
        curve = np.array(lead, float)
        places = break_evens._zeros(grid, curve)
        (root,) = roots_of.clear_of_zero(places, grid, curve, np.full(6, 0.2))
        assert 2 <= root <= 3


def test_sides_of_a_root_must_differ():
    grid, curve = np.arange(5.0), np.array([3.0, 0.1, -0.1, 0.1, 3.0])
    assert (
        roots_of.clear_of_zero(break_evens._zeros(grid, curve), grid, curve, np.full(5, 0.2)) == []
    )


LEVEL = {
    "nought": [3, 2, 1, 0, 0, 0, -1, -2, -3],
    "noise": [3, 2, 1, 0.05, -0.05, 0.05, -1, -2, -3],
}


def crossing(lead, error=0.1):
    x, f = np.arange(len(lead)) * 1.0, np.array(lead, float)
    roots = roots_of.clear_of_zero(roots_of.crossings(x, f), x, f, np.full(len(f), error))
    none = np.array([])
    return break_evens.Crossing(
        "x", "go", x, f, np.full(len(f), error), np.array(roots), none, 4.0, 0.5, 0.1
    )


@pytest.mark.parametrize("kind", LEVEL)
def test_a_lead_that_rests_on_nought_crosses_in_the_middle(kind):
    found = crossing(LEVEL[kind])
    assert len(found.roots) == 1
    assert 3 <= found.roots[0] <= 5
    assert found.unresolved is None


def test_a_change_of_sign_within_errors_is_said_to_be_unresolved():
    found = crossing([1, 0.5, 0.05, -0.05, -0.1, -0.15])
    assert found.roots.size == 0
    assert found.unresolved == (1.0, 5.0)
    case = SimpleNamespace(options=OPTIONS, baseline="stay", unit="$")
    assert "crosses 0 between 1.00 and 5.00, not resolved" in entries.why_none(case, found)


def test_where_nothing_changes_its_sign_nothing_is_unresolved():
    assert crossing([1, 0.5, 0.05, 0.1]).unresolved is None
