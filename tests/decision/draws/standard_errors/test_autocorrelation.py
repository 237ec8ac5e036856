"""Autocovariances and the times they add up to, against direct sums and closed forms."""

import numpy as np
import pytest

from made_up.chains import ar1
from stakes.decision.draws.standard_errors.autocorrelation import (
    autocorrelation_time,
    covariance,
    covariance_between,
)


def direct(chains):
    """Lags by their definition, over half chains."""
    half = chains.shape[1] // 2
    halves = np.concatenate([chains[:, :half], chains[:, -half:]])
    away = halves - halves.mean(axis=1, keepdims=True)
    lags = [(away[:, : half - k] * away[:, k:]).sum(axis=1).mean() / half for k in range(half)]
    return np.array(lags), halves.mean(axis=1).var(ddof=1)


@pytest.mark.parametrize("draws", [40, 41])
def test_lags_are_the_sums_they_stand_for(draws):
    chains = 3 + ar1(np.random.default_rng(1), 0.7, (3, draws))
    found, (lags, between) = covariance(chains), direct(chains)
    np.testing.assert_allclose(found.lags, lags, atol=1e-12)
    assert found.between == pytest.approx(between)
    assert found.size == 3 * 2 * (draws // 2)
    assert found.variance == pytest.approx(lags[0] + between)


@pytest.mark.parametrize("phi", [0.0, 0.5, 0.9])
def test_the_time_of_an_autoregressive_process(phi):
    rng = np.random.default_rng(2)
    times = [autocorrelation_time(covariance(ar1(rng, phi, (4, 2000)))) for _ in range(40)]
    error = np.std(times, ddof=1) / np.sqrt(40)
    truth = (1 + phi) / (1 - phi)
    assert abs(np.mean(times) - truth) < 4 * error + 0.02 * truth  # a truncated sum


def test_chains_that_swing_are_worth_more_but_not_without_limit():
    swinging = ar1(np.random.default_rng(3), -0.9, (4, 2000))
    assert autocorrelation_time(covariance(swinging)) == pytest.approx(1 / np.log10(8000))


def test_chains_that_disagree_have_a_long_time():
    chains = np.random.default_rng(4).normal(size=(4, 500))
    apart = chains + np.array([[0.0], [0.0], [5.0], [5.0]])
    assert autocorrelation_time(covariance(apart)) > 100 * autocorrelation_time(covariance(chains))


@pytest.mark.parametrize("noise", [0.5, 3.0])
def test_what_sets_have_in_common_is_free_of_their_noise(noise):
    rng = np.random.default_rng(5)
    found = []
    for _ in range(60):
        shared = ar1(rng, 0.6, (4, 400))
        sets = shared[..., None] + noise * rng.normal(size=(4, 400, 4))
        lags = covariance_between(sets).lags
        found.append([lags[0], lags[1], lags[3]])
    error = np.std(found, axis=0, ddof=1) / np.sqrt(60)
    assert (np.abs(np.mean(found, axis=0) - [1, 0.6, 0.6**3]) < 4 * error + 0.03).all()


def test_the_same_in_all_sets_is_common_as_it_is():
    chains = ar1(np.random.default_rng(6), 0.5, (3, 60))
    one, all_of_them = covariance(chains), covariance_between(np.repeat(chains[..., None], 5, -1))
    np.testing.assert_allclose(all_of_them.lags, one.lags, atol=1e-12)
    assert all_of_them.between == pytest.approx(one.between)
