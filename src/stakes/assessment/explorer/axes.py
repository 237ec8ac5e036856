"""Which values of a quantity are worked out beforehand, so that a reader may set it to any other.

Three kinds of axis. A *line*: all values are linear in the quantity and nothing else hangs on it,
so one slope in each draw says everything. A *curve*: values at a few points, between which a
polynomial is laid, through two points where it is straight and through five Chebyshev points where
it is not. *Levels*: states and events, each a point by itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.case.case import Case
from stakes.inference.drawn.marginals import mean
from stakes.inference.drawn.recipe import Recipe, recipe_of
from stakes.inference.states import STATE
from stakes.outcomes.exact.parts import Exact, expected, levels_of

type Array = npt.NDArray[Any]
type Change = Mapping[str, Any]
type Values = Callable[[Sequence[Change]], Array]

ENDS = (0.01, 0.99)  # quantiles between which values are worked out
WIDE = 50.0  # ratio of these quantiles from which the scale is logarithmic
CURVED, COARSE = 5, (0, 2, 4)  # points of a curve, and those that combinations use
ROUNDING = 1e-9


@dataclass(frozen=True)
class Axis:
    """One quantity that may be set.

    Attributes
    ----------
    id : of the quantity.
    points : numbers at which values are worked out, rising; of a line its exact mean and another.
    levels : names of its states that are points of their own; of an event ``no`` and ``yes``.
    event : whether it is one.
    line : whether it is a line.
    log : whether the curve is laid over the logarithm.
    means : exact mean of each state of a line.
    coarse : whether it has fewer points in combinations with others.
    """

    id: str
    points: tuple[float, ...] = ()
    levels: tuple[str, ...] = ()
    event: bool = False
    line: bool = False
    log: bool = False
    means: tuple[float, ...] = ()
    coarse: bool = False

    def change(self, place: int) -> dict[str, Any]:
        """What sets it to one of its points, numbers first, as for `stakes.what_if`."""
        if place < len(self.points):
            return {self.id: self.points[place]}
        level = place - len(self.points)
        return {self.id: float(level)} if self.event else {f"{self.id}{STATE}": self.levels[level]}

    def places(self, alone: bool) -> list[int]:
        """Points of the form, where it is set alone or in combinations with others."""
        if self.line:
            return [1]
        numbers = range(len(self.points))
        kept = COARSE if self.coarse and not alone and len(self.points) == CURVED else numbers
        return [*kept, *range(len(self.points), len(self.points) + len(self.levels))]

    def laid(self, x: Array, alone: bool) -> Array:
        """Weight of each of its `places` at numbers that it is set to: (place, number).

        Of a line, how far the number lies from its mean, in units of the way to its other point.
        """
        if self.line:
            return (np.asarray(x)[None] - self.points[0]) / (self.points[1] - self.points[0])
        places = [p for p in self.places(alone) if p < len(self.points)]
        knots, at = np.array([self.points[p] for p in places]), np.asarray(x, float)
        if self.log:
            knots, at = np.log(knots), np.log(at)
        rows = [
            np.prod([(at - o) / (k - o) for o in knots if o != k], axis=0) + 0 * at for k in knots
        ]
        return np.array([*rows, *[0 * at] * len(self.levels)])


def axes(
    case: Case, posterior: xr.Dataset, how: Exact, names: Sequence[str], values: Values
) -> list[Axis]:
    """The axes of those quantities that can be set and vary, in their order.

    Parameters
    ----------
    case, posterior : an open case and the draws of its fit.
    how : what its consequences read, and what they are linear in.
    names : ids of quantities.
    values : of a few draws under each of several changes; by it a curve is found to be straight.

    References
    ----------
    Trefethen, L. N. (2013). Approximation Theory and Approximation Practice. SIAM.
    """
    recipe = recipe_of(posterior)
    found = [
        _axis(case, posterior[name], how, recipe)
        for name in names
        if name in how.read and name in posterior
    ]
    kept = [axis for axis in found if axis]
    curves = [axis for axis in kept if len(axis.points) == CURVED]
    tried = iter(values([axis.change(p) for axis in curves for p in COARSE]))
    straight = {axis.id for axis in curves if _straight(axis.points, [next(tried) for _ in COARSE])}
    return [_two_points(axis) if axis.id in straight else axis for axis in kept]


def _axis(case: Case, draws: xr.DataArray, how: Exact, recipe: Recipe | None) -> Axis | None:
    name = str(draws.name)
    q, x = case.quantities[name], draws.to_numpy().astype(float)
    if q.kind == "event":
        return Axis(name, levels=("no", "yes"), event=True) if x.min() < x.max() else None
    states = tuple(q.states or ())
    if q.states and all(state.kind == "value" for state in q.states.values()):
        return Axis(name, levels=states) if x.min() < x.max() else None
    low, high = (float(v) for v in np.quantile(x, ENDS))
    if not low < high:
        return None
    if name in how.linear and recipe is not None:
        middle = expected(recipe, name)
        other = high if high - middle > middle - low else low
        means = tuple(_means(recipe, name)) if states else ()
        return Axis(name, (middle, other), states, line=True, means=means)
    log = bool(x.min() > 0 and high > WIDE * low)
    at = (1 - np.cos(np.pi * np.arange(CURVED) / (CURVED - 1))) / 2
    ends = np.log([low, high]) if log else np.array([low, high])
    points = ends[0] + at * (ends[1] - ends[0])
    return Axis(name, tuple((np.exp(points) if log else points).tolist()), states, log=log)


def _means(recipe: Recipe, name: str) -> list[float]:
    """Exact mean of each level."""
    levels = levels_of(recipe, name)
    return [level if isinstance(level, float) else mean(level) for _, level in levels]


def _straight(points: Sequence[float], y: Sequence[Array]) -> bool:
    low, middle, high = (points[p] for p in COARSE)
    between = y[0] + (y[2] - y[0]) * (middle - low) / (high - low)
    size = np.max([np.abs(v).max() for v in y])
    return bool(np.abs(y[1] - between).max() <= ROUNDING * size)


def _two_points(axis: Axis) -> Axis:
    return Axis(axis.id, (axis.points[0], axis.points[-1]), axis.levels)
