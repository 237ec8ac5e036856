"""Sums over draws from which a regression starts, by the parts that are held out."""

import math
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.regression.tensor_products import Basis
from stakes.decision.draws.standard_errors.draw_sets import repeats

FOLDS = 10


class Moments(NamedTuple):
    """Sums over the draws of each fold."""

    size: Array  # (fold,)
    gram: Array  # (fold, term, term)
    cross: Array  # (fold, term, lead)


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
    total = np.array(
        [[np.bincount(index[p], row[p], minlength=len(table)) for row in y] for p in parts]
    )
    return moments_of_bins(table, count, total)


def moments_of_bins(table: Array, count: Array, total: Array) -> Moments:
    """`Moments` from the draws of each bin (fold, bin), and sums of leads (fold, lead, bin)."""
    gram = np.array([(table.T * c) @ table for c in count])
    return Moments(count.sum(axis=1), gram, np.einsum("bp,kdb->kpd", table, total))
