"""When a lead counts as resolved: two equal options are told apart in at most 3 % of samples."""

import numpy as np
import pytest
import xarray as xr

import stakes
from stakes.decision.draws.summaries.summary import leads
from stakes.decision.expected_value import resolved
from stakes.decision.limits import CLEAR, clear_level

RUNS, ALLOWED = 2_000, 0.03
BAND = 2 * np.sqrt(ALLOWED * (1 - ALLOWED) / RUNS)


def ties(draws, level=None):
    """How often a tie of two normal options is resolved."""
    found = []
    for seed in range(RUNS):
        x = np.random.default_rng(seed).normal(size=(2, draws))
        _, lead, best = leads(x, ["a", "b"])
        if level is None:
            found.append(resolved(lead, best, np.zeros(2)))
        else:
            found.append(bool(np.delete(lead.mean > level * lead.error, best).all()))
    return np.mean(found)


@pytest.mark.parametrize("draws", [3, 10, 400])
def test_a_tie_of_normal_options_is_resolved_in_at_most_three_percent(draws):
    assert ties(draws) < ALLOWED + BAND


@pytest.mark.parametrize(("draws", "level"), [(3, CLEAR), (400, 2.0)])
def test_without_students_t_or_at_two_errors_it_is_in_more(draws, level):
    assert ties(draws, level) > ALLOWED + BAND


def test_many_draws_have_the_level_of_all_methods():
    assert clear_level(1e6) == pytest.approx(CLEAR, rel=1e-4)
    assert (np.diff(clear_level([2, 3, 5, 10, 100, 1000])) < 0).all()
    assert clear_level(0) == clear_level(2)


@pytest.mark.parametrize("lead", [2.0, 2.4])
def test_the_siblings_follow(lead):
    """`compare` and `acceptability` at a lead of so many errors."""
    gap = np.random.default_rng(1).normal(size=4_000)
    gap = (gap - gap.mean()) / gap.std(ddof=1) + lead / np.sqrt(4_000)
    value = xr.DataArray([0 * gap, gap], dims=("option", "sample"))
    parts = value.expand_dims(attribute=["net"])
    weights = xr.DataArray([[1.0]], {"at": [1], "attribute": ["net"]}, ("at", "attribute"))
    assert bool(stakes.compare(value)["resolved"]) is (lead > CLEAR)
    assert bool(stakes.acceptability(parts, weights)["resolved"][0]) is (lead > CLEAR)
    assert bool(stakes.diagnose(value)["tied"].any()) is (lead < CLEAR)
