"""Fits with and without a fold, against least squares written out."""

import numpy as np
import pytest

from stakes.decision.draws.regression.axis import axis
from stakes.decision.draws.regression.moments import folds, moments
from stakes.decision.draws.regression.penalised_regression import (
    best_option,
    choices,
    coefficients,
)
from stakes.decision.draws.regression.penalties import PRICE, modes, penalties
from stakes.decision.draws.regression.tensor_products import products

N = 300


@pytest.fixture(params=[1, 2], ids=["one parameter", "two"])
def regression(request):
    rng = np.random.default_rng(request.param)
    x = rng.normal(size=(request.param, N))
    y = np.stack([np.sin(x[0]), x.sum(axis=0) - 0.2]) + 0.5 * rng.normal(size=(2, N))
    basis = products([axis(row) for row in x], 40)
    parts = folds((N,))
    sums = moments(basis, y, parts)
    m = modes(basis, sums, y)
    return basis, y, parts, penalties(m, m.weight, N / PRICE), coefficients(basis, sums, m, PRICE)


def least_squares(basis, y, penalty, used):
    rows = basis.rows(slice(0, N))[:, used]
    inner = rows @ rows.T + rows.shape[1] * penalty * np.diag(basis.rough)
    return np.linalg.lstsq(inner, rows @ y[used], rcond=1e-12)[0] @ basis.rows(slice(0, N))


def test_all_draws(regression):
    basis, y, _, penalty, (full, _) = regression
    for i, row in enumerate(y):
        fit = least_squares(basis, row, penalty[i], np.ones(N, bool))
        np.testing.assert_allclose(full[:, i] @ basis.rows(slice(0, N)), fit, atol=1e-4)


def test_all_but_a_fold(regression):
    basis, y, parts, penalty, (_, out) = regression
    for k in (0, 3, 9):
        used = np.ones(N, bool)
        used[parts[k]] = False
        for i, row in enumerate(y):
            fit = least_squares(basis, row, penalty[i], used)
            np.testing.assert_allclose(out[k, :, i] @ basis.rows(slice(0, N)), fit, atol=1e-4)


def test_choices_are_those_of_the_fits(regression):
    basis, _, parts, _, (full, out) = regression
    rows = basis.rows(slice(0, N))
    inside, outside = choices(basis, full, out, parts)
    np.testing.assert_array_equal(inside, best_option((full.T @ rows).T))
    for part, held in zip(parts, out, strict=True):
        np.testing.assert_array_equal(outside[part], best_option((held.T @ rows).T)[part])
    assert set(inside) == {0, 1, 2}
    assert (inside != outside).any()


def test_the_best_option_is_the_first_unless_another_leads():
    leads = np.array([[-1.0, -2.0], [0.0, -1.0], [1.0, 2.0], [3.0, 0.0]])
    np.testing.assert_array_equal(best_option(leads), [0, 0, 2, 1])
