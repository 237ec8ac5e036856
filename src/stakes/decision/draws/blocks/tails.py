"""Quantiles and means of the worst draws, from draws in blocks, with errors: the second pass."""

from typing import NamedTuple

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.blocks.batches import Batches
from stakes.decision.draws.blocks.cells import Distribution
from stakes.decision.draws.blocks.order_statistics import OrderStatistics
from stakes.decision.draws.blocks.reading import Layout
from stakes.decision.draws.blocks.summary import standing_for
from stakes.decision.draws.standard_errors.means import ess_of_tail
from stakes.decision.draws.summaries.sampling_errors import (
    Part,
    cvar_errors,
    cvar_lead_errors,
    rank_error,
    ranks_behind,
)
from stakes.decision.draws.summaries.tails import WORST


class Tail(NamedTuple):
    """What lies in the tails of each option."""

    interval: Array  # (3, option): lower and upper end, mean of the worst draws
    interval_error: Array  # (2, option)
    cvar_error: Array
    cvar_lead_error: Array
    off: float  # how far a quantile may be off the one of all draws in memory, at most


class Tails:
    """Order statistics of each option, and for chains batches of what their errors are told by."""

    def __init__(self, seen: Distribution, layout: Layout, prob: float) -> None:
        self.layout, self.seen, self.prob, n = layout, seen, prob, layout.size
        self.low, self.high = ((1 + side * prob) / 2 * (n - 1) for side in (-1, 1))
        self.cut = WORST * n
        self.ranks = [min(int(self.low), n - 2), min(int(self.high), n - 2), int(self.cut)]
        wanted = {r + more for r in self.ranks[:2] for more in (0, 1)} | {self.ranks[2]}
        self.order = [
            OrderStatistics(grid, coarse, wanted)
            for grid, coarse in zip(seen.grids, seen.counted, strict=True)
        ]
        self.reached = [np.cumsum(coarse.number) / n for coarse in seen.counted]
        self.batches = None if layout.independent else Batches(4 * len(self.order), layout)

    def add(self, x: Array, chain: int, draw: int) -> None:
        """Draws (option, chain, draw) of a block, whose first chain and draw these are."""
        cells = self.seen.cells(x)
        for row, own, order in zip(x, cells, self.order, strict=True):
            order.add(row.ravel(), own.ravel())
        if self.batches is not None:
            self.batches.add(self._told(x, cells), chain, draw)

    def _told(self, x: Array, cells: Array) -> Array:
        """Ranks of all options; whether draws lie below the lower end, and the higher; influences
        on the mean of the worst.
        """
        at = np.array([[o.cell_of[r] for r in self.ranks] for o in self.order])
        at = at.reshape(*at.shape, *[1] * (x.ndim - 1))
        cut = np.array([o.grid.edges(o.cell_of[self.ranks[2]])[1] for o in self.order])
        return np.concatenate(
            [
                np.stack([share[own] for share, own in zip(self.reached, cells, strict=True)]),
                cells <= at[:, 0],
                cells <= at[:, 1],
                np.minimum(x - cut.reshape(at[:, 0].shape), 0.0),
            ]
        )

    def found(self, part: Part, best: int) -> Tail:
        """`Tail` of the options; `part`: every so many-th draw, `best`: against which they are
        held.
        """
        n = self.layout.size
        interval = [
            (o.quantile(self.low, n), o.quantile(self.high, n), o.mean_of_lowest(self.cut))
            for o in self.order
        ]
        sides, worst, lead = self._sizes(part, best)
        behind = ranks_behind(part)
        return Tail(
            np.array(interval).T,
            self._interval_errors(part, sides),
            cvar_errors(standing_for(part, worst), WORST, behind),
            cvar_lead_errors(standing_for(part, lead), WORST, best, behind),
            max(o.width for o in self.order),
        )

    def _interval_errors(self, part: Part, sides: Array) -> Array:
        """Errors of both ends: the part tells no smaller ones than those of as many draws."""
        known = np.minimum(sides, part.draws.shape[1])
        found = [
            [rank_error(row, p, n) for row, n in zip(part.draws, size, strict=True)]
            for p, size in zip(((1 - self.prob) / 2, (1 + self.prob) / 2), known, strict=True)
        ]
        return np.array(found) * np.sqrt(known / sides)

    def _sizes(self, part: Part, best: int) -> tuple[Array, Array, Array]:
        """Effective draws of both ends of the interval (2, option), of the means of the worst, and
        of their differences.
        """
        if self.batches is None:
            all_of_them = np.full(len(self.order), float(self.layout.size))
            return np.stack([all_of_them, all_of_them]), all_of_them, all_of_them
        told = self._told(part.draws, self.seen.cells(part.draws))
        rank, low, high, worst = np.split(np.eye(len(told)), 4)
        behind, below, above, own, lead = (
            self.batches.each(w, (w @ told).std(axis=1)).clip(max=self.layout.size)
            for w in (rank, low, high, worst, worst[best] - worst)
        )
        return (
            ess_of_tail(np.stack([below, above]), behind),
            ess_of_tail(own, behind),
            ess_of_tail(lead, np.minimum(behind, behind[best])),
        )
