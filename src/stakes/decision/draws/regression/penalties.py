"""Modes in which a penalty is diagonal, and the penalty by cross-validation."""

from typing import Any, NamedTuple

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.regression.moments import Moments
from stakes.decision.draws.regression.orthonormal import upright
from stakes.decision.draws.regression.tensor_products import Basis

PRICE = 1.4  # of a degree of freedom in cross-validation
GRID = 10.0 ** np.arange(-7, 7.1, 0.5)
TINY = 1e-9


class Modes(NamedTuple):
    """Orthonormal combinations of the terms, of mean 0, in which the penalty is diagonal; and the
    leads in them.
    """

    centre: Array  # (term - 1,): mean of each term but the constant
    mix: Array  # (term - 1, mode)
    rough: Array  # (mode,)
    weight: Array  # (mode, lead)
    mean: Array  # (lead,)
    square: Array  # (lead,): variance

    def at(self, rows: Array) -> Array:
        """Modes (point, mode) from the terms (term, point)."""
        return (rows[1:].T - self.centre) @ self.mix


def modes(basis: Basis, m: Moments, y: Array) -> Modes:
    """`Modes` of a basis (Demmler and Reinsch 1975): one decomposition, after which any penalty of
    any option costs little.
    """
    n = m.size.sum()
    gram, cross = m.gram.sum(axis=0) / n, m.cross.sum(axis=0) / n
    centre, mean = gram[0, 1:], cross[0]
    inner = gram[1:, 1:] - np.outer(centre, centre)
    inner[np.diag_indices_from(inner)] += TINY * np.diag(gram)[1:]
    inverse = np.linalg.inv(np.linalg.cholesky(inner))
    rough, turn = np.linalg.eigh((inverse * basis.rough[1:]) @ inverse.T)
    mix = inverse.T @ upright(turn)
    weight = mix.T @ (cross[1:] - np.outer(centre, mean))
    return Modes(centre, mix, np.maximum(rough, 0), weight, mean, y.var(axis=1))


def keep(rough: Array, penalty: Any) -> Array:
    """Share of each mode that a penalty leaves."""
    return np.asarray(1 / (1 + np.multiply.outer(rough, penalty)))


def penalties(m: Modes, weight: Array, n: float) -> Array:
    """Penalty of each lead by generalised cross-validation, the largest of equals.

    Parameters
    ----------
    weight : (mode, ..., lead)
    n : draws, over the price of a degree of freedom.

    References
    ----------
    Craven, P. and Wahba, G. (1979). Smoothing noisy data with spline functions. Numerische
    Mathematik 31, 377-403. Kim, Y.-J. and Gu, C. (2004). Smoothing spline Gaussian regression: more
    scalable computation via efficient approximation. Journal of the Royal Statistical Society B
    66(2), 337-356 (a price of 1.4 against undersmoothing).
    """
    kept = keep(m.rough, GRID[::-1])
    left = m.square - np.tensordot((kept * (2 - kept)).T, weight**2, 1)
    free = np.maximum(1 - (1 + kept.sum(axis=0)) / n, TINY)
    score = np.maximum(left, 0) / free.reshape(-1, *[1] * (left.ndim - 1)) ** 2
    return GRID[::-1][np.argmin(score, axis=0)]
