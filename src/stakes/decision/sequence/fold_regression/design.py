"""Functions of what has been seen, and regressions on them from some of the folds."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.dependence import apart, independent_members
from stakes.decision.draws.regression.axis import fine_axis
from stakes.decision.draws.regression.moments import Moments
from stakes.decision.draws.regression.penalties import PRICE, Modes, keep, modes, penalties
from stakes.decision.draws.regression.tensor_products import Basis, products
from stakes.decision.sequence.fold_regression.folds import Folds

TERMS = 100
DRAWS_PER_TERM = 20


@dataclass(frozen=True)
class Design:
    """Functions of what has been seen, with their sums of products over the draws of each fold."""

    basis: Basis | None  # None: nothing has been seen
    gram: Array  # (fold, term, term)
    size: Array  # (fold,)
    known: dict[tuple[int, ...], Modes] = field(default_factory=dict)  # by folds, once asked for

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
        n = self.size[known].sum()
        if self.basis is None:
            return np.asarray(cross / n)
        found, mean = self._modes(self.basis, known), cross[0] / n
        weight = found.mix.T @ (cross[1:] / n - np.outer(found.centre, mean))
        found = found._replace(weight=weight, mean=mean, square=square)
        penalty = penalties(found, weight, n / PRICE) * rough
        inner = found.mix @ (weight * keep(found.rough, penalty))
        return np.concatenate([[mean - found.centre @ inner], inner])

    def _modes(self, basis: Basis, known: list[int]) -> Modes:
        """Those of some folds, without responses."""
        if (key := tuple(known)) not in self.known:
            n, gram = self.size[known].sum(), self.gram[known].sum(axis=0)
            sums = Moments(np.array([n]), gram[None], np.zeros((1, len(gram), 0)))
            self.known[key] = modes(basis, sums, np.zeros((0, 1)))
        return self.known[key]


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
