"""The draws by fold: those on which the choices of a variant are tried."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.regression.moments import folds

FOLDS = 5
PIECE = 16_384


@dataclass(frozen=True)
class Folds:
    """Draws by fold."""

    order: Array  # of the draws, fold by fold
    edges: tuple[int, ...]  # of the folds in that order

    @property
    def count(self) -> int:
        return len(self.edges) - 1

    def pieces(self) -> Iterator[tuple[int, slice]]:
        """The fold of each piece of the draws, and the piece."""
        for k in range(self.count):
            for start in range(self.edges[k], self.edges[k + 1], PIECE):
                yield k, slice(start, min(start + PIECE, self.edges[k + 1]))

    def own(self, rows: Array) -> Array:
        """Of (variant, draw), in each draw the variant that does not know it."""
        out = np.empty(rows.shape[1], rows.dtype)
        for k, piece in self.pieces():
            out[piece] = rows[k % len(rows), piece]
        return out

    def known(self, variant: int) -> list[int]:
        """The folds that a variant knows."""
        return [k for k in range(self.count) if k != variant]

    def batches(self, fold: int, piece: slice, count: int) -> Array:
        """Which of some stretches of its fold, all of a length, each draw of a piece lies in."""
        size = self.edges[fold + 1] - self.edges[fold]
        return (np.arange(piece.start, piece.stop) - self.edges[fold]) * count // size


def folds_of(shape: tuple[int, ...]) -> Folds:
    """Folds of draws (sample,), (chain, draw) or (chain, draw, set): stretches of chains, with all
    sets of a draw.

    Raises
    ------
    ValueError
        If there are fewer draws than folds.
    """
    draws = int(np.prod(shape[:2]))
    if draws < 2 * FOLDS:
        raise ValueError(
            f"{draws} draws are too few for {FOLDS} folds of two: a policy needs {2 * FOLDS} at "
            "least, and some hundreds to be of use"
        )
    fold = np.empty(int(np.prod(shape)), np.intp)
    for k, part in enumerate(folds(shape)):
        fold[part] = k % FOLDS
    size = np.bincount(fold)
    return Folds(np.argsort(fold, kind="stable"), (0, *np.cumsum(size).tolist()))
