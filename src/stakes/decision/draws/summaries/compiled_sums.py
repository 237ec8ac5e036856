"""Compiled loops for more draws than fit the cache; `summary` has the same in
numpy for the usual numbers.

Imported only when they are needed: numba takes half a second to import, and these two seconds to
compile, once a machine.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numba
import numpy as np

from stakes.decision.draws.arrays import Array

CHUNK = 16_384
PIECES = 8  # whatever the number of cores, so that sums do not depend on it
BLOCK = 1_024  # draws at a time, so that all options of a block stay in the cache
# sums may be reordered, which is what lets them run four or eight at a time; NaN and infinity keep
# their meaning
_FAST = {"reassoc", "nsz", "contract"}


class Sums(NamedTuple):
    """Sums over draws; values and leads are counted from an origin, such as the first draw's."""

    value: Array
    square: Array
    lead: Array  # of the reference option over each
    lead_square: Array
    share: Array  # in being best; a tie is split
    share_square: Array
    gap: Array  # of the best of a draw over the reference option, and its square


def sums(x: Array, reference: int, origin: Array | None = None) -> Sums:
    """`Sums` over independent draws `x` (option, sample), in about the time of two or three of
    ``x.sum()``.

    Parameters
    ----------
    origin : (option,) from which they are counted; the first draw's values if None.
    """
    first = x[:, 0].astype(float) if origin is None else origin

    def add(start: int, stop: int) -> tuple[Array, Array]:
        total, gap = np.zeros((6, len(x))), np.zeros(2)
        for block in blocks(x, start, stop):
            _add(*block, first, reference, total, gap)
        return total, gap

    limits = np.linspace(0, x.shape[1], PIECES + 1).astype(int).tolist()
    with ThreadPoolExecutor() as pool:
        totals, gaps = zip(*pool.map(add, limits[:-1], limits[1:]), strict=True)
    value, square, lead, lead_square, share, share_square = sum(totals)
    return Sums(value, square, lead, lead_square, share, share_square, sum(gaps))


def blocks(x: Array, start: int, stop: int) -> Iterator[tuple[Array, tuple[int, int]]]:
    """Draws from start to stop as float64 arrays with options outermost, each with the limits that
    are meant within it.
    """
    if x.dtype == np.float64 and x.flags.c_contiguous:
        yield x, (start, stop)
    else:
        for begin in range(start, stop, CHUNK):
            block = np.ascontiguousarray(x[:, begin : min(begin + CHUNK, stop)], dtype=float)
            yield block, (0, block.shape[1])


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
    x: Array, limits: tuple[int, int], first: Array, reference: int, total: Array, gap: Array
) -> None:
    space, (begin, end) = np.empty(BLOCK), limits
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
