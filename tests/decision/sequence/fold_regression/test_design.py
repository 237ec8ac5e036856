"""Regressions from some of the folds, and the folds."""

import numpy as np
import pytest

from stakes.decision.sequence.fold_regression.design import design
from stakes.decision.sequence.fold_regression.folds import folds_of


@pytest.mark.parametrize("known", [[1, 2, 3, 4], [0, 2]])
def test_without_a_penalty_it_is_least_squares_on_these_folds(known):
    rng = np.random.default_rng(1)
    x, folds = rng.normal(size=1000), folds_of((1000,))
    shown = design({"x": x}, folds)
    y = np.array([np.sin(x) + rng.normal(size=1000), x + 0.1])
    mine = np.isin(np.repeat(range(5), 200), known)
    rows = shown.rows(slice(0, 1000))
    for _ in range(2):  # what is kept of the first time is what is found again
        found = shown.coefficients(rows[:, mine] @ y[:, mine].T, y[:, mine].var(axis=1), known, 0.0)
        wanted = np.linalg.lstsq(rows[:, mine].T, y[:, mine].T, rcond=None)[0]
        np.testing.assert_allclose(found.T @ rows, wanted.T @ rows, atol=1e-4)


def test_batches_are_stretches_of_a_fold_of_one_length():
    folds = folds_of((1000,))
    found = folds.batches(2, slice(400, 600), 10)
    assert np.bincount(found).tolist() == [20] * 10
    assert (np.diff(found) >= 0).all()
    parts = [folds.batches(2, piece, 10) for piece in (slice(400, 433), slice(433, 600))]
    np.testing.assert_array_equal(np.concatenate(parts), found)
    few = folds_of((11,))
    assert few.batches(0, slice(0, few.edges[1]), 10).max() < 10
