"""Compiled loops for more draws than fit the cache; `stakes.decision.draws.summary` has the same in
numpy for the usual numbers.

Imported only when they are needed: numba takes half a second to import, and these two seconds to
compile, once a machine.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numba
import numpy as np
import numpy.typing as npt

type Array = npt.NDArray[Any]

CHUNK = 16_384
PIECES = 8  # whatever the number of cores, so that sums do not depend on it
BLOCK = 1_024  # draws at a time, so that all options of a block stay in the cache
# sums may be reordered, which is what lets them run four or eight at a time; NaN and infinity keep
# their meaning
_FAST = {"reassoc", "nsz", "contract"}


class Sums(NamedTuple):
    """Sums over draws; values and leads are counted from the first draw's."""

    value: Array
    square: Array
    lead: Array  # of the reference option over each
    lead_square: Array
    share: Array  # in being best; a tie is split
    share_square: Array
    gap: Array  # of the best of a draw over the reference option, and its square


def sums(x: Array, reference: int) -> Sums:
    """`Sums` over independent draws `x` (option, sample), in about the time of two or three of
    ``x.sum()``.
    """
    first = x[:, 0].astype(float)

    def add(start: int, stop: int) -> tuple[Array, Array]:
        total, gap = np.zeros((6, len(x))), np.zeros(2)
        for block in _blocks(x, start, stop):
            _add(*block, first, reference, total, gap)
        return total, gap

    limits = np.linspace(0, x.shape[1], PIECES + 1).astype(int).tolist()
    with ThreadPoolExecutor() as pool:
        totals, gaps = zip(*pool.map(add, limits[:-1], limits[1:]), strict=True)
    value, square, lead, lead_square, share, share_square = sum(totals)
    return Sums(value, square, lead, lead_square, share, share_square, sum(gaps))


def _blocks(x: Array, start: int, stop: int) -> Iterator[tuple[Array, int, int]]:
    """Draws from start to stop as float64 arrays with options outermost, each with the limits that
    are meant within it.
    """
    if x.dtype == np.float64 and x.flags.c_contiguous:
        yield x, start, stop
    else:
        for begin in range(start, stop, CHUNK):
            block = np.ascontiguousarray(x[:, begin : min(begin + CHUNK, stop)], dtype=float)
            yield block, 0, block.shape[1]


@numba.njit(cache=True, nogil=True, fastmath=_FAST)
def _find_top(x: Array, start: int, top: Array) -> None:
    row = x[0, start : start + top.size]
    for j in range(top.size):  # not as a slice: numba would copy first
        top[j] = row[j]
    for option in range(1, len(x)):
        row = x[option, start : start + top.size]
        for j in range(top.size):
            top[j] = row[j] if row[j] > top[j] else top[j]


@numba.njit(cache=True, nogil=True, fastmath=_FAST)
def _split_ties(x: Array, start: int, top: Array, total: Array) -> None:
    part = np.zeros(top.size)
    for option in range(len(x)):
        row = x[option, start : start + top.size]
        for j in range(top.size):
            part[j] += 1.0 if row[j] == top[j] else 0.0
    for j in range(top.size):
        part[j] = 1 / part[j]
    for option in range(len(x)):
        row = x[option, start : start + top.size]
        less, less2 = 0.0, 0.0
        for j in range(top.size):
            won = 1.0 if row[j] == top[j] else 0.0
            less += won * (1 - part[j])
            less2 += won * (1 - part[j] * part[j])
        total[4, option] -= less
        total[5, option] -= less2


@numba.njit(cache=True, nogil=True, fastmath=_FAST)
def _add(
    x: Array, begin: int, end: int, first: Array, reference: int, total: Array, gap: Array
) -> None:
    space = np.empty(BLOCK)
    for start in range(begin, end, BLOCK):
        top = space[: min(BLOCK, end - start)]
        _find_top(x, start, top)
        chosen = x[reference, start : start + top.size]
        g, g2, wins = 0.0, 0.0, 0.0
        for j in range(top.size):
            above = top[j] - chosen[j]
            g += above
            g2 += above * above
        gap[0] += g
        gap[1] += g2
        for option in range(len(x)):
            row = x[option, start : start + top.size]
            zero, ahead = first[option], first[reference] - first[option]
            a, a2, d, d2, won = 0.0, 0.0, 0.0, 0.0, 0.0
            for j in range(top.size):
                away = row[j] - zero
                lead = chosen[j] - row[j] - ahead
                a += away
                a2 += away * away
                d += lead
                d2 += lead * lead
                won += 1.0 if row[j] == top[j] else 0.0
            total[0, option] += a
            total[1, option] += a2
            total[2, option] += d
            total[3, option] += d2
            total[4, option] += won
            total[5, option] += won
            wins += won
        if wins > top.size:  # rare enough to count again
            _split_ties(x, start, top, total)


@numba.njit(cache=True)
def _collect(v: Array, low: float, high: float, below: Array, above: Array, found: Array) -> None:
    i, j = found
    last_i, last_j = below.size - 1, above.size - 1
    for k in range(v.size):
        # written every time and kept by moving on: no branch to mispredict
        below[min(i, last_i)] = v[k]
        above[min(j, last_j)] = v[k]
        i += v[k] < low
        j += v[k] > high
    found[:] = i, j


class Tails(NamedTuple):
    """Draws of one option beyond two limits, and how many there are."""

    low: float
    high: float
    below: Array
    above: Array
    found: Array

    def filled(self, row: Array, below: int, above: int) -> tuple[Array, Array] | None:
        """At least so many draws below and above; where too few lie beyond a limit, those that
        equal it count too.
        """
        i, j = self.found.tolist()
        enough = i >= below or i + np.count_nonzero(row == self.low) >= below
        enough &= j >= above or j + np.count_nonzero(row == self.high) >= above
        if not enough or i >= self.below.size or j >= self.above.size:
            return None
        self.below[i:below] = self.low
        self.above[j:above] = self.high
        return self.below[: max(i, below)], self.above[: max(j, above)]


def tails(x: Array, below: int, above: int) -> list[tuple[Array, Array] | None]:
    """The `below` smallest and `above` largest draws of each option, with some more, unordered, in
    about the time of a copy.

    None where a sample of the draws, by which the limits are set, misled.

    Parameters
    ----------
    x : (option, sample)
    """
    beyond = [_limits(row, below, above) for row in x]
    for block, start, stop in _blocks(x, 0, x.shape[1]):
        for row, tail in zip(block, beyond, strict=True):
            _collect(row[start:stop], *tail)
    return [tail.filled(row, below, above) for row, tail in zip(x, beyond, strict=True)]


def _limits(row: Array, below: int, above: int) -> Tails:
    pilot = np.sort(row[:: max(row.size // CHUNK, 1)].astype(float))
    rank_below, size_below = _rank(below / row.size, pilot.size, row.size)
    rank_above, size_above = _rank(above / row.size, pilot.size, row.size)
    limits = float(pilot[rank_below]), float(pilot[-1 - rank_above])
    return Tails(*limits, np.empty(size_below), np.empty(size_above), np.zeros(2, np.int64))


def _rank(share: float, pilot: int, n: int) -> tuple[int, int]:
    margin = 5 * np.sqrt(share * (1 - share) / pilot) + 5 / pilot
    return min(int((share + margin) * pilot), pilot - 1), int(n * min(share + 2 * margin, 1)) + 2
