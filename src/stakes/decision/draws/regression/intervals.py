"""Intervals of one parameter on which a series departs from what was fitted to it."""

from typing import NamedTuple

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.standard_errors.means import ess

# places at which an interval may end, of them so many at every draw of either tail
CUTS, OUTER = 16_384, 256
FEWEST = 5  # draws of an interval
# places within its own length at which an interval is tried, before its ends are found
STRIDES = 8
# squared standard errors of its mean: chance alone exceeds it somewhere in 1 of some 100
# regressions at most
DEPARTED = 30.0

type Cuts = Array | slice


class Cells(NamedTuple):
    """Stretches between neighbouring cuts, as running sums from the lowest draw up to each cut."""

    order: Array  # of the draws
    at: Array  # (cut,): draws below

    def running(self, rows: Array) -> Array:
        """Sums of rows (row, draw) up to each cut, (row, cut)."""
        total = np.cumsum(rows[:, self.order], axis=1)
        return np.concatenate([np.zeros((len(rows), 1)), total], axis=1)[:, self.at]


def cells_of(x: Array) -> Cells:
    order = np.argsort(x, kind="stable")
    cuts = np.flatnonzero(np.diff(x[order]) > 0) + 1
    if len(cuts) > CUTS:
        middle = np.linspace(OUTER, len(cuts) - OUTER, CUTS - 2 * OUTER).astype(int)
        cuts = np.concatenate([cuts[:OUTER], cuts[np.unique(middle)], cuts[-OUTER:]])
    return Cells(order, np.unique(np.concatenate([[0], cuts, [x.size]])))


def clear_interval(cells: Cells, left: Array, shape: tuple[int, ...]) -> tuple[int, int] | None:
    """First and last draw, by rank, of the interval whose mean is farthest from 0, if it is clear.

    Autocorrelation only brings means nearer to 0, so it is asked for where they are clear without.
    """
    total, square = cells.running(left), cells.running(left**2)
    best, ends = _farthest(cells.at, total, square)
    for k in np.flatnonzero(best >= DEPARTED):
        best[k] /= max(1.0, left.shape[1] / ess(left[k].reshape(shape)))
    row = int(np.argmax(best))
    if best[row] < DEPARTED:
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


def _departure(at: Array, total: Array, square: Array, i: Cuts, j: Cuts) -> Array:
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
