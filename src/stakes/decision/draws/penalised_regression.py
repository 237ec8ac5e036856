"""Expected values given parameters, by penalised regression, and the choices that follow from them.

The options are measured against the one that is best on average: a *lead* is what another is worth
above it, (lead, draw).
"""

import math
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from stakes.decision.draws.spline_basis import Basis, upright
from stakes.decision.draws.standard_errors.draw_sets import repeats

type Array = npt.NDArray[Any]

FOLDS = 10
PRICE = 1.4  # of a degree of freedom in cross-validation
GRID = 10.0 ** np.arange(-7, 7.1, 0.5)
TINY = 1e-9
SHIFTS, SHIFTS_OF_SETS = 64, 24


class Moments(NamedTuple):
    """Sums over the draws of each fold."""

    size: Array  # (fold,)
    gram: Array  # (fold, term, term)
    cross: Array  # (fold, term, lead)


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


def sets_of(shape: tuple[int, ...]) -> int:
    """Number of sets: 1 if there is no such axis."""
    return shape[2] if len(shape) > 2 else 1


def told(
    parameters: list[Array], y: Array, shape: tuple[int, ...]
) -> tuple[list[Array], Array, tuple[int, ...]]:
    """What a regression of leads `y` (lead, draw) on parameters (draw) needs, with the shape of its
    draws.

    Where no parameter varies over the sets of a posterior draw, nothing is lost if the leads are
    averaged over them: the fit is the same, from fewer draws that count in full.
    """
    apart = [x.reshape(shape) for x in parameters]
    if not all(map(repeats, apart)):
        return parameters, y, shape
    return (
        [x[..., 0].ravel() for x in apart],
        y.reshape(len(y), -1, shape[2]).mean(axis=2),
        shape[:2],
    )


def folds(shape: tuple[int, ...]) -> list[slice]:
    """Draws that are held out together: every tenth of independent ones, stretches of chains, with
    all sets of a draw.
    """
    n = math.prod(shape[:2])
    count = min(FOLDS, n)
    if len(shape) == 1:
        return [slice(k, None, count) for k in range(count)]
    edges = (np.linspace(0, n, count + 1).astype(int) * sets_of(shape)).tolist()
    return [slice(a, b) for a, b in pairwise(edges)]


def moments(basis: Basis, y: Array, parts: list[slice]) -> Moments:
    """`Moments` of the leads `y` (lead, draw) over the draws of each part."""
    if len(basis.axes) == 1:
        return _moments_of_bins(basis, y, parts)
    p = len(basis.terms)
    gram, cross = np.zeros((len(parts), p, p)), np.zeros((len(parts), p, len(y)))
    for k, part in enumerate(parts):
        for piece, rows in basis.chunks(part):
            gram[k] += rows @ rows.T
            cross[k] += rows @ y[:, piece].T
    return Moments(gram[:, 0, 0], gram, cross)


def _moments_of_bins(basis: Basis, y: Array, parts: list[slice]) -> Moments:
    index, table = basis.axes[0].bin, basis.axes[0].table
    count = np.array([np.bincount(index[p], minlength=len(table)) for p in parts])
    gram = np.array([(table.T * c) @ table for c in count])
    total = np.array(
        [[np.bincount(index[p], row[p], minlength=len(table)) for row in y] for p in parts]
    )
    return Moments(count.sum(axis=1), gram, np.einsum("bp,kdb->kpd", table, total))


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


def coefficients(basis: Basis, m: Moments, d: Modes, price: float) -> tuple[Array, Array]:
    """(term, lead) from all draws, and (fold, term, lead) from all draws but the fold's, with the
    penalties of all.
    """
    n = m.size.sum()
    penalty = penalties(d, d.weight, n / price)
    inner = d.mix @ (d.weight * keep(d.rough, penalty))
    full = np.concatenate([[d.mean - d.centre @ inner], inner])
    gram, cross = m.gram.sum(axis=0) - m.gram, m.cross.sum(axis=0) - m.cross
    out = np.empty_like(cross)
    diagonal = np.diag_indices(len(full))
    for k, lead in np.ndindex(len(gram), len(penalty)):
        a = gram[k].copy()
        a[diagonal] += (n - m.size[k]) * penalty[lead] * basis.rough + TINY * np.diag(a)
        out[k, :, lead] = np.linalg.solve(a, cross[k, :, lead])
    return full, out


def best_option(fit: Array) -> Array:
    """Number of the best option by its lead (..., lead); 0 is the one best on average."""
    return np.where(fit.max(axis=-1) > 0, fit.argmax(axis=-1) + 1, 0)


def choices(basis: Basis, full: Array, out: Array, parts: list[slice]) -> tuple[Array, Array]:
    """Option chosen in each draw by the regression on all draws, and by the one that held the draw
    out.
    """
    inside, outside = np.empty((2, len(basis.axes[0].bin)), np.intp)
    for k, part in enumerate(parts):
        if len(basis.axes) == 1:
            index, table = basis.axes[0].bin[part], basis.axes[0].table
            inside[part], outside[part] = (
                best_option(table @ full)[index],
                best_option(table @ out[k])[index],
            )
            continue
        both = np.concatenate([full, out[k]], axis=1).T
        for piece, rows in basis.chunks(part):
            fit = np.split((both @ rows).T, 2, axis=1)
            inside[piece], outside[piece] = best_option(fit[0]), best_option(fit[1])
    return inside, outside


def autocorrelation_times(basis: Basis, m: Modes, y: Array, shape: tuple[int, ...]) -> Array:
    """How much less the mean of a product of mode and lead knows than that of as many independent
    draws, (mode,).

    Of chains: from the leads in circularly shifted order. They are shifted by whole posterior
    draws, so that it also holds how alike the sets of a draw are.

    Parameters
    ----------
    shape : of the draws: (sample,), (chain, draw) or (chain, draw, set).
    """
    if len(shape) == 1:
        return np.ones(len(m.rough))
    n, sets = y.shape[1], sets_of(shape)
    count, least = SHIFTS if sets == 1 else SHIFTS_OF_SETS, n // sets // 20
    shifts = np.random.default_rng(2).integers(least, n // sets - least, count) * sets
    scale = (y - m.mean[:, None]) / np.where(m.square > 0, np.sqrt(m.square), 1)[:, None]
    cross = np.zeros((len(basis.terms), count * len(y)))
    if len(basis.axes) == 1:
        index, table = basis.axes[0].bin, basis.axes[0].table
        rolled = [np.bincount(index, np.roll(row, s)) for s in shifts for row in scale]
        cross = table.T @ np.array(rolled).T
    else:
        for piece, rows in basis.chunks(slice(0, n)):
            cross += (
                rows
                @ np.concatenate(
                    [scale[:, np.arange(piece.start, piece.stop) - s] for s in shifts]
                ).T
            )
    z = m.mix.T @ cross[1:]
    return np.asarray(np.maximum((z**2).mean(axis=1) / n, 0.1))
