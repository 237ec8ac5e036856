"""Simultaneous bands: exact levels against simulation and against ArviZ's."""

import numpy as np
import pytest
from arviz_stats.ecdf_utils import simulate_confidence_bands

from stakes.runs.calibration.bands import least_tail, level, points


@pytest.mark.parametrize("number", [30, 99])
def test_the_level_is_that_of_arviz_within_its_simulation_error(number):
    """Of its own simulations ArviZ keeps the quantile; ours must lie between those of fewer and
    more.
    """
    rng = np.random.default_rng(1)
    low, high = (
        1 - simulate_confidence_bands(number, 1, points(number), p, 4000, rng)
        for p in (0.975, 0.95)
    )
    assert low < level(number, 0.035) < high


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("number", [50, 250])
def test_uniform_shares_leave_the_band_as_often_as_they_should(seed, number):
    rng = np.random.default_rng(seed)
    sets, outside = 2000, 0.1
    left = np.mean([least_tail(rng.random(number)) < level(number, outside) for _ in range(sets)])
    error = np.sqrt(outside * (1 - outside) / sets)
    assert abs(left - outside) < 4 * error


def test_bands_of_a_family_are_wider():
    assert level(100, 0.01 / 400) < level(100, 0.01) < level(100, 0.1)


@pytest.mark.parametrize("power", [0.6, 1.7])
def test_shares_that_are_not_uniform_leave_it(power):
    rng = np.random.default_rng(2)
    assert least_tail(rng.random(400) ** power) < level(400, 0.01 / 400)
