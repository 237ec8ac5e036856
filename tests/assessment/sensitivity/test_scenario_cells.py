"""When a view counts as differing: by the lead over today's best, and from enough draws."""

import numpy as np
import pytest
import xarray as xr

from stakes.assessment.sensitivity.scenarios import ENOUGH, _cell


def cell(*means, today=0, draws=1000, seed=1):
    noise = np.random.default_rng(seed).normal(0, 0.1, (4, 250))
    x = np.stack([np.zeros((4, 250)) if m == 0 else m + noise for m in means])
    return _cell(xr.DataArray(x, dims=("option", "chain", "draw")), today, draws)


def test_two_rivals_of_equal_worth_do_not_hide_each_other():
    found = cell(0, 1.0, 1.0)
    assert not found["resolved"]
    assert found["ahead"] == 1


@pytest.mark.parametrize(("mean", "ahead"), [(-1.0, -1), (0.0001, -1), (1.0, 1)])
def test_ahead_is_clear_of_today(mean, ahead):
    assert cell(0, mean)["ahead"] == ahead


def test_few_draws_show_nothing():
    found = cell(0, 1.0, draws=ENOUGH - 1)
    assert not found["resolved"]
    assert found["ahead"] == -1
    assert cell(0, 1.0, draws=ENOUGH)["ahead"] == 1


def test_the_best_of_those_ahead_is_named():
    assert cell(0, 1.0, 2.0)["ahead"] == 2
    assert cell(0, 1.0, 2.0, today=2)["ahead"] == -1
