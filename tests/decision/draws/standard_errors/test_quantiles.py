"""The error of a quantile is that by which it misses the truth."""

import numpy as np
import pytest
from scipy.stats import norm

from stakes.decision.draws.standard_errors.quantiles import quantile_with_error

SEEDS = 40


def independent(rng):
    return rng.normal(size=4_000)


def slow(rng):
    """Chains of variance 1 with autocorrelation 0.7."""
    x = rng.normal(size=(4, 1_500))
    for i in range(1, x.shape[1]):
        x[:, i] = 0.7 * x[:, i - 1] + np.sqrt(1 - 0.7**2) * x[:, i]
    return x


def conditional(rng):
    """A third of the draws, which are the others' equals, is left."""
    x = rng.normal(size=(4, 2_000))
    return np.where(rng.random(x.shape) < 1 / 3, x, np.nan)


@pytest.mark.parametrize("draws", [independent, slow, conditional])
@pytest.mark.parametrize("level", [0.05, 0.5, 0.95])
def test_the_error_is_that_by_which_the_truth_is_missed(draws, level):
    """The root mean square over 40 seeds of misses in errors is 1 +- 0.11."""
    found = [quantile_with_error(draws(np.random.default_rng(s)), level) for s in range(SEEDS)]
    missed = [(at - norm.ppf(level)) / error for at, error in found]
    assert 0.67 < np.sqrt(np.mean(np.square(missed))) < 1.33
    assert abs(np.mean(missed)) < 3 / np.sqrt(SEEDS)


def test_a_constant_has_no_error():
    assert quantile_with_error(np.ones((4, 100)), 0.05) == (1.0, 0.0)
