"""Simultaneous bands about the empirical distribution of what should be uniform.

References
----------
Säilynoja, T., Bürkner, P.-C. and Vehtari, A. (2022). Graphical test for discrete uniformity and its
applications in goodness-of-fit evaluation and multiple sample comparison. Statistics and Computing
32, 32.
"""

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr, gammaln, xlog1py, xlogy

type Array = npt.NDArray[Any]

POINTS = 100  # at most, at which the distribution is looked at
STEPS = 40  # of a bisection


def points(number: int) -> Array:
    """Where the empirical distribution of so many shares is looked at."""
    count = min(number, POINTS)
    return np.arange(1, count) / count


def least_tail(at: Array) -> float:
    """How unlikely the shares are at the point where they are least likely: twice the smaller tail
    probability of the number below it; small if they are not uniform.

    Examples
    --------
    >>> least_tail((np.arange(50) + 0.5) / 50) > 0.8, least_tail(np.full(50, 0.5)) < 1e-6
    (True, True)
    """
    z, n = points(at.size), at.size
    count = np.searchsorted(np.sort(at), z, side="right")
    return float(2 * np.minimum(bdtr(count, n, z), _at_least(count, n, z)).min())


def _at_least(count: Array, n: int, z: Array) -> Array:
    return np.where(count > 0, 1 - bdtr(np.maximum(count - 1, 0), n, z), 1.0)


@lru_cache(maxsize=64)
def level(number: int, outside: float) -> float:
    """The `least_tail` below which uniform shares lie with probability `outside`: the level of each
    point of a simultaneous band.

    Exact up to bisection, by the chain of numbers below each point, so that it can be had for bands
    far out, as for a family of many numbers; simulating it would take millions of samples.
    """
    low, high = np.log(1e-14), 0.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _leaves(number, np.exp(middle)) < outside else (low, middle)
    return float(np.exp(low))


def _leaves(n: int, pointwise: float) -> float:
    """Chance that uniform shares leave the band of a pointwise level."""
    z, counts = points(n), np.arange(n + 1)
    chance, below, before = np.ones(1), np.zeros(1, dtype=int), 0.0
    for here in z:
        tails = np.minimum(bdtr(counts, n, here), _at_least(counts, n, np.full(n + 1, here)))
        inside = counts[2 * tails >= pointwise]
        step = (here - before) / (1 - before)
        chance = chance @ _binomial(inside[None] - below[:, None], n - below[:, None], step)
        below, before = inside, here
    return float(1 - chance.sum())


def _binomial(k: Array, n: Array, p: float) -> Array:
    """Binomial probabilities, 0 where k is no possible number."""
    possible = (k >= 0) & (k <= n)
    at = np.where(possible, k, 0)
    log = (
        gammaln(n + 1) - gammaln(at + 1) - gammaln(n - at + 1) + xlogy(at, p) + xlog1py(n - at, -p)
    )
    return np.where(possible, np.exp(log), 0.0)
