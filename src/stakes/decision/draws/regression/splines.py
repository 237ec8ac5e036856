"""Cubic splines on quantile knots, from smooth to rough."""

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.regression.orthonormal import orthonormal, upright

DEGREE = 3


def spline(centre: Array, share: Array, pieces: int, least: float = 1.0) -> tuple[Array, Array]:
    """Functions of a cubic spline on quantile knots, and their roughness; in tails pieces of a
    fourth, and so on, to `least`.
    """
    place = np.cumsum(share) - share / 2
    levels = np.arange(1, pieces) / pieces
    tail = np.array([4.0**-k / pieces for k in range(1, 12) if 4.0**-k / pieces >= least])
    inner = np.interp(np.sort(np.concatenate([levels, tail, 1 - tail])), place, centre)
    inner = np.unique(inner[(inner > centre[0]) & (inner < centre[-1])])
    knots = np.concatenate([[centre[0]] * (DEGREE + 1), inner, [centre[-1]] * (DEGREE + 1)])
    basis = _b_splines(centre, knots)
    table, mix = orthonormal(basis, share)
    bend = _bending(knots) @ mix
    rough, turn = np.linalg.eigh(bend[:, 1:].T @ bend[:, 1:])
    table[:, 1:] = table[:, 1:] @ upright(turn)
    return table, np.concatenate([[0], np.maximum(rough, 0)])


def _b_splines(x: Array, knots: Array) -> Array:
    """Cubic B-splines at `x` (point, spline), by the recursion of de Boor."""
    last = len(knots) - DEGREE - 2
    piece = np.clip(np.searchsorted(knots, x, side="right") - 1, DEGREE, last)
    basis = np.zeros((len(x), len(knots) - 1))
    basis[np.arange(len(x)), piece] = 1
    for degree in range(1, DEGREE + 1):
        span = knots[degree:] - knots[:-degree]
        scale = np.divide(1, span, out=np.zeros_like(span), where=span > 0)
        left = (x[:, None] - knots[: -degree - 1]) * scale[:-1]
        right = (knots[degree + 1 :] - x[:, None]) * scale[1:]
        basis = left * basis[:, :-1] + right * basis[:, 1:]
    return basis


def _bending(knots: Array) -> Array:
    """Second differences of spline coefficients, each over the distance its knots have: straight
    lines do not bend.

    Without the distances a long tail, where draws are few, would outweigh all else.
    """
    site = np.mean([knots[i : len(knots) - DEGREE - 1 + i] for i in range(1, DEGREE + 1)], axis=0)
    gap = np.diff(site)
    slope = np.diff(np.eye(len(site)), axis=0) / gap[:, None]
    return np.diff(slope, axis=0) * (gap[:-1] + gap[1:])[:, None] / 2
