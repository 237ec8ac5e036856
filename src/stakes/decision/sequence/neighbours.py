"""Whether what has been seen says more than the regressions find in it: what neighbours share."""

from typing import NamedTuple

import numpy as np
from scipy.spatial import cKDTree
from scipy.stats import rankdata

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.dependence import independent_members
from stakes.decision.draws.regression.levels import is_category
from stakes.decision.sequence.backward import Solution, alike
from stakes.decision.sequence.forward import follows

DRAWS = 8_000  # of which neighbours are sought, at most: spread evenly, one set of a draw
SURE = 4.0  # standard errors, beyond which something is left
LEAST = 0.01  # of the variance of the leads, from which it matters
APART = 10.0  # between the levels of a category, in spreads of a number


class Left(NamedTuple):
    """Share of the variance of a stage's leads that regressions leave and neighbours have in
    common, and its error.
    """

    share: float
    error: float

    @property
    def clear(self) -> bool:
        """Whether it is there beyond doubt."""
        return self.share > max(SURE * self.error, LEAST)


def left_unexplained(solution: Solution) -> list[Left]:
    """For each stage, `Left` in the state where it stands out most.

    Draws that have seen nearly the same should differ from what regression expects of them
    independently of each other. Where their products are positive on average, some of what has been
    seen matters in a way that the regressions cannot follow.

    References
    ----------
    Devroye, L., Györfi, L., Lugosi, G. and Walk, H. (2018). A nearest neighbor estimate of the
    residual variance. Electronic Journal of Statistics 12(1), 1752-1778.
    """
    some = _some(solution)
    found = []
    for t, level in enumerate(solution.levels):
        each = [Left(0.0, 0.0)]
        for numbers in alike(solution.points, t, level):
            free = [i for i in numbers if len(level.states[i].open) > 1]
            held = level.states[numbers[0]].held()
            seen = {
                name: h.given(held)[solution.folds.order[some]]
                for name, h in solution.points.points[t].seen.items()
            }
            near = _nearest(seen) if free else None
            if near is not None:
                each += [_shared(solution, t, i, some, near) for i in free]
        found.append(max(each, key=lambda one: one.share / one.error if one.error else -np.inf))
    return found


def _some(solution: Solution) -> Array:
    """Places, by fold, of some of the draws: spread evenly, the first set of each."""
    shape = solution.points.shape
    first = np.arange(solution.points.draws).reshape(shape)
    first = (first[..., 0] if len(shape) > 2 else first).ravel()
    place = np.empty(solution.points.draws, np.intp)
    place[solution.folds.order] = np.arange(solution.points.draws)
    return place[first[:: -(-first.size // DRAWS)]]


def _nearest(seen: dict[str, Array]) -> Array | None:
    """The nearest other draw of each by what has been seen, in ranks; None if nothing has."""
    kept = list(independent_members(seen)[0].values())
    if not kept:
        return None
    columns = [c for x in kept for c in _columns(x)]
    tree = cKDTree(np.array(columns).T)
    pair = tree.query(tree.data, k=2)[1]
    own = np.arange(len(pair))
    return np.asarray(np.where(pair[:, 0] == own, pair[:, 1], pair[:, 0]))


def _columns(x: Array) -> list[Array]:
    """A number by its ranks, of spread 1; a category by an indicator for each level."""
    if is_category(x):
        return [APART * (x == level) for level in np.unique(x)]
    rank = rankdata(x)
    return [rank / rank.std()]


def _shared(solution: Solution, stage: int, state: int, some: Array, near: Array) -> Left:
    """What neighbours share of what is left of the leads of the open options."""
    leads, left = (
        _centred(x[:, some])
        for x in (follows(solution, stage, state), solution.at[stage][state].off)
    )
    spread = float((leads**2).sum(axis=0).mean())
    if not spread:
        return Left(0.0, 0.0)
    product = (left * left[:, near]).sum(axis=0) / spread
    # each of two that are nearest to each other counts the same product
    return Left(float(product.mean()), float(product.std() * np.sqrt(2 / product.size)))


def _centred(x: Array) -> Array:
    """Options' leads (open, draw) over their mean, less the average lead."""
    lead = x - x.mean(axis=0)
    return np.asarray(lead - lead.mean(axis=1, keepdims=True))
