"""Roots of a curve that is known at points, with errors."""

import numpy as np
import pytest

from stakes.decision.sensitivity.one_way.conditional_mean import curve
from stakes.decision.sensitivity.one_way.roots import (
    band,
    clear_of_zero,
    clear_roots,
    crossings,
    root_error,
    signs,
    unresolved_crossing,
)

X = np.arange(7.0)


@pytest.mark.parametrize(
    ("f", "roots"),
    [
        ([1, 1, 1, -1, -1, -1, -1], [2.5]),
        ([3, 1, -1, -1, 1, 2, 3], [1.5, 3.5]),
        ([3, 1, -3, -3, -3, -3, -3], [1.25]),
        ([1, 1, 0, 0, 0, -1, -1], [3.0]),
        ([1, 1, 0, 0, 0, 1, 1], []),
        ([0, 0, 1, 1, 1, 1, 0], []),
        ([1, 2, 3, 4, 5, 6, 7], []),
    ],
)
def test_a_broken_line_crosses_where_it_changes_its_sign(f, roots):
    assert crossings(X, np.array(f, float)) == pytest.approx(roots)


@pytest.mark.parametrize(
    ("f", "clear"),
    [
        ([3, 3, 1, -1, -3, -3, -3], [2.5]),
        ([3, 3, 1, -1, -1.5, -1, -1], []),  # never below 0 by two errors
        ([3, 1, -1, 1, -1, -3, -3], [2.5]),  # of three between two clear stretches the middle one
        ([3, 3, -3, -3, 3, 3, 3], [1.5, 3.5]),
        ([3, 1, -1, -1, 1, 3, 3], []),  # what lies between is not clear
    ],
)
def test_a_clear_root_lies_between_stretches_clear_of_0(f, clear):
    f = np.array(f, float)
    found = clear_of_zero(crossings(X, f), X, f, np.full(7, 1.0))
    assert found == pytest.approx(clear)


def test_where_it_is_not_resolved_the_nearest_clear_points_say_how_far_one_can_tell():
    f = np.array([3, 2.5, 1, -0.5, -1, -1.5, -2.5])
    assert unresolved_crossing(X, f, np.ones(7)) == (1.0, 6.0)
    assert unresolved_crossing(X, f / 10, np.ones(7)) == (0.0, 6.0)
    assert unresolved_crossing(X, np.abs(f), np.ones(7)) is None


def line_of(seed, n=4000, slope=2.0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    return curve(x, (slope * x - 1 + rng.normal(size=n)).reshape(1, -1), (n,)), x


def test_the_root_of_a_line_is_within_the_error_that_is_told():
    z = []
    for seed in range(60):
        line, x = line_of(seed)
        (root,) = clear_roots(line, (-2.0, 2.0), *band(line, (-2.0, 2.0)))
        z.append((root - 0.5) / root_error(line, x, root))
    assert np.mean(np.abs(z) < 1.96) > 0.86
    assert np.std(z) > 0.6


def test_signs_are_those_of_the_stretches():
    line, _ = line_of(1)
    assert signs(line, [0.5], (-2.0, 2.0)).tolist() == [-1, 1]
    assert signs(line, [], (1.0, 2.0)).tolist() == [1]


def test_a_band_holds_both_ends():
    line, _ = line_of(2)
    points, error = band(line, (-1.5, 1.5))
    assert points[0] == -1.5
    assert points[-1] == 1.5
    assert len(points) <= 41
    assert (np.diff(points) > 0).all()
    assert error[len(error) // 2] < error[0]
