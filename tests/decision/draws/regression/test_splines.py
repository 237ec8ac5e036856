"""Cubic splines: what they can follow, and what it costs."""

import numpy as np
import pytest

from stakes.decision.draws.regression.splines import spline

PIECES = 10
SHARE = np.full(400, 1 / 400)


def centres(seed=1):
    return np.sort(np.random.default_rng(seed).normal(size=400))


def fitted(table, y):
    return table @ (table.T * SHARE) @ y  # the functions are orthonormal


def test_functions_are_orthonormal_and_the_first_is_constant():
    table, rough = spline(centres(), SHARE, PIECES)
    assert table.shape == (400, PIECES + 3)
    np.testing.assert_allclose((table.T * SHARE) @ table, np.eye(PIECES + 3), atol=1e-8)
    np.testing.assert_array_equal(table[:, 0], 1)
    assert rough.shape == (PIECES + 3,)


def test_they_go_from_a_straight_line_that_costs_nothing_to_rough():
    x = centres()
    table, rough = spline(x, SHARE, PIECES)
    assert (np.diff(rough) >= 0).all()
    assert rough[:2] == pytest.approx(0, abs=1e-8)
    assert (rough[2:] > 1e-6).all()
    assert abs(np.corrcoef(table[:, 1], x)[0, 1]) == pytest.approx(1)
    turns = [(np.diff(np.sign(column)) != 0).sum() for column in table[:, 1:].T]
    assert turns == sorted(turns)
    assert turns[0] == 1


@pytest.mark.parametrize("power", [1, 2, 3])
def test_polynomials_up_to_the_third_power_are_followed_exactly(power):
    x = centres()
    np.testing.assert_allclose(fitted(spline(x, SHARE, PIECES)[0], x**power), x**power, atol=1e-6)


def test_a_kink_is_followed_the_better_the_more_pieces():
    x = centres()
    left = [np.abs(fitted(spline(x, SHARE, n)[0], abs(x)) - abs(x)).max() for n in (4, 8, 16)]
    assert left[0] > left[1] > left[2]
    assert left[2] < 0.05


def test_tails_have_pieces_of_their_own_where_draws_allow_them():
    x = np.sort(np.exp(2 * np.random.default_rng(2).normal(size=400)))
    far = np.maximum(x - x[-8], 0)  # a bend among the last draws
    coarse = fitted(spline(x, SHARE, PIECES)[0], far)
    fine = fitted(spline(x, SHARE, PIECES, least=1 / 400)[0], far)
    assert np.abs(fine - far).mean() < 0.6 * np.abs(coarse - far).mean()


def test_a_few_points_have_no_more_functions_than_points():
    x = np.array([0.0, 1.0, 2.0, 5.0, 7.0])
    table, _ = spline(x, np.full(5, 0.2), PIECES)
    assert table.shape[1] <= 5
    np.testing.assert_allclose((table.T * 0.2) @ table, np.eye(table.shape[1]), atol=1e-8)
