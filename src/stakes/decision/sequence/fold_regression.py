"""Regressions on what has been seen, each without the draws that its choices are then tried on.

Draws lie in the order of their folds. There is a *variant* of everything for each fold, which knows
all draws but the fold's, and a last one that knows them all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.dependence import apart, independent_members
from stakes.decision.draws.regression.axis import fine_axis
from stakes.decision.draws.regression.moments import Moments, folds
from stakes.decision.draws.regression.penalties import PRICE, Modes, keep, modes, penalties
from stakes.decision.draws.regression.tensor_products import Basis, products

FOLDS = 5
TERMS = 100
DRAWS_PER_TERM = 20
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


@dataclass(frozen=True)
class Design:
    """Functions of what has been seen, with their sums of products over the draws of each fold."""

    basis: Basis | None  # None: nothing has been seen
    gram: Array  # (fold, term, term)
    size: Array  # (fold,)

    def rows(self, piece: slice) -> Array:
        """The functions (term, draw) at some draws."""
        if self.basis is None:
            return np.ones((1, piece.stop - piece.start))
        return self.basis.rows(piece)

    def coefficients(self, cross: Array, square: Array, known: list[int], rough: float) -> Array:
        """Of the regression of responses on the functions, from some folds: (term, response).

        Parameters
        ----------
        cross : (term, response) sums of products over these folds.
        square : (response,) variances of the responses.
        rough : by how much penalties are lowered from what cross-validation finds: 1 as found, 0
            none.
        """
        n, gram = self.size[known].sum(), self.gram[known].sum(axis=0)
        if self.basis is None:
            return np.asarray(cross / n)
        sums = Moments(np.array([n]), gram[None], cross[None])
        found: Modes = modes(self.basis, sums, np.zeros((len(square), 1)))
        found = found._replace(square=square)
        penalty = penalties(found, found.weight, n / PRICE) * rough
        inner = found.mix @ (found.weight * keep(found.rough, penalty))
        return np.concatenate([[found.mean - found.centre @ inner], inner])


def design(seen: dict[str, Array], folds: Folds) -> Design:
    """`Design` of what has been seen; summaries that do not vary, or depend linearly on others, add
    nothing.
    """
    size = np.diff(folds.edges).astype(float)
    parts: list[Any] = list(independent_members(seen)[0].values())
    if not parts:
        return Design(None, size[:, None, None], size)
    axes = [fine_axis(x) for x in apart(parts)]
    basis = products(axes, min(TERMS, max(int(size.sum()) // DRAWS_PER_TERM, 2)))
    gram = np.zeros((len(size), len(basis.terms), len(basis.terms)))
    for k, piece in folds.pieces():
        rows = basis.rows(piece)
        gram[k] += rows @ rows.T
    return Design(basis, gram, size)
