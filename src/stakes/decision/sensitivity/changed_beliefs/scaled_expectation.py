"""Expected values where a component of the posterior is raised to a power."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array, option_draws
from stakes.decision.draws.importance_weights import Weighted, smoothed_weights, weighted_mean
from stakes.decision.limits import TRUSTED

type Refit = Callable[[str, float], xr.DataArray | tuple[xr.DataArray, Array]]


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
        estimates(c.x, w, c.base, k)
        if again is None
        else estimates(again[0], again[1], c.base, again[2], True)
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


def estimates(x: Array, w: Array, base: int, k: float, refitted: bool = False) -> Point:
    means = [weighted_mean(row, w) for row in x]
    leads = [
        weighted_mean(x[base] - row, w) if i != base else Weighted(0.0, 0.0)
        for i, row in enumerate(x)
    ]
    (mean, error), (lead, lead_error) = np.array(means).T, np.array(leads).T
    return Point(mean, error, lead, lead_error, k, refitted)
