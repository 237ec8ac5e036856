"""Functions of one parameter to regress on, tabulated on bins of its draws."""

from typing import NamedTuple

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.categories import LEVELS
from stakes.decision.draws.regression.levels import MOST_LEVELS, few_levels, is_category
from stakes.decision.draws.regression.orthonormal import orthonormal, upright
from stakes.decision.draws.regression.splines import spline

DRAWS_A_PIECE = 5  # at least, in tails
PIECES, MANY_PIECES = 32, 60  # of a spline
MANY = 30_000  # draws, from which a spline can have more of them
BINS_PER_PIECE = 12
PILOT = 16_384  # draws that suffice to place bins
# share of the variance of a parameter inside one bin, from which its draws count one by one
SPLIT = 1e-6


class Axis(NamedTuple):
    """Orthonormal functions of one parameter, tabulated on bins of its draws.

    The first is the constant, the others go from smooth to rough; those of a state are all as
    smooth.
    """

    bin: Array  # of each draw
    table: Array  # (bin, function)
    rough: Array  # (function,): integrated squared second derivative
    order: Array  # (function,): 0, 1, 2, ...; 0, 1, 1, ... of a state


def axis(x: Array) -> Axis:
    """`Axis` of the draws of one parameter: by levels if there are at most 20, else a cubic spline
    on quantile knots.

    References
    ----------
    Eilers, P. H. C. and Marx, B. D. (1996). Flexible smoothing with B-splines and penalties.
    Statistical Science 11(2), 89-121. Demmler, A. and Reinsch, C. (1975). Oscillation matrices with
    spline smoothing. Numerische Mathematik 24, 375-382.

    Examples
    --------
    >>> abs(axis(np.array([0, 1, 1, 0])).table).round(2).tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    if is_category(x) and x.max() >= LEVELS:
        return _category(x)
    levels = few_levels(x)
    if levels is not None:
        index = np.searchsorted(levels, x)
        share = np.bincount(index, minlength=len(levels)) / x.size
        table = orthonormal(np.eye(len(levels)), share)[0]
        rough = np.zeros(len(levels))
        return Axis(index, table, rough, np.minimum(np.arange(len(levels)), 1))
    pieces = PIECES if x.size < MANY else MANY_PIECES
    index, centre, share = _bins(x, pieces * BINS_PER_PIECE)
    table, rough = spline(centre, share, pieces)
    return Axis(index, table, rough, np.arange(len(rough)))


def _category(x: Array) -> Axis:
    """Levels whose means are shrunk towards that of all draws, the more the fewer draws they have;
    the rarest in one.
    """
    count = np.bincount(x)
    common = np.sort(np.argsort(-count, kind="stable")[: MOST_LEVELS - 1])
    index = np.full(count.size, len(common))
    index[common] = np.arange(len(common))
    index = np.unique(index[x], return_inverse=True)[1]
    share = np.bincount(index) / x.size
    table, _ = orthonormal(np.eye(len(share)), share)
    rough, turn = np.linalg.eigh(table[:, 1:].T @ table[:, 1:])
    table[:, 1:] = table[:, 1:] @ upright(turn)
    return Axis(index, table, np.concatenate([[0], rough]), np.minimum(np.arange(len(share)), 1))


def fine_axis(x: Array) -> Axis:
    """`axis` with the bins of long tails taken apart: a few draws there hold much of the
    variance.
    """
    a = axis(x)
    if is_category(x):
        return a
    count = np.bincount(a.bin)
    centre = np.bincount(a.bin, x) / count
    split = np.bincount(a.bin, (x - centre[a.bin]) ** 2) > SPLIT * x.size * x.var()
    if not split.any() or len(centre) < 4:
        return a
    place = np.where(split[a.bin], x, centre[a.bin])
    centre, index, count = np.unique(place, return_inverse=True, return_counts=True)
    table, rough = spline(
        centre, count / x.size, PIECES if x.size < MANY else MANY_PIECES, DRAWS_A_PIECE / x.size
    )
    return Axis(index, table, rough, np.arange(len(rough)))


def _bins(x: Array, most: int) -> tuple[Array, Array, Array]:
    """Bin of each draw, mean and share of each bin; bins hold about as many draws each, and equal
    draws share one.
    """
    pilot = np.sort(x[:: max(x.size // PILOT, 1)])
    edges = np.unique(pilot[np.linspace(0, pilot.size - 1, most + 1).astype(int)[1:-1]])
    index = np.searchsorted(edges, x)
    count = np.bincount(index)  # edges are draws themselves: no bin is empty
    return index, np.bincount(index, x) / count, count / x.size
