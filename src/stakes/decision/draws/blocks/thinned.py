"""Every so many-th draw, gathered block by block: a part that tells shapes and spreads."""

import math

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.blocks.reading import Layout
from stakes.decision.draws.standard_errors.long_tails import MANY
from stakes.decision.draws.summaries.sampling_errors import Part


class Thinned:
    """The draws that `stakes.decision.draws.summaries.sampling_errors.few` takes of draws in
    memory: the first of every so many, in the order of chains.
    """

    def __init__(self, layout: Layout) -> None:
        self.layout, self.step = layout, max(layout.size // MANY, 1)
        self.found: list[tuple[int, Array]] = []

    def add(self, x: Array, chain: int, draw: int) -> None:
        """Draws (row, chain, draw) of a block, whose first chain and draw these are."""
        for i in range(x.shape[1]):
            flat = (chain + i) * self.layout.draws + draw
            self.found.append((flat, x[:, i, -flat % self.step :: self.step].copy()))

    @property
    def rows(self) -> Array:
        """(row, draw)"""
        return np.concatenate([x for _, x in sorted(self.found, key=lambda f: f[0])], axis=1)

    def part(self) -> Part:
        """The rows, for errors of as many independent draws as there are in all."""
        rows = self.rows
        return Part(rows, math.sqrt(rows.shape[1] / self.layout.size))
