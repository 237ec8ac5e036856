"""Intervals on which a series departs from nought: found where they were planted, else not."""

import numpy as np
import pytest

from made_up.chains import ar1
from stakes.decision.draws.regression.intervals import cells_of, clear_interval

N = 4000


def planted(seed, low, high, height=1.0):
    rng = np.random.default_rng(seed)
    x, left = rng.uniform(size=N), rng.normal(size=(1, N))
    left[0, (x > low) & (x < high)] += height
    return x, left - left.mean(axis=1, keepdims=True)  # as what a regression leaves


def ends(x, found):
    ordered = np.sort(x)
    return ordered[found[0]], ordered[found[1] - 1]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("low", "high"), [(0.3, 0.4), (-0.1, 0.15), (0.7, 1.1)])
def test_an_interval_is_found_where_it_lies(low, high, seed):
    x, left = planted(seed, low, high)
    found = ends(x, clear_interval(cells_of(x), left, (N,)))
    assert found == pytest.approx((max(low, 0), min(high, 1)), abs=0.02)


def test_one_of_several_series_is_enough():
    x, left = planted(1, 0.3, 0.4)
    quiet = np.random.default_rng(9).normal(size=(2, N))
    both = np.concatenate([quiet[:1], left, quiet[1:]])
    found, alone = (clear_interval(cells_of(x), rows, (N,)) for rows in (both, left))
    assert found == alone


def test_an_interval_below_nought_counts_as_one_above():
    x, left = planted(2, 0.5, 0.6)
    assert clear_interval(cells_of(x), -left, (N,)) == clear_interval(cells_of(x), left, (N,))


@pytest.mark.parametrize("seed", range(10))
def test_noise_has_none(seed):
    x, left = planted(seed, 0, 0)
    assert clear_interval(cells_of(x), left, (N,)) is None


def test_chains_that_wander_have_none():
    """In order of the draws a slow chain stays above its mean for long."""
    rng = np.random.default_rng(3)
    left = ar1(rng, 0.95, (4, 1000)).reshape(1, -1)
    left -= left.mean()
    x = np.arange(4000.0)
    assert clear_interval(cells_of(x), left, (4, 1000)) is None
    assert clear_interval(cells_of(x), left, (4000,)) is not None


@pytest.mark.parametrize(("draws", "seen"), [(4, False), (6, True)])
def test_fewer_than_five_draws_are_no_interval(draws, seen):
    x = np.arange(1000.0)
    left = 0.01 * np.random.default_rng(1).normal(size=(1, 1000))
    left[0, 400 : 400 + draws] += 100.0
    found = clear_interval(cells_of(x), left - left.mean(), (1000,))
    assert (found == (400, 406)) == seen


def test_equal_draws_are_not_parted():
    x = np.repeat(np.arange(50.0), 40)
    cells = cells_of(x[np.random.default_rng(1).permutation(x.size)])
    assert cells.at.tolist() == list(range(0, 2001, 40))


def test_running_sums_are_of_the_draws_in_order():
    x = np.array([3.0, 1.0, 2.0, 1.0])
    cells = cells_of(x)
    assert cells.at.tolist() == [0, 2, 3, 4]
    np.testing.assert_array_equal(cells.running(x[None]), [[0, 2, 4, 7]])


def test_of_very_many_draws_the_outermost_are_told_apart_one_by_one():
    cells = cells_of(np.random.default_rng(1).normal(size=60_000))
    assert len(cells.at) < 20_000
    assert np.diff(cells.at)[:200].max() == 1
    assert np.diff(cells.at)[-200:].max() == 1
