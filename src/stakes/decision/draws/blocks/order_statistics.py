"""Order statistics of one option from draws in blocks: cells that hold them, cut finer in a second
pass.
"""

from typing import NamedTuple

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.blocks.cells import Counted, Grid, counted

FINER = 1 << 16  # parts into which a cell is cut


class Cut(NamedTuple):
    """A cell, cut finer."""

    below: int  # draws in lower cells
    sum_below: float  # of their distances from the centre
    start: float
    width: float  # of a part

    def parts(self, x: Array) -> Array:
        """Number of the part of each draw of the cell."""
        place = (x - self.start) / (self.width or 1.0)
        return np.clip(place, 0, FINER - 1).astype(np.intp)


class OrderStatistics:
    """Draws of some ranks, and sums of those below, from a grid on which all have been counted."""

    def __init__(self, grid: Grid, coarse: Counted, ranks: set[int]) -> None:
        self.grid, reached = grid, np.cumsum(coarse.number)
        self.sums = np.cumsum(coarse.total)
        self.cell_of = {r: int(np.searchsorted(reached, r, side="right")) for r in ranks}
        self.cuts: dict[int, Cut] = {}
        self.fine: dict[int, Counted] = {}
        for cell in set(self.cell_of.values()):
            low, high = grid.edges(cell)
            below = cell - 1
            self.cuts[cell] = Cut(
                int(reached[below]) if cell else 0,
                float(self.sums[below]) if cell else 0.0,
                low,
                (high - low) / FINER,
            )
            self.fine[cell] = Counted(np.zeros(FINER, np.intp), np.zeros(FINER))

    def add(self, x: Array, cells: Array) -> None:
        """Draws of a block, and their cells."""
        for cell, cut in self.cuts.items():
            inside = x[cells == cell]
            self.fine[cell] += counted(cut.parts(inside), inside - self.grid.centre, FINER)

    @property
    def width(self) -> float:
        """How far an order statistic may be off, at most."""
        return max(cut.width for cut in self.cuts.values())

    def at(self, rank: int) -> float:
        """The draw of a rank from 0: the mean of the part of its cell that holds it."""
        fine, part, _ = self._find(rank)
        return self.grid.centre + float(fine.total[part] / fine.number[part])

    def quantile(self, position: float, draws: int) -> float:
        """Between the two draws about a position, as ``np.quantile`` has it."""
        at = min(int(position), draws - 2)
        low, high = self.at(at), self.at(at + 1)
        return low + (high - low) * (position - at)

    def mean_of_lowest(self, count: float) -> float:
        """Mean of so many of the lowest draws, of which the last may count in part."""
        fine, part, below = self._find(int(count))
        cut = self.cuts[self.cell_of[int(count)]]
        away = fine.total[part] / fine.number[part]
        total = cut.sum_below + fine.total[:part].sum() + (count - below) * away
        return self.grid.centre + float(total / count)

    def _find(self, rank: int) -> tuple[Counted, int, int]:
        """The cut cell of a rank, its part, and the number of draws below that part."""
        cell = self.cell_of[rank]
        fine, below = self.fine[cell], self.cuts[cell].below
        reached = np.cumsum(fine.number)
        part = int(np.searchsorted(reached, rank - below, side="right"))
        return fine, part, below + (int(reached[part - 1]) if part else 0)
