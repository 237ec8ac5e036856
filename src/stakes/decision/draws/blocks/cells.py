"""Counts and sums over cells as narrow as a part in a hundred of the distance from a centre: a
summary of draws that can be merged, and refined where more is asked.

A cell holds the numbers whose float32 has the same first 16 bits, which are in the order of the
numbers: sign, exponent and 7 bits of the fraction.
"""

from typing import NamedTuple

import numpy as np

from stakes.decision.draws.arrays import Array

COUNT = 1 << 16
FARTHEST = 1e38  # in units of the scale; what is beyond is in the last cell
SIGN = np.uint32(1 << 31)


class Grid(NamedTuple):
    """Cells about a centre."""

    centre: float
    scale: float

    def cells(self, x: Array) -> Array:
        """Number of the cell of each draw."""
        away = np.clip((x - self.centre) / self.scale, -FARTHEST, FARTHEST).astype(np.float32)
        bits = away.view(np.uint32)
        return (np.where(bits & SIGN, ~bits, bits | SIGN) >> 16).astype(np.intp)

    def edges(self, cell: int) -> tuple[float, float]:
        """Between which numbers the draws of a cell lie."""
        first, last = ((cell << 16) + low for low in (0, (1 << 16) - 1))
        return self._number(first), self._number(last)

    def _number(self, ordered: int) -> float:
        bits = np.uint32(ordered)
        own = bits ^ SIGN if bits & SIGN else ~bits
        return self.centre + self.scale * float(own.view(np.float32))


def grid_of(row: Array) -> Grid:
    """`Grid` for draws like these."""
    return Grid(float(row.mean()), float(row.std()) or 1.0)


class Counted(NamedTuple):
    """Number of draws in each cell, and their sum, counted from the centre; two of them add up."""

    number: Array
    total: Array

    def __add__(self, other: "Counted") -> "Counted":  # type: ignore[override]
        return Counted(self.number + other.number, self.total + other.total)


def counted(cells: Array, away: Array, cells_in_all: int = COUNT) -> Counted:
    """`Counted` draws in these cells, so far from the centre."""
    return Counted(
        np.bincount(cells, minlength=cells_in_all),
        np.bincount(cells, weights=away, minlength=cells_in_all),
    )


class Distribution:
    """How the draws of each option lie, to a cell."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self.counted: list[Counted] = []

    def add(self, x: Array) -> None:
        """Draws (option, ...) of a block."""
        flat = x.reshape(len(x), -1)
        first = not self.grids
        self.grids = self.grids or [grid_of(row) for row in flat]
        new = [
            counted(grid.cells(row), row - grid.centre)
            for grid, row in zip(self.grids, flat, strict=True)
        ]
        self.counted = new if first else [a + b for a, b in zip(self.counted, new, strict=True)]

    def cells(self, x: Array) -> Array:
        """The cell of each draw (option, ...)."""
        return np.stack([grid.cells(row) for grid, row in zip(self.grids, x, strict=True)])
