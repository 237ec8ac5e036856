"""What one pass over the blocks of a choice adds up."""

from typing import Any

import numpy as np

from stakes.decision.draws.arrays import Array, check_finite
from stakes.decision.draws.blocks.batches import Batches
from stakes.decision.draws.blocks.reading import Layout
from stakes.decision.draws.blocks.thinned import Thinned


class Totals:
    """Sums over draws (option, chain, draw), a block at a time; leads are those of `best`, or of
    what the first block has for the best option.
    """

    def __init__(
        self, layout: Layout, ids: list[str], first: Array, best: int | None = None
    ) -> None:
        check_finite(first, ids)
        self.layout, self.ids, self.first = layout, ids, first[:, :1, :1]
        self.best = int(first.mean(axis=(1, 2)).argmax()) if best is None else best
        self.sums: Any = None
        self.thinned = Thinned(layout)
        self.batches = None if layout.independent else Batches(2 * len(ids) + 1, layout)

    def add(self, x: Array, chain: int, draw: int) -> None:
        """Draws of a block, whose first chain and draw these are."""
        from stakes.decision.draws.summaries import compiled_sums

        flat = x.reshape(len(x), -1)
        with np.errstate(invalid="ignore", over="ignore"):
            sums = compiled_sums.sums(flat, self.best, self.origin)
        if not np.isfinite(sums.square).all():
            check_finite(flat, self.ids)
            raise ValueError(
                "utilities are too large for their squares to be summed: give them in a larger unit"
            )
        before = [0] * len(sums) if self.sums is None else self.sums
        self.sums = type(sums)(*(a + b for a, b in zip(before, sums, strict=True)))
        self.thinned.add(x, chain, draw)
        if self.batches is not None:
            self.batches.add(_rows(x), chain, draw)

    @property
    def origin(self) -> Array:
        """From where values are counted: the first draw of each option."""
        return self.first[:, 0, 0]

    def again(self) -> "Totals":
        """Totals for another pass, whose leads are those of the option that is best on average."""
        return Totals(self.layout, self.ids, self.first, int(self.mean.argmax()))

    @property
    def mean(self) -> Array:
        """Mean of each option."""
        return np.asarray(self.origin + self.sums.value / self.layout.size)


def _rows(x: Array) -> Array:
    """Values, shares in being best, and the best of each draw: all that batches are taken of."""
    top = x.max(axis=0)
    won = (x == top).astype(float)
    return np.concatenate([x, won / won.sum(axis=0), top[None]])
