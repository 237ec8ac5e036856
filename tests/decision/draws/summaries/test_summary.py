"""What draws say of a choice, against counts."""

import numpy as np
import pytest

from stakes.decision.draws.standard_errors.means import standard_error
from stakes.decision.draws.summaries.summary import (
    leads,
    regret_and_information_errors,
    summarise,
)

IDS = ["a", "b", "c"]
X = np.random.default_rng(1).integers(-3, 4, (3, 2000)).astype(float)
X[1] += 0.25
X[2] -= 1


def test_means_leads_and_the_best():
    found = summarise(X, IDS)
    assert found.best == 1
    np.testing.assert_allclose(found.value.mean, X.mean(axis=1))
    np.testing.assert_allclose(found.lead.mean, X[1].mean() - X.mean(axis=1))
    errors = [standard_error(X[1] - row) for row in X]
    np.testing.assert_allclose(found.lead.error, errors)
    assert found.draws == 2000
    value, lead, best = leads(X, IDS)
    np.testing.assert_array_equal(lead.mean, found.lead.mean)
    np.testing.assert_array_equal(value.mean, found.value.mean)
    assert best == 1


def test_ties_are_split_and_shares_sum_to_one():
    x = np.array([[1.0, 2.0, 0.0, 5.0], [1.0, 2.0, 3.0, 0.0], [1.0, 0.0, 0.0, 0.0]])
    found = summarise(x, IDS).share.mean
    np.testing.assert_allclose(found, [(1 / 3 + 1 / 2 + 1) / 4, (1 / 3 + 1 / 2 + 1) / 4, 1 / 12])
    assert found.sum() == pytest.approx(1)


def test_the_gap_is_what_the_best_of_a_draw_is_worth_above_the_best_on_average():
    assert summarise(X, IDS).gap.mean == pytest.approx((X.max(axis=0) - X[1]).mean())


def test_the_first_of_equals_is_the_best():
    assert summarise(np.array([[0.0, 1.0], [0.0, 1.0]]), ["a", "b"]).best == 0


def test_the_best_of_a_draw_is_found_in_each_set():
    x = np.zeros((2, 1, 50, 4))
    x[1] = np.array([1.0, -1.0, 1.0, -1.0])
    x[0] = 0.1
    found = summarise(x, ["a", "b"])
    assert found.gap.mean == pytest.approx(0.45)
    np.testing.assert_allclose(found.share.mean, [0.5, 0.5])


def test_what_is_not_finite_is_named():
    x = X.copy()
    x[2, :3] = np.nan
    for function in (summarise, leads):
        with pytest.raises(ValueError, match="3 of 2000 draws of c are NaN or infinite"):
            function(x, IDS)


def test_errors_of_regret_are_those_of_its_mean():
    found = summarise(X, IDS)
    regret, information = regret_and_information_errors(X, found)
    np.testing.assert_allclose(regret, [standard_error(X.max(axis=0) - row) for row in X])
    assert information >= regret[1]
