"""The lowest and the highest of very many draws, by compiled loops."""

from typing import NamedTuple

import numba
import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.summaries.compiled_sums import CHUNK, blocks


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
    for block, (start, stop) in blocks(x, 0, x.shape[1]):
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
