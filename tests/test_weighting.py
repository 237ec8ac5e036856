"""Weighted means and their errors, Pareto-smoothed weights, and delayed reports."""

import numpy as np
import pytensor.tensor as pt
import pytest
import xarray as xr

from stakes import compare, reported_years
from stakes.weighting import kish, pareto_k, share_error, smoothed_weights, weighted_choice, weighted_mean, weights


def test_weighted_mean_and_its_error_over_many_samples():
    found = []
    for seed in range(300):
        x = np.random.default_rng(seed).normal(size=1000)
        found.append(weighted_mean(x, weights(0.5 * x)))  # exp(x / 2) moves a standard normal to a mean of 0.5
    means, errors = np.array(found).T
    assert abs(means.mean() - 0.5) < 4 * means.std() / 300**0.5 + 0.005
    assert errors.mean() == pytest.approx(means.std(), rel=0.15)
    assert (np.abs(means - 0.5) < 1.96 * errors).mean() > 0.9


def test_equal_weights_are_no_weights():
    x = np.random.default_rng(1).normal(size=(4, 500))
    w, k = smoothed_weights(np.zeros(x.shape))
    assert k == -np.inf
    assert kish(w) == x.size
    value = xr.DataArray(np.stack([x, 0 * x, x - 1]), dims=("option", "chain", "draw"), coords={"option": ["a", "b", "c"]})
    choice, table = weighted_choice(value.values, w), compare(value)
    np.testing.assert_allclose(choice.mean, table["expected"], atol=1e-12)
    np.testing.assert_allclose(choice.lead_error, table["lead_mcse"], rtol=1e-6)
    assert choice.resolved == bool(table["resolved"])


def test_heavier_tails_have_a_larger_pareto_k():
    x = np.random.default_rng(2).normal(size=20_000)
    ks = [pareto_k(c * x**2 / 2) for c in (-0.5, 0.3, 0.6, 0.9)]
    assert ks == sorted(ks)
    assert ks[0] < 0 < ks[1] < 0.7 < ks[3]
    assert smoothed_weights(0.3 * x**2 / 2)[1] == pytest.approx(ks[1], abs=0.05)


def test_smoothing_keeps_the_sign_and_the_mean():
    logs = 0.4 * np.random.default_rng(3).normal(size=(4, 1000)) ** 2
    w, _ = smoothed_weights(logs)
    assert w.shape == logs.shape
    assert w.mean() == pytest.approx(1)
    assert np.corrcoef(w.ravel(), np.exp(logs).ravel())[0, 1] > 0.9


def test_a_share_that_was_not_seen_is_not_taken_for_impossible():
    assert share_error(np.zeros(1000)) == pytest.approx(1 / 1000, rel=0.1)
    even = np.tile([0.0, 1.0], 500)
    assert share_error(even) == pytest.approx(0.5 / 1000**0.5, rel=0.02)


@pytest.mark.parametrize(("start", "end"), [(12.0, 0.0), (12.0, 5.0), (1.0, 0.0)])
def test_reported_years_are_those_of_a_simulation(start, end):
    rng, ever, lag, rate = np.random.default_rng(4), 0.6, 8.0, 0.8
    n = 200_000
    events = rng.poisson(rate * (start - end), n)
    at = rng.uniform(end, start, events.sum())  # years ago
    known = (rng.exponential(lag, at.size) < at) & (rng.random(at.size) < ever)
    mean, error = known.sum() / n, known.sum() ** 0.5 / n
    assert abs(mean - rate * reported_years(start, end, ever, lag)) < 4 * error


def test_reported_years_in_a_model():
    symbolic = reported_years(pt.constant(12.0), pt.constant(0.0), 0.6, 8.0, pt).eval()
    assert float(symbolic) == pytest.approx(float(reported_years(12.0, 0.0, 0.6, 8.0)))
