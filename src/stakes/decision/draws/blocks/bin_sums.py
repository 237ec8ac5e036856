"""Sums of leads over bins of a parameter, by the parts that are held out: all that a regression on
one parameter needs, whatever the number of draws.
"""

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.blocks.reading import Layout
from stakes.decision.draws.regression.axis import Axis
from stakes.decision.draws.regression.moments import FOLDS


class BinSums:
    """Counts, sums and products of leads, of which the first is that of the best option: 0."""

    def __init__(self, axis: Axis, x: Array, leads: int, layout: Layout) -> None:
        self.layout, self.edges, bins = layout, edges_of(axis, x), len(axis.table)
        self.count = np.zeros((FOLDS, bins))
        self.total = np.zeros((leads, FOLDS, bins))
        self.cross = np.zeros((leads, leads, FOLDS, bins))

    def add(self, x: Array, y: Array, chain: int, draw: int) -> None:
        """Draws of the parameter (chain, draw) and leads (lead, chain, draw) of a block."""
        shape, size = self.count.shape, self.count.size
        place = self._fold(x.shape, chain, draw) * shape[1] + np.searchsorted(self.edges, x)
        place = place.ravel()

        def summed(weights: Array) -> Array:
            return np.bincount(place, weights.ravel(), size).reshape(shape)

        self.count += np.bincount(place, minlength=size).reshape(shape)
        for i in range(1, len(y)):
            self.total[i] += summed(y[i])
            for j in range(1, i + 1):
                self.cross[i, j] += summed(y[i] * y[j])
                self.cross[j, i] = self.cross[i, j]

    def _fold(self, shape: tuple[int, ...], chain: int, draw: int) -> Array:
        """With which part each draw is held out: every tenth of independent ones, stretches of
        chains.
        """
        first = (chain + np.arange(shape[0])) * self.layout.draws + draw
        return self.fold_of(first[:, None] + np.arange(shape[1]))

    def fold_of(self, flat: Array) -> Array:
        """The same of draws by their number, chain after chain."""
        if self.layout.independent:
            return np.asarray(flat % FOLDS)
        ends = np.linspace(0, self.layout.size, FOLDS + 1).astype(int)[1:-1]
        return np.searchsorted(ends, flat, side="right")


def edges_of(axis: Axis, x: Array) -> Array:
    """Numbers half-way between the bins of an axis, which these draws have made.

    Examples
    --------
    >>> table = np.ones((2, 1))
    >>> edges_of(Axis(np.array([1, 0, 0]), table, np.zeros(1), np.zeros(1)), np.array([5.0, 1, 2]))
    array([3.5])
    """
    order = np.argsort(x, kind="stable")
    last = np.flatnonzero(np.diff(axis.bin[order]))
    return np.asarray((x[order[last]] + x[order[last + 1]]) / 2)
