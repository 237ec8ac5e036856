"""Weighted means and their errors, Pareto-smoothed weights, and delayed reports."""

import numpy as np
import pytensor.tensor as pt
import pytest
import xarray as xr
from scipy import stats

from stakes import compare, reported_years
from stakes.decision.draws.importance_weights import (
    kish,
    pareto_k,
    share_error,
    smoothed_weights,
    weighted_choice,
    weighted_mean,
    weights,
)
from stakes.decision.draws.standard_errors.means import ess


def test_weighted_mean_and_its_error_over_many_samples():
    found = []
    for seed in range(300):
        x = np.random.default_rng(seed).normal(size=1000)
        found.append(
            weighted_mean(x, weights(0.5 * x))
        )  # exp(x / 2) moves a standard normal to a mean of 0.5
    means, errors = np.array(found).T
    assert abs(means.mean() - 0.5) < 4 * means.std() / 300**0.5 + 0.005
    assert errors.mean() == pytest.approx(means.std(), rel=0.15)
    assert (np.abs(means - 0.5) < 1.96 * errors).mean() > 0.9


def test_equal_weights_are_no_weights():
    x = np.random.default_rng(1).normal(size=(4, 500))
    w, k = smoothed_weights(np.zeros(x.shape))
    assert k == -np.inf
    assert kish(w) == x.size
    value = xr.DataArray(
        np.stack([x, 0 * x, x - 1]),
        dims=("option", "chain", "draw"),
        coords={"option": ["a", "b", "c"]},
    )
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


def test_two_valued_weights_have_no_tail():
    w, k = smoothed_weights(np.repeat([0.0, -0.7], 500))
    assert k == pareto_k(np.repeat([0.0, -0.7], 500)) == -np.inf
    assert w[0] / w[-1] == pytest.approx(np.exp(0.7))


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


def series(rng, phi=0.8, shape=(4, 500)):
    x = rng.normal(size=shape)
    for i in range(1, shape[1]):
        x[:, i] = phi * x[:, i - 1] + np.sqrt(1 - phi**2) * x[:, i]
    return x


def test_errors_of_weighted_chains_hold_their_autocorrelation():
    z = []
    for seed in range(80):
        x = series(np.random.default_rng(seed))
        w = weights(0.5 * x)
        z.append(
            [
                (weighted_mean(y, v).mean - 0.5) / weighted_mean(y, v).error
                for y, v in ((x, w), (x.ravel(), w.ravel()))
            ]
        )
    covered = (np.abs(z) < 1.96).mean(axis=0)
    assert covered[0] >= 0.88
    assert covered[1] < 0.75  # the twin: chains taken for independent draws


def test_kish_of_known_weights():
    assert kish(np.array([1.0, 1.0, 0.0, 0.0])) == 2
    assert kish(np.array([3.0, 1.0])) == pytest.approx(1.6)
    x = np.random.default_rng(5).normal(size=100_000)
    assert kish(weights(0.5 * x)) / x.size == pytest.approx(np.exp(-(0.5**2)), rel=0.02)


def test_weights_lack_a_constant_and_do_not_overflow():
    logs = np.random.default_rng(6).normal(size=200)
    np.testing.assert_allclose(weights(logs + 5000), weights(logs))
    np.testing.assert_allclose(smoothed_weights(logs - 5000)[0], smoothed_weights(logs)[0])
    assert weights(logs).mean() == pytest.approx(1)


def test_smoothed_weights_point_the_right_way():
    x = np.random.default_rng(7).normal(size=(4, 5000))
    for shift in (0.5, -0.5):
        w, _ = smoothed_weights(shift * x)
        found = weighted_mean(x, w)
        assert abs(found.mean - shift) < 4 * found.error


def test_too_few_weights_do_not_tell_their_tail():
    assert smoothed_weights(np.arange(19.0))[1] == pareto_k(np.arange(19.0)) == np.inf


@pytest.mark.parametrize("share", [0.0, 0.001, 0.5, 1.0])
def test_error_of_a_share_is_never_below_laplace(share):
    n = 2000
    holds = np.random.default_rng(8).permutation((np.arange(n) < share * n) * 1.0)
    least = (share * n + 1) / (n + 2)
    assert share_error(holds) >= (least * (1 - least) / (n + 3)) ** 0.5
    assert share_error(holds) == pytest.approx(share_error(1 - holds), rel=0.5)
    blocks = np.sort(holds).reshape(4, -1)  # chains that do not mix tell less
    assert share in (0.0, 1.0) or share_error(blocks) > share_error(holds)


@pytest.mark.parametrize("lead", [0.5, 0.08, 0.04, 0.01, -0.04, -0.5])
def test_a_choice_is_resolved_as_compare_says(lead):
    x = np.random.default_rng(9).normal(size=(3, 4, 500))
    x = np.stack([x[0], x[0] - lead + 0.9 * x[1], x[0] - 1 + x[2]])
    value = xr.DataArray(x, dims=("option", "chain", "draw"), coords={"option": ["a", "b", "c"]})
    choice, table = weighted_choice(x, np.ones(x[0].shape)), compare(value)
    assert choice.resolved == bool(table["resolved"])
    assert value["option"].values[choice.best] == table["best"].item()
    assert choice.runner == 1 - choice.best
    np.testing.assert_allclose(choice.error, table["mcse"], rtol=1e-6)


def test_resolved_takes_both_values_over_these_leads():
    x = np.random.default_rng(9).normal(size=(2, 4, 500))
    found = [
        weighted_choice(np.stack([x[0], x[0] - lead + x[1]]), np.ones(x[0].shape)).resolved
        for lead in (0.001, 0.5)
    ]
    assert found == [False, True]


def test_weights_can_turn_a_choice():
    x = np.random.default_rng(10).normal(size=5000)
    rows = np.stack([0 * x, x + 0.2])
    choice = weighted_choice(rows, weights(-0.5 * x))  # E x = -0.5
    assert (weighted_choice(rows, np.ones(x.shape)).best, choice.best) == (1, 0)
    assert abs(choice.lead[1] - 0.3) < 4 * choice.lead_error[1]


def test_weights_that_have_collapsed_are_not_trusted():
    x = 3 * np.random.default_rng(1).standard_cauchy(2000)
    assert not smoothed_weights(0.5 * x**2 / 2)[1] <= 0.7
    assert smoothed_weights(np.arange(10.0))[1] == np.inf  # too few to tell
    assert kish(smoothed_weights(np.arange(10.0))[0]) < 3  # but not ignored


def slow(seed, phi, shape=(4, 2_500)):
    steps = np.random.default_rng(seed).normal(size=shape)
    x = np.empty(shape)
    x[:, 0] = steps[:, 0]
    for t in range(1, shape[1]):
        x[:, t] = phi * x[:, t - 1] + np.sqrt(1 - phi**2) * steps[:, t]
    return x


@pytest.mark.parametrize(("phi", "p"), [(0.98, 0.0047), (0.98, 0.0005), (0.9, 0.0047)])
def test_rare_shares_in_slow_chains_are_covered(phi, p):
    """By what the event hangs on; by the event alone it was .62 to .87."""
    held, alone, at = 0, 0, stats.norm.ppf(p)
    for seed in range(100):
        x = slow(seed, phi)
        holds = (x < at) * 1.0
        held += abs(holds.mean() - p) <= 1.96 * share_error(holds, ess(x))
        alone += abs(holds.mean() - p) <= 1.96 * share_error(holds)
    assert held >= 90
    assert alone < held


def test_shares_that_many_draws_show_have_their_own_error():
    x = slow(1, 0.9)
    holds = (x < 0) * 1.0
    assert share_error(holds, ess(x)) == share_error(holds)
