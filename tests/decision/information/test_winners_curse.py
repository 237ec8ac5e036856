import numpy as np
import pytest

from stakes.decision.information.winners_curse import SIMULATED, winners_curse

CHANCE = 3 / np.sqrt(SIMULATED)  # three errors of a simulated mean of unit spread


def test_of_two_equal_numbers_it_is_that_of_the_larger_of_two_normals():
    found = winners_curse(np.zeros(2), np.full(2, 5.0))
    assert found == pytest.approx(5 / np.sqrt(np.pi), abs=5 * CHANCE)


@pytest.mark.parametrize(("count", "mean"), [(3, 0.8463), (10, 1.5388)])
def test_of_more_it_grows_as_their_order_statistic(count, mean):
    assert winners_curse(np.zeros(count), np.ones(count)) == pytest.approx(mean, abs=CHANCE)


def test_a_number_far_ahead_has_none():
    assert winners_curse(np.array([100.0, 0.0]), np.ones(2)) == pytest.approx(0, abs=CHANCE)
    assert winners_curse(np.array([100.0, 0.0]), np.ones(2)) >= 0


def test_one_number_or_no_errors_have_none():
    assert winners_curse(np.array([3.0]), np.array([2.0])) == 0
    assert winners_curse(np.array([3.0, 3.0]), np.zeros(2)) == 0
