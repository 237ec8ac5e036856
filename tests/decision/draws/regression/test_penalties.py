"""Modes and penalties, against ridge regression written out."""

import numpy as np
import pytest

from stakes.decision.draws.regression.axis import axis
from stakes.decision.draws.regression.moments import folds, moments
from stakes.decision.draws.regression.penalties import GRID, keep, modes, penalties
from stakes.decision.draws.regression.tensor_products import products

N = 400


def problem(seed, noise=0.5):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=N)
    y = np.stack([np.sin(2 * x), 0.3 * x]) + noise * rng.normal(size=(2, N))
    basis = products([axis(x)], N)
    return basis, y, modes(basis, moments(basis, y, folds((N,))), y)


def ridge(basis, y, penalty):
    """Fitted values and trace of the hat matrix, by the normal equations."""
    rows = basis.rows(slice(0, N))
    inner = rows @ rows.T / N + penalty * np.diag(basis.rough)
    hat = rows.T @ np.linalg.solve(inner, rows) / N
    return hat @ y, np.trace(hat)


def test_modes_are_orthonormal_of_mean_0():
    basis, y, m = problem(1)
    at = m.at(basis.rows(slice(0, N)))
    np.testing.assert_allclose(at.T @ at / N, np.eye(at.shape[1]), atol=1e-6)
    np.testing.assert_allclose(at.mean(axis=0), 0, atol=1e-10)
    np.testing.assert_allclose(m.weight, at.T @ y.T / N, atol=1e-8)
    np.testing.assert_allclose(m.mean, y.mean(axis=1))
    np.testing.assert_allclose(m.square, y.var(axis=1))


@pytest.mark.parametrize("penalty", [1e-6, 1e-2, 10.0])
def test_what_a_penalty_keeps_is_ridge_regression(penalty):
    basis, y, m = problem(2)
    at, kept = m.at(basis.rows(slice(0, N))), keep(m.rough, penalty)
    for i, row in enumerate(y):
        fit, trace = ridge(basis, row, penalty)
        np.testing.assert_allclose(m.mean[i] + at @ (kept * m.weight[:, i]), fit, atol=1e-5)
        assert 1 + kept.sum() == pytest.approx(trace, abs=1e-5)


@pytest.mark.parametrize("price", [1.0, 1.4])
def test_the_penalty_has_the_least_generalised_cross_validation(price):
    basis, y, m = problem(3)
    chosen = penalties(m, m.weight, N / price)
    for row, found in zip(y, chosen, strict=True):
        fits = [ridge(basis, row, penalty) for penalty in GRID]
        scores = [((row - fit) ** 2).mean() / (1 - price * t / N) ** 2 for fit, t in fits]
        assert found == pytest.approx(GRID[np.argmin(scores)])


def test_noise_is_smoothed_away_and_a_curve_is_not():
    noise = [problem(seed, 50.0) for seed in range(20)]
    kept = [keep(m.rough, penalties(m, m.weight, N / 1.4)[0]).sum() for _, _, m in noise]
    assert np.median(kept) < 2
    _, y, m = problem(4, 0.01)
    assert keep(m.rough, penalties(m, m.weight, N / 1.4)[0]).sum() > 8
    assert y.shape == (2, N)
