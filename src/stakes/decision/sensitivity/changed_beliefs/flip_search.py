"""The power of a component of the posterior at which the choice flips."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from stakes.decision.draws.importance_weights import weighted_mean
from stakes.decision.limits import TRUSTED
from stakes.decision.sensitivity.changed_beliefs.scaled_expectation import (
    Component,
    Point,
    at_power,
    estimates,
)

WIDEST = 8.0  # power, and its inverse, up to which a flip is sought
STEPS = 24  # from 1 to there
HALVINGS = 30


class Flip(NamedTuple):
    """The power at which another option overtakes and its error, both NaN if none does, and how far
    the search could go.
    """

    power: float
    error: float
    searched: float


def flip(c: Component, side: int, alphas: Sequence[float], known: Sequence[Point]) -> Flip:
    """The flip nearest to a power of 1, on its side -1 (weaker) or 1 (stronger).

    `known` are the points at `alphas`; the flip of a component that is not all weighted is sought
    between them.
    """
    if c.always:
        start = estimates(c.x, np.ones(c.x[0].shape), c.base, -np.inf)
        points = [(a, p) for a, p in zip(alphas, known, strict=True) if side * (a - 1) > 0]
        return _between(points, (1.0, start), c.base, side)
    before = 1.0
    for alpha in [WIDEST ** (side * i / STEPS) for i in range(1, STEPS + 1)]:
        w, k = c.weights(alpha)
        if not k <= TRUSTED:
            return _between_refits(c, side, alphas, before)
        if c.best(w) != c.base:
            return _root(c, before, alpha)
        before = alpha
    return Flip(np.nan, np.nan, before)


def _root(c: Component, near: float, far: float) -> Flip:
    """Halved until the power is found; the error is that of the lead there over its slope."""
    inner, outer = near, far
    for _ in range(HALVINGS):
        middle = float(np.sqrt(near * far))
        near, far = (near, middle) if c.best(c.weights(middle)[0]) != c.base else (middle, far)
    w = c.weights(far)[0]
    lead = c.x[c.base] - c.x[c.best(w)]
    here, there = weighted_mean(lead, w), weighted_mean(lead, c.weights(inner)[0])
    slope = abs(here.mean - there.mean) / max(abs(far - inner), 1e-9)
    return Flip(far, here.error / slope if slope else np.nan, outer)


def _between_refits(c: Component, side: int, alphas: Sequence[float], before: float) -> Flip:
    """Beyond the last power whose weights are trusted: between those that were sampled again."""
    w, k = c.weights(before)
    last = estimates(c.x, w, c.base, k)
    return _between(
        [(a, at_power(c, a)) for a in alphas if side * (a - before) > 0],
        (before, last),
        c.base,
        side,
    )


def _between(
    points: Sequence[tuple[float, Point]], start: tuple[float, Point], base: int, side: int
) -> Flip:
    """The flip where a straight line between neighbouring points crosses, as far as they can be
    trusted.
    """
    before, last = start
    for alpha, point in sorted(points, key=lambda pair: side * pair[0]):
        if not point.refitted or not point.k <= TRUSTED:
            break
        if (rival := int(np.argmin(point.lead))) != base and point.lead[rival] < 0:
            share = last.lead[rival] / (last.lead[rival] - point.lead[rival])
            error = max(point.lead_error[rival], last.lead_error[rival]) / (
                last.lead[rival] - point.lead[rival]
            )
            return Flip(before + share * (alpha - before), error * abs(alpha - before), alpha)
        before, last = alpha, point
    return Flip(np.nan, np.nan, before)
