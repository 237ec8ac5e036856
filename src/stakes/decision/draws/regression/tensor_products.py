"""Products of functions of several parameters, from smooth to rough."""

import heapq
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.regression.axis import Axis

type Term = tuple[tuple[int, int], ...]  # axes and their functions
CHUNK = 16_384
Q = 0.75  # below 1, products come later than functions of one axis of the same degree


class Basis(NamedTuple):
    """Products of the functions of several axes; of one axis, its functions."""

    axes: list[Axis]
    terms: list[
        tuple[int, int, int]
    ]  # each: the term it extends, the axis and its function that it is multiplied by
    rough: Array  # (term,)

    def rows(self, draws: Any) -> Array:
        """The terms (term, draw) at some draws."""
        tables = [a.table.T[:, a.bin[draws]] for a in self.axes]
        out = np.empty((len(self.terms), tables[0].shape[1]))
        out[0] = 1
        for i, (parent, which, function) in enumerate(self.terms[1:], 1):
            np.multiply(out[parent], tables[which][function], out=out[i])
        return out

    def chunks(self, draws: slice) -> Iterator[tuple[slice, Array]]:
        """The terms at a slice of draws, a piece at a time."""
        start, stop, step = draws.indices(len(self.axes[0].bin))
        for begin in range(start, stop, CHUNK * step):
            piece = slice(begin, min(begin + CHUNK * step, stop), step)
            yield piece, self.rows(piece)


def products(axes: list[Axis], limit: int) -> Basis:
    """Tensor products of the axes' functions, from smooth to rough, at most `limit` of them.

    A product of functions of orders k1, k2, ... ranks by (k1**q + k2**q + ...)**(1/q), so that main
    effects come early: a group can express what its members can.

    References
    ----------
    Blatman, G. and Sudret, B. (2011). Adaptive sparse polynomial chaos expansion based on least
    angle regression. Journal of Computational Physics 230(6), 2345-2367.
    """
    if len(axes) == 1:
        return Basis(axes, [(0, 0, k) for k in range(len(axes[0].rough))], axes[0].rough)
    found: dict[Term, float] = {(): 0.0}
    heap: list[tuple[float, Term]] = [
        (1.0, ((j, k),))
        for j, a in enumerate(axes)
        for k in range(1, len(a.order))
        if a.order[k] == 1
    ]
    heapq.heapify(heap)
    while heap and len(found) < limit:
        rank, term = heapq.heappop(heap)
        if term in found:
            continue
        found[term] = rank
        j, k = term[-1]
        if axes[j].order[k] == k and k + 1 < len(axes[j].order) and axes[j].order[k + 1] == k + 1:
            _push(heap, axes, (*term[:-1], (j, k + 1)))
        for other in range(j + 1, len(axes)):
            for first in np.flatnonzero(axes[other].order == 1).tolist():
                _push(heap, axes, (*term, (other, first)))
    place = {term: i for i, term in enumerate(found)}
    terms = [(0, 0, 0)] + [(place[t[:-1]], *t[-1]) for t in list(found)[1:]]
    return Basis(axes, terms, np.maximum(np.array(list(found.values())) - 1, 0) ** 4)


def _push(heap: list[tuple[float, Term]], axes: list[Axis], term: Term) -> None:
    heapq.heappush(heap, (sum(float(axes[j].order[k]) ** Q for j, k in term) ** (1 / Q), term))
