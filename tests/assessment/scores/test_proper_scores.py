"""Scores against closed forms, in units of their own errors, over several seeds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from stakes.assessment.scores.proper_scores import (
    Score,
    brier,
    clustered_error,
    crps,
    log_score,
    mean_score,
    point,
)

CLEAR = 4  # errors


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("outcome", [-1.0, 0.3, 2.5])
def test_crps_of_normal_draws_is_that_of_the_normal_distribution(seed, outcome):
    x = np.random.default_rng(seed).normal(size=(4, 1000))
    true = outcome * (2 * norm.cdf(outcome) - 1) + 2 * norm.pdf(outcome) - 1 / np.sqrt(np.pi)
    found = crps(x, outcome)
    assert abs(found.value - true) < CLEAR * found.error
    assert found.error < 0.05


def test_the_error_of_crps_is_its_spread_over_repetitions():
    scores = [crps(np.random.default_rng(s).normal(size=(1, 400)), 1.0) for s in range(300)]
    spread = np.std([s.value for s in scores])
    assert np.mean([s.error for s in scores]) == pytest.approx(spread, rel=0.15)


@pytest.mark.parametrize("rule", [log_score, brier])
def test_the_error_of_a_score_of_an_event_is_its_spread_over_repetitions(rule):
    scores = [rule(np.random.default_rng(s).beta(2, 3, (1, 400)), 1.0) for s in range(300)]
    spread = np.std([s.value for s in scores])
    assert np.mean([s.error for s in scores]) == pytest.approx(spread, rel=0.15)


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_who_says_the_true_chance_scores_best_in_expectation(true, said):
    for rule in (log_score, brier):

        def expected(p, rule=rule):
            x = np.full((1, 10_000), p)
            return true * rule(x, 1.0).value + (1 - true) * rule(x, 0.0).value

        assert expected(true) <= expected(said) + 1e-9


@given(st.lists(st.floats(-100, 100), min_size=2, max_size=30), st.floats(-100, 100))
def test_crps_is_the_mean_distance_less_half_that_between_draws(draws, outcome):
    x = np.array([draws])
    plain = np.abs(x - outcome).mean() - np.abs(x[0][:, None] - x[0][None]).mean() / 2
    assert crps(x, outcome).value == pytest.approx(plain, abs=1e-9)


def test_a_single_number_scores_its_distance_by_either_rule():
    assert crps(np.full((2, 3), 4.0), 7.0).value == point(4.0, 7.0).value == 3.0


def test_what_no_draw_held_possible_scores_finitely():
    assert log_score(np.zeros((1, 98)), 1.0).value == pytest.approx(np.log(100))


def test_the_error_of_a_mean_counts_what_scores_share():
    x = np.random.default_rng(1).random((2, 500))
    one = brier(x, 1.0)
    assert mean_score([one, one]).error == pytest.approx(one.error)
    assert mean_score([one, brier(1 - x, 0.0)]).error == pytest.approx(one.error)
    assert mean_score([brier(x, 1.0), Score(0.25)]).error == pytest.approx(one.error / 2)


def test_draws_with_sets_and_without_are_averaged_together():
    rng = np.random.default_rng(2)
    wide, narrow = rng.random((2, 50, 4)), rng.random((2, 50))
    assert mean_score([brier(wide, 1.0), brier(narrow, 0.0)]).influence.shape == (2, 50, 4)


def test_predictions_of_one_story_count_as_one():
    values = np.array([0.0, 0.0, 0.0, 1.0, 1.0, 1.0])
    apart = clustered_error(values, np.arange(6))
    together = clustered_error(values, np.array([0, 0, 0, 1, 1, 1]))
    assert together > 1.5 * apart
    assert np.isnan(clustered_error(values, np.zeros(6)))
