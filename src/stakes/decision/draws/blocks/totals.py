"""What one pass over the blocks of a choice adds up."""

from typing import Any

import numpy as np

from stakes.decision.draws.arrays import Array, check_finite
from stakes.decision.draws.blocks.batches import Batches
from stakes.decision.draws.blocks.reading import Layout
from stakes.decision.draws.blocks.thinned import Thinned


class Totals:
    """Sums over draws (option, chain, draw), a block at a time; leads are those of the option that
    the first block has for the best, or of `best`.
    """

    def __init__(self, layout: Layout, ids: list[str], best: int | None = None) -> None:
        self.layout, self.ids, self.best = layout, ids, best
        self.origin: Array | None = None
        self.sums: Any = None
        self.thinned = Thinned(layout)
        self.batches = None if layout.independent else Batches(2 * len(ids) + 1, layout)

    def add(self, x: Array, chain: int, draw: int) -> None:
        """Draws of a block, whose first chain and draw these are."""
        from stakes.decision.draws.summaries import compiled_sums

        flat = x.reshape(len(x), -1)
        if self.origin is None:
            check_finite(flat, self.ids)
            self.origin = flat[:, 0].copy()
            self.best = int(flat.mean(axis=1).argmax()) if self.best is None else self.best
        with np.errstate(invalid="ignore", over="ignore"):
            sums = compiled_sums.sums(flat, self.best, self.origin)
        if not np.isfinite(sums.square).all():
            check_finite(flat, self.ids)
            raise ValueError(
                "utilities are too large for their squares to be summed: give them in a larger unit"
            )
        self.sums = (
            sums
            if self.sums is None
            else type(sums)(*(a + b for a, b in zip(self.sums, sums, strict=True)))
        )
        self.thinned.add(x, chain, draw)
        if self.batches is not None:
            self.batches.add(_rows(x), chain, draw)

    def again(self) -> "Totals":
        """Totals for another pass, whose leads are those of the option that is best on average."""
        return Totals(self.layout, self.ids, int(self.mean.argmax()))

    @property
    def mean(self) -> Array:
        """Mean of each option."""
        return np.asarray(self.origin + self.sums.value / self.layout.size)


def _rows(x: Array) -> Array:
    """Values, shares in being best, and the best of each draw: all that batches are taken of."""
    top = x.max(axis=0)
    won = (x == top).astype(float)
    return np.concatenate([x, won / won.sum(axis=0), top[None]])
