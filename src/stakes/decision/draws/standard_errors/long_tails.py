"""Long tails: their index, and by how much the spread that draws show falls short of the one that
they come from.
"""

import math
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

type Array = npt.NDArray[Any]

FEWEST = 20  # draws to have a tail
TAIL_SHARE, TAIL_ROOT = (
    0.2,
    3.0,
)  # the tail is the smaller of a fifth of the draws and three times their root
# standard deviations, within which the farthest of many normal draws lies: no tail to speak of
FAR = 5.5
# times as many draws as there are, whose farthest the spread allows for (measured:
# docs/accuracy.md)
UNSEEN = 50.0
DOUBT = 0.5  # standard errors of k by which the tail may be longer than it looks (measured as well)
QUIET = 0.25  # k up to which a fourth moment exists, and the error of a mean is as good as the mean
STEPS = 400  # of the quadrature over the fitted tail
MANY = 50_000  # draws, of which every so many-th tells the shape of the tail as well


class Tail(NamedTuple):
    """Generalised Pareto distribution of what exceeds a threshold."""

    threshold: float
    scale: float
    k: float
    share: float  # of the draws that exceed it

    def quantiles(self, p: Array) -> Array:
        """Amounts exceeded with the probabilities `p`, which are at most `share`."""
        ratio = np.log(self.share / p)
        return self.threshold + self.scale * (
            np.expm1(self.k * ratio) / self.k if self.k else ratio
        )


def upper_tail(flat: Array, effective: float | None = None) -> Tail | None:
    """The upper `Tail` of draws, by the estimator of Zhang and Stephens (2009) with a weak prior on
    k; None without a tail.

    Parameters
    ----------
    flat : draws in one dimension.
    effective : how many independent draws they are worth, by which the tail is longer or shorter.

    References
    ----------
    Zhang, J. and Stephens, M. A. (2009). A new and efficient estimation method for the generalized
    Pareto distribution. Technometrics 51(3), 316-325. Vehtari, A., Simpson, D., Gelman, A., Yao, Y.
    and Gabry, J. (2024). Pareto smoothed importance sampling. JMLR 25(72), 1-58.
    """
    n = flat.size
    if n < FEWEST:
        return None
    count = int(min(TAIL_SHARE * n, TAIL_ROOT * n / math.sqrt(effective or n)))
    top = np.partition(flat, n - count - 1)[n - count - 1 :].astype(float)
    excess = np.sort(top)[1:] - top.min()
    excess = excess[excess > 0]
    if excess.size < 5 or excess[-1] - excess[0] <= 1e-12 * max(
        abs(float(top.max())), abs(float(top.min()))
    ):
        return None
    k, scale = import_module("arviz_stats.base").array_stats._gpdfit(excess)
    if not (np.isfinite(k) and np.isfinite(scale)):
        return None
    return Tail(float(top.min()), float(scale), float(k), excess.size / n)


def tail_index(series: Array) -> float:
    """Pareto k of the heavier tail of draws: from 0.5 on a mean has no finite variance; 0 without a
    tail.

    Of many draws the shape is told by a part of them.
    """
    flat = thinned(np.ravel(series))
    found = [tail.k for side in (flat, -flat.astype(float)) if (tail := upper_tail(side))]
    return max(found, default=0.0)


def thinned(flat: Array) -> Array:
    """Every so many-th of very many draws."""
    return flat[:: max(flat.size // MANY, 1)]


def far_out(flat: Array, mean: float, sd: float) -> tuple[bool, bool]:
    """Whether the lowest, and the highest, of the draws lie far out."""
    reach = FAR * sd
    return bool(mean - flat.min() > reach), bool(flat.max() - mean > reach)


def widening(flat: Array, mean: float, sd: float, effective: float) -> float:
    """By how much a standard error must be wider than the draws say, since a long tail is mostly
    seen too short.

    In the variance, the square of each draw in a tail gives way to that of the generalised Pareto
    distribution fitted to it, cut where it would be exceeded once in `UNSEEN` times as many draws:
    without the cut it is infinite from k = 0.5 on. 1 where no draw lies far out.

    Parameters
    ----------
    effective : number of independent draws that the series is worth.
    """
    if not sd or flat.size < FEWEST:
        return 1.0
    flat = thinned(flat)
    low, high = far_out(flat, mean, sd)
    sides = [side for side, far in ((mean - flat, low), (flat - mean, high)) if far]
    return math.sqrt(1 + sum(_unseen(np.asarray(side, float) / sd, effective) for side in sides))


def _unseen(away: Array, effective: float) -> float:
    """Second moment that the fitted upper tail adds to the one that the draws show."""
    tail = upper_tail(thinned(away), min(effective, thinned(away).size))
    if tail is None:
        return 0.0
    edges = np.geomspace(1 / (UNSEEN * effective), tail.share, STEPS + 1)
    middle = np.sqrt(edges[1:] * edges[:-1])
    tail = tail._replace(k=tail.k + _doubt(tail, min(effective, MANY)))
    fitted = float(np.sum(np.diff(edges) * tail.quantiles(middle) ** 2))
    shown = float((away[away > tail.threshold] ** 2).sum()) / away.size
    return max(fitted - shown, 0.0)


def _doubt(tail: Tail, effective: float) -> float:
    """How much longer the tail may be: all of `DOUBT` where no variance exists, nothing where a
    fourth moment does.
    """
    heavy = min(max((tail.k - QUIET) / QUIET, 0.0), 1.0)
    return DOUBT * heavy * (1 + tail.k) / math.sqrt(tail.share * effective)


def carriers(series: Array) -> float:
    """Number of draws that carry the spread of a series: the squared sum of squared deviations over
    the sum of their squares.

    A third of the draws if they are normal, few if a few far ones make the variance; infinite if it
    does not vary.
    """
    square = (np.ravel(series) - np.mean(series, dtype=float)) ** 2
    fourth = float(np.vdot(square, square))
    return float(square.sum()) ** 2 / fourth if fourth else math.inf
