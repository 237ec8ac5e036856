"""One box: peeled off until another peel would not help, pasted back, and simplified.

A box is an array ``(parameter, bound)`` of inclusive limits, infinite where it is free.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from stakes.decision.draws.arrays import Array

PEELED = 0.05  # share of a box that one peel takes off
BETA_SQUARED = (
    0.25  # density counts for more than coverage, since what one box leaves another may hold
)
FEW_PARAMETERS = 3
CHEAP, DEAR = 0.01, 0.05  # score that a limit has to bring, and one of a fourth parameter
FOCUS = 3  # parameters whose halves are starts as well


class Cases(NamedTuple):
    """Draws that boxes are looked for in."""

    x: Array  # (parameter, draw)
    lost: Array
    state: Array  # (parameter,): few distinct values
    least: int  # draws in a box
    total: int  # of losing draws

    def score(self, hits: Any, size: Any) -> Any:
        """F-measure of coverage hits / total and density hits / size."""
        return (1 + BETA_SQUARED) * hits / (BETA_SQUARED * self.total + size)

    def of(self, box: Array) -> float:
        keep = holds(box, self.x)
        return float(self.score(np.count_nonzero(self.lost & keep), np.count_nonzero(keep)))


def holds(box: Array, x: Array) -> Array:
    lower, upper = box.T.reshape(2, -1, *(1,) * (x.ndim - 1))
    return np.asarray(((x >= lower) & (x <= upper)).all(axis=0))


def simplified(cases: Cases, share: float) -> Array:
    """The best box found, without the limits that it hardly needs."""
    box = pasted(cases, max((_peeled(cases, start) for start in _starts(cases)), key=cases.of))
    best, cheap = cases.of(box), max(CHEAP, (share * cases.total) ** -0.5)
    while sides := list(zip(*np.nonzero(np.isfinite(box)), strict=True)):
        without = max((_bounded(box, *side) for side in sides), key=cases.of)
        many = np.isfinite(box).any(axis=1).sum() > FEW_PARAMETERS
        if cases.of(without) < best - (max(cheap, DEAR) if many else cheap):
            return box
        box = pasted(cases, without)
        best = cases.of(box) if many else best
    return box


def _bounded(box: Array, parameter: int, side: int, to: float = np.inf) -> Array:
    """The box with another limit; by default, none there."""
    box = box.copy()
    box[parameter, side] = -np.inf if side == 0 and to == np.inf else to
    return box


def _starts(cases: Cases) -> Iterator[Array]:
    free = np.tile([-np.inf, np.inf], (len(cases.x), 1))
    yield free
    tenths = [np.array_split(cases.lost[np.argsort(row, kind="stable")], 10) for row in cases.x]
    varies = [np.var([part.mean() for part in parts]) for parts in tenths]
    for parameter in np.argsort(varies)[::-1][:FOCUS]:
        middle = np.median(cases.x[parameter])
        yield from (_bounded(free, parameter, side, middle) for side in (0, 1))


def _peeled(cases: Cases, box: Array) -> Array:
    """The best of the boxes on the way inward."""
    keep = holds(box, cases.x)
    x, lost = cases.x[:, keep], cases.lost[keep]
    passed = [(cases.score(lost.sum(), lost.size), box)]
    while (cut := _cut(x, lost, cases)) is not None:
        parameter, side, keep = cut
        x, lost = x[:, keep], lost[keep]
        box = _bounded(box, parameter, side, x[parameter].max() if side else x[parameter].min())
        passed.append((cases.score(lost.sum(), lost.size), box))
    return max(passed, key=lambda step: step[0])[1]


def _cut(x: Array, lost: Array, cases: Cases) -> tuple[int, int, Array] | None:
    """Parameter, side and draws kept of the peel that raises density most for the draws given up; a
    tie goes as a whole.
    """
    if lost.size <= cases.least:
        return None
    k = max(int(PEELED * lost.size), 1)
    first, low, high, last = np.partition(
        x, sorted({0, k, lost.size - 1 - k, lost.size - 1}), axis=1
    )[:, [0, k, -1 - k, -1]].T
    low = np.where(cases.state | (low == first), np.nextafter(first, np.inf), low)
    high = np.where(cases.state | (high == last), np.nextafter(last, -np.inf), high)
    keep = np.concatenate([x >= low[:, None], x <= high[:, None]])
    size, hits = np.count_nonzero(keep, axis=1), np.count_nonzero(keep & lost, axis=1)
    may = (size >= cases.least) & (size < lost.size)
    gain = (hits / np.maximum(size, 1) - lost.mean()) / np.maximum(lost.size - size, 1)
    best = int(np.argmax(np.where(may, gain, -np.inf)))
    return (best % len(x), best // len(x), keep[best]) if may[best] else None


def pasted(cases: Cases, box: Array) -> Array:
    """The box with each limit in turn where the score is highest, until none moves."""
    for _ in range(10):
        before = box
        for parameter, side in zip(*np.nonzero(np.isfinite(box)), strict=True):
            box = _bounded(box, parameter, side, _limit(cases, box, parameter, side))
        if (box == before).all():
            break
    return box


def _limit(cases: Cases, box: Array, parameter: int, side: int) -> float:
    keep = holds(_bounded(box, parameter, side), cases.x)
    inward = 1 if side else -1
    order = np.argsort(inward * cases.x[parameter, keep], kind="stable")
    x, hits = cases.x[parameter, keep][order], np.cumsum(cases.lost[keep][order])
    size = np.arange(1, x.size + 1)
    whole = np.append(x[1:] != x[:-1], True) & (size >= min(cases.least, x.size))
    best = int(np.argmax(np.where(whole, cases.score(hits, size), -1.0)))
    return float(x[best]) if best < x.size - 1 else inward * np.inf
