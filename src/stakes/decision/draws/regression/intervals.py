"""Intervals of one parameter on which a series departs from what was fitted to it."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.standard_errors.means import ess

# places at which an interval may end, of them so many at every draw of either tail
CUTS, OUTER = 16_384, 256
FEWEST = 5  # draws of an interval
# squared standard errors of its mean: chance alone exceeds it somewhere in 1 of some 100
# regressions at most
DEPARTED = 30.0


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
    """First and last draw, by rank, of the interval whose mean is farthest from 0, if it is
    clear.
    """
    time = np.array([max(1.0, row.size / ess(row.reshape(shape))) for row in left])
    total, square = cells.running(left), cells.running(left**2)
    best, row, ends = 0.0, 0, (0, 0)
    for i, j in _lengths(len(cells.at) - 1):
        found = _departure(cells.at, total, square, i, j) / time[:, None]
        if found.max() > best:
            row, place = divmod(int(np.argmax(found)), found.shape[1])
            best, ends = float(found.max()), (int(i[place]), int(j[place]))
    if best < DEPARTED:
        return None
    first, last = ends
    one, two, cuts = total[row : row + 1], square[row : row + 1], np.arange(len(cells.at))
    for _ in range(2):
        first = int(np.argmax(_departure(cells.at, one, two, cuts[:last], np.full(last, last))))
        later = cuts[first + 1 :]
        from_first = _departure(cells.at, one, two, np.full(later.size, first), later)
        last = first + 1 + int(np.argmax(from_first))
    return int(cells.at[first]), int(cells.at[last])


def _lengths(most: int) -> Iterator[tuple[Array, Array]]:
    """Intervals of cells, by first and last cut: of 1, 2, 3, 4, 6, 8, 12, ..., everywhere."""
    for length in sorted({k << n for n in range(12) for k in (1, 3)} - {0}):
        if length < most:
            first = np.arange(most - length + 1)
            yield first, first + length


def _departure(at: Array, total: Array, square: Array, i: Array, j: Array) -> Array:
    """Squared mean of each interval in its squared standard errors, (row, interval); 0 where the
    draws are too few.
    """
    n, count = at[-1], at[j] - at[i]
    mean = (total[:, j] - total[:, i]) / np.maximum(count, 1)
    inside = (square[:, j] - square[:, i] - count * mean**2) / np.maximum(count - 1, 1)
    variance = np.maximum(inside, square[:, -1:] / n)
    enough = (count >= FEWEST) & (count <= n - FEWEST)
    return np.asarray(
        np.where(enough, count * mean**2 / (np.maximum(1 - count / n, 1 / n) * variance), 0.0)
    )
