"""Expected values where a component of the posterior is raised to a power, and the power at which
the choice flips.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.decision.draws.arrays import option_draws
from stakes.decision.draws.importance_weights import Weighted, smoothed_weights, weighted_mean
from stakes.decision.limits import TRUSTED

type Array = npt.NDArray[Any]
type Refit = Callable[[str, float], xr.DataArray | tuple[xr.DataArray, Array]]

WIDEST = 8.0  # power, and its inverse, up to which a flip is sought
STEPS = 24  # from 1 to there
HALVINGS = 30


@dataclass(frozen=True)
class Component:
    """What is raised to a power, with the draws that are weighted by it; `refit` and `always` as in
    `power_scale`.
    """

    name: str
    x: Array  # values of the options, by draw
    base: int  # today's best option
    density: Array  # log density, in the shape of the draws
    refit: Refit | None
    always: bool

    def weights(self, alpha: float) -> tuple[Array, float]:
        """Smoothed weights of the draws at a power, and their Pareto k."""
        return smoothed_weights((alpha - 1) * self.density)

    def best(self, w: Array) -> int:
        """The option with the highest expected value under weights."""
        return int(np.argmax([np.vdot(row, w) for row in self.x]))


class Point(NamedTuple):
    """Expected values at one power: means and errors by option, and those of the lead of the base
    choice over each.
    """

    mean: Array
    error: Array
    lead: Array
    lead_error: Array
    k: float
    refitted: bool


class Flip(NamedTuple):
    """The power at which another option overtakes and its error, both NaN if none does, and how far
    the search could go.
    """

    power: float
    error: float
    searched: float


def at_power(c: Component, alpha: float) -> Point:
    """Expected values at a power, sampled again where the weights cannot be trusted or not all is
    weighted.
    """
    w, k = c.weights(alpha)
    again = (
        _again(c.refit, c.name, alpha)
        if c.refit is not None and (c.always or not k <= TRUSTED)
        else None
    )
    return (
        _estimates(c.x, w, c.base, k)
        if again is None
        else _estimates(again[0], again[1], c.base, again[2], True)
    )


def _again(refit: Refit, name: str, alpha: float) -> tuple[Array, Array, float] | None:
    """Draws that were sampled again, their weights, and the Pareto k of these."""
    try:
        found = refit(name, alpha)
    except LookupError:
        return None
    value, logs = found if isinstance(found, tuple) else (found, None)
    x = option_draws(value).astype(float)
    return (x, np.ones(x[0].shape), -np.inf) if logs is None else (x, *smoothed_weights(logs))


def _estimates(x: Array, w: Array, base: int, k: float, refitted: bool = False) -> Point:
    means = [weighted_mean(row, w) for row in x]
    leads = [
        weighted_mean(x[base] - row, w) if i != base else Weighted(0.0, 0.0)
        for i, row in enumerate(x)
    ]
    (mean, error), (lead, lead_error) = np.array(means).T, np.array(leads).T
    return Point(mean, error, lead, lead_error, k, refitted)


def flip(c: Component, side: int, alphas: Sequence[float], known: Sequence[Point]) -> Flip:
    """The flip nearest to a power of 1, on its side -1 (weaker) or 1 (stronger).

    `known` are the points at `alphas`; the flip of a component that is not all weighted is sought
    between them.
    """
    if c.always:
        start = _estimates(c.x, np.ones(c.x[0].shape), c.base, -np.inf)
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
    last = _estimates(c.x, w, c.base, k)
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
