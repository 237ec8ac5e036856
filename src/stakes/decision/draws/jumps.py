"""Functions of one parameter to regress on that may jump: expected values that change at once, or
on a narrow interval only.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from stakes.decision.draws.penalised_regression import PRICE, keep, modes, moments, penalties
from stakes.decision.draws.spline_basis import (
    Axis,
    as_category,
    axis,
    fine_axis,
    is_category,
    products,
)
from stakes.decision.draws.standard_errors.means import ess

type Array = npt.NDArray[Any]

MOST = 6  # intervals
CUTS, OUTER = (
    16_384,
    256,
)  # places at which an interval may end, of them so many at every draw of either tail
NAMES = 20.0  # draws' worth of variance by which levels have to predict better than a smooth curve
FEWEST = 5  # draws of an interval
STRIDES = 8  # places within its own length at which an interval is tried, before its ends are found
# squared standard errors of its mean: chance alone exceeds it somewhere in 1 of some 100
# regressions at most
CLEAR = 30.0


class Cells(NamedTuple):
    """Stretches between neighbouring cuts, as running sums from the lowest draw up to each cut."""

    order: Array  # of the draws
    at: Array  # (cut,): draws below

    def running(self, rows: Array) -> Array:
        """Sums of rows (row, draw) up to each cut, (row, cut)."""
        total = np.cumsum(rows[:, self.order], axis=1)
        return np.concatenate([np.zeros((len(rows), 1)), total], axis=1)[:, self.at]


def axis_with_jumps(x: Array, y: Array, shape: tuple[int, ...], as_names: bool = True) -> Axis:
    """`fine_axis` of a parameter with a step at either end of each interval on which the series `y`
    depart from a smooth curve.

    An interval is one if the mean of what the curve leaves there differs from 0 by more than
    `CLEAR`, with the larger of the variances inside and everywhere, so that one far draw makes
    none, and counting autocorrelation in full.

    Parameters
    ----------
    x : draws of the parameter.
    y : (row, draw)
    shape : of the draws: (sample,), (chain, draw) or (chain, draw, set).
    as_names : whether a number of many levels may be taken for the names of categories, where that
        predicts better.

    References
    ----------
    Olshen, A. B., Venkatraman, E. S., Lucito, R. and Wigler, M. (2004). Circular binary
    segmentation for the analysis of array-based DNA copy number data. Biostatistics 5(4), 557-572.
    """
    found = _as_it_predicts(x, y) if as_names else fine_axis(x)
    if is_category(x) or found.order.max() <= 1:
        return found
    cells = _cells(x)
    for _ in range(MOST):
        left = _left(found, y)[0]
        left = left[(left**2).sum(axis=1) > 0]
        if not len(left) or (ends := _interval(cells, left, shape)) is None:
            break
        ordered = x[cells.order]
        found = _stepped(
            found, x, np.array([(ordered[k - 1] + ordered[k]) / 2 for k in ends if 0 < k < x.size])
        )
    return found


def _as_it_predicts(x: Array, y: Array) -> Axis:
    """The axis of a number; that of a category where the levels are names, by which it predicts
    better (cross-validation).
    """
    smooth, names = fine_axis(x), None if is_category(x) else as_category(x)
    if names is None or not y.any():
        return smooth
    levels = axis(names)
    return levels if _left(levels, y)[1] < _left(smooth, y)[1] - NAMES / x.size else smooth


def _cells(x: Array) -> Cells:
    order = np.argsort(x, kind="stable")
    cuts = np.flatnonzero(np.diff(x[order]) > 0) + 1
    if len(cuts) > CUTS:
        middle = np.linspace(OUTER, len(cuts) - OUTER, CUTS - 2 * OUTER).astype(int)
        cuts = np.concatenate([cuts[:OUTER], cuts[np.unique(middle)], cuts[-OUTER:]])
    return Cells(order, np.unique(np.concatenate([[0], cuts, [x.size]])))


def _left(a: Axis, y: Array) -> tuple[Array, float]:
    """What the smooth curves, and the steps so far, leave of the series, and what they would of
    others, as a share.
    """
    basis = products([a], len(a.rough))
    m = modes(basis, moments(basis, y, [slice(None)]), y)
    kept = keep(m.rough, penalties(m, m.weight, y.shape[1] / PRICE))
    left = y - (m.mean + m.at(a.table.T) @ (m.weight * kept)).T[:, a.bin]
    free = np.maximum(1 - PRICE * (1 + kept.sum(axis=0)) / y.shape[1], 1e-9)
    return left, float(
        (left.var(axis=1) / free**2 / np.maximum(y.var(axis=1), np.finfo(float).tiny)).min()
    )


def _interval(cells: Cells, left: Array, shape: tuple[int, ...]) -> tuple[int, int] | None:
    """First and last draw, by rank, of the interval whose mean is farthest from 0, if it is clear.

    Autocorrelation only brings means nearer to 0, so it is asked for where they are clear without.
    """
    total, square = cells.running(left), cells.running(left**2)
    best, ends = _farthest(cells.at, total, square)
    for row in np.flatnonzero(best >= CLEAR):
        best[row] /= max(1.0, left.shape[1] / ess(left[row].reshape(shape)))
    row = int(np.argmax(best))
    if best[row] < CLEAR:
        return None
    (first, last), cuts = ends[row], np.arange(len(cells.at))
    one, two = total[row : row + 1], square[row : row + 1]
    for _ in range(2):
        before = _departure(cells.at, one, two, cuts[:last], np.full(last, last))
        first = int(np.argmax(before))
        behind = np.full(len(cuts) - first - 1, first)
        last = first + 1 + int(np.argmax(_departure(cells.at, one, two, behind, cuts[first + 1 :])))
    return int(cells.at[first]), int(cells.at[last])


def _farthest(at: Array, total: Array, square: Array) -> tuple[Array, Array]:
    """The largest departure of each row, as if draws were independent, and the cuts at its ends."""
    best, ends = np.zeros(len(total)), np.zeros((len(total), 2), int)
    for length in _lengths(len(at) - 1):
        stride = max(1, length // STRIDES)
        near, far = slice(None, len(at) - length, stride), slice(length, None, stride)
        found = _departure(at, total, square, near, far)
        place, top = stride * found.argmax(axis=1), found.max(axis=1)
        better = top > best
        best[better] = top[better]
        ends[better] = np.stack([place, place + length], axis=1)[better]
    return best, ends


def _lengths(most: int) -> list[int]:
    """Numbers of cells of an interval: 1, 2, 3, 4, 6, 8, 12, ..., fewer than all."""
    return [n for n in sorted({k << n for n in range(12) for k in (1, 3)}) if n < most]


def _departure(at: Array, total: Array, square: Array, i: Any, j: Any) -> Array:
    """Squared mean of each interval in its squared standard errors, (row, interval).

    0 where the draws are too few.
    """
    n, count = at[-1], at[j] - at[i]
    mean = (total[:, j] - total[:, i]) / np.maximum(count, 1)
    inside = (square[:, j] - square[:, i] - count * mean**2) / np.maximum(count - 1, 1)
    variance = np.maximum(inside, square[:, -1:] / n)
    enough = (count >= FEWEST) & (count <= n - FEWEST)
    apart = count * mean**2 / (np.maximum(1 - count / n, 1 / n) * variance)
    return np.asarray(np.where(enough, apart, 0.0))


def _stepped(a: Axis, x: Array, places: Array) -> Axis:
    """The axis with a step at some places, without a penalty; bins that hold such a place are
    divided there.
    """
    side = np.searchsorted(places, x, side="right")
    pair, index, count = np.unique(
        a.bin * (len(places) + 1) + side, return_inverse=True, return_counts=True
    )
    level = pair % (len(places) + 1)
    steps = (level[:, None] > np.arange(len(places))).astype(float)
    share = count @ steps / x.size
    steps = (steps - share) / np.sqrt(share * (1 - share))
    table = np.concatenate([a.table[pair // (len(places) + 1)], steps], axis=1)
    added = np.ones(len(places), int)
    return Axis(
        index, table, np.concatenate([a.rough, 0 * added]), np.concatenate([a.order, added])
    )
