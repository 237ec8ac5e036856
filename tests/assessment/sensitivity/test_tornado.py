"""The lead with each quantity set low and high: against known quantiles, in units of the error."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats
from tests.assessment.sensitivity.made_up_world import case, world

from stakes.assessment.sensitivity.tornado import swings
from stakes.outcomes.exact.parts import Exact

X = stats.gamma(2.0, scale=0.5)
HOW = Exact(read=("x", "y"))


def asked(**kinds):
    held = {name: SimpleNamespace(kind=kind) for name, kind in kinds.items()}
    return SimpleNamespace(**vars(case()) | {"quantities": held})


def found(monkeypatch, effect, seed=1, **kinds):
    fit, means = world(monkeypatch, effect, seed)
    kinds = kinds or {"x": "quantiles", "y": "quantiles"}
    return swings(asked(**kinds), fit, means, ("go", "stay"), {"all": 1.0}, HOW)


@pytest.mark.parametrize("seed", range(4))
def test_ends_are_the_leads_at_the_quantiles_within_their_errors(monkeypatch, seed):
    table = found(monkeypatch, lambda x, y: 3 * x - 2 + 0 * y, seed).sel(parameter="x")
    low, high = (float(X.ppf(level)) for level in (0.05, 0.95))
    for end, at in (("low", low), ("high", high)):
        assert abs(float(table[end]) - (3 * at - 2)) < 4 * float(table[f"{end}_se"])
    assert abs(float(table["swing"]) - 3 * (high - low)) < 4 * float(table["swing_se"])
    assert float(table["swing_se"]) < 0.5
    assert abs(float(table["expected"]) - (3 * X.mean() - 2)) < 0.1


def test_the_widest_swing_comes_first_and_what_does_nothing_has_none(monkeypatch):
    table = found(monkeypatch, lambda x, y: 0.5 * x + 4 * y)
    assert list(table["parameter"].values) == ["y", "x"]
    nothing = found(monkeypatch, lambda x, y: x + 0 * y)
    assert list(nothing["parameter"].values) == ["x", "y"]
    assert float(nothing["swing"].sel(parameter="y")) == 0.0


def test_an_event_is_set_to_so_and_to_not_so(monkeypatch):
    table = found(monkeypatch, lambda x, y: x + 5 * y, x="quantiles", y="event").sel(parameter="y")
    assert (float(table["at_low"]), float(table["at_high"])) == (0.0, 1.0)
    assert float(table["swing"]) == pytest.approx(5.0)


def test_what_the_consequences_do_not_read_has_no_bar(monkeypatch):
    table = found(monkeypatch, lambda x, y: x, x="quantiles", unread="quantiles")
    assert list(table["parameter"].values) == ["x"]


def test_where_nothing_can_be_set_there_are_no_bars(monkeypatch):
    table = found(monkeypatch, lambda x, y: x, unread="quantiles")
    assert table.sizes["parameter"] == 0
    assert np.isfinite(list(table["swing"].values)).all()
