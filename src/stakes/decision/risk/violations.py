"""Where one distribution violates dominance over another, and by how many of its errors."""

import math
from collections.abc import Iterator

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.standard_errors.means import ROUNDING
from stakes.decision.draws.summaries.estimate import estimate
from stakes.decision.risk.excess import excess_in_errors

TOLERANCE = 3.0  # standard errors by which a violation is one
# standard errors by which an advantage is one: the largest of many, which chance alone takes beyond
# 3 too often
ADVANTAGE = 4.0
POINTS = 512
TRIED = 32  # of these, at which errors are worked out: evenly down from where a lead may be largest
# how much smaller the error of a share can be in sets of a low-discrepancy sequence than in
# independent draws
AGREED = 3.0


def violated(x: Array, y: Array) -> Array:
    """Whether x, and whether y, is better by more than `TOLERANCE` and by more than `ADVANTAGE` at
    some amount: (side, errors, order).
    """
    both = np.stack([x, y]).astype(float)
    both -= both.mean()
    both /= both.std() or 1.0
    x, y = both
    at = _amounts(np.sort(both, axis=None))
    # the most that autocorrelation can make of a lead (see `means.ess`), and what sets that agree
    # make of a share
    boost = math.sqrt(math.log10(x.size)) if x.ndim > 1 and x.size > 10 else 1.0
    boost *= AGREED if x.ndim > 2 else 1.0
    lead = np.zeros((2, 2))  # side, order
    for order, excess in enumerate(excess_in_errors(x.ravel(), y.ravel(), at)):
        for side, sign in enumerate((-1, 1)):
            candidates = _falling(at, sign * excess, min(TOLERANCE, ADVANTAGE) / boost)
            every = -(-len(candidates) // TRIED) or 1
            lead[side, order] = _largest(
                sign * _lead(_more_below(x, y, t, order + 1)) for t in candidates[::every]
            )
    return np.stack([lead > TOLERANCE, lead > ADVANTAGE], axis=1)


def _largest(leads: Iterator[float]) -> float:
    """The largest lead, or the first that is beyond doubt."""
    most = 0.0
    for lead in leads:
        most = max(most, lead)
        if most > max(TOLERANCE, ADVANTAGE):
            break
    return most


def _amounts(drawn: Array) -> Array:
    """Up to `POINTS` of the sorted amounts drawn: half evenly by rank, a quarter towards either
    end.
    """
    distinct: Array = drawn[np.append(True, np.diff(drawn) > 0)]
    if distinct.size <= POINTS:
        return distinct
    tail = np.geomspace(1, drawn.size, POINTS // 4)
    ranks = np.concatenate(
        [np.linspace(0, drawn.size - 1, POINTS // 2), tail - 1, drawn.size - tail]
    )
    return np.unique(drawn[ranks.astype(int)])


def _more_below(x: Array, y: Array, t: float, order: int) -> Array:
    """By draw: whether x falls short of t, less the same of y; or, by second order, by how much."""
    if order == 1:
        return (x <= t).astype(float) - (y <= t)
    return np.maximum(t - x, 0.0) - np.maximum(t - y, 0.0)


def _falling(at: Array, excess: Array, least: float) -> Array:
    """Amounts with more than the least excess, the largest first."""
    order = np.argsort(-excess)
    return at[order[excess[order] > least * (1 - 1e-6)]]


def _lead(series: Array) -> float:
    """Mean of a series in its standard errors; 0 if it is only rounding, infinite if it is sure."""
    found = estimate(series, 1.0)
    if abs(found.mean) <= ROUNDING:
        return 0.0
    return float(found.mean / found.error) if found.error else math.copysign(math.inf, found.mean)
