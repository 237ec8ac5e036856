"""Draws of effects and of costs, checked, and their means with errors."""

from typing import Any, NamedTuple

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import (
    Array,
    check_finite,
    option_draws,
    option_ids,
    unstacked,
)
from stakes.decision.draws.inputs import Value, as_value
from stakes.decision.draws.standard_errors.means import mean_sd, standard_error


class Outcomes(NamedTuple):
    """Effects and costs of the same draws, options in the same order."""

    effects: xr.DataArray
    costs: xr.DataArray

    @property
    def parts(self) -> xr.DataArray:
        """Attributes of a net benefit: the effect, which a threshold weighs, and the cost as a
        loss.
        """
        found = xr.concat(
            [self.effects, -self.costs],
            "attribute",
            coords="minimal",
            compat="override",
            join="override",
        )
        named: xr.DataArray = found.assign_coords(attribute=["effect", "cost"])
        return named.drop_attrs().assign_attrs(self.costs.attrs)

    def arrays(self) -> tuple[Array, Array]:
        """Effects and costs, each ``(option, *sample)``."""
        e, c = (option_draws(part).astype(float) for part in self)
        return e, c


def outcomes(effects: Value, costs: Value) -> Outcomes:
    """`Outcomes`, checked.

    Raises
    ------
    ValueError
        If the two have other options or other draws, or any of them is NaN or infinite.
    """
    e, c = unstacked(as_value(effects)), unstacked(as_value(costs))
    ids = [option_ids(x) if "option" in x.dims else [] for x in (e, c)]
    if sorted(ids[0]) != sorted(ids[1]):
        named = [", ".join(i) or "none" for i in ids]
        raise ValueError(
            f"effects have the options {named[0]}, costs {named[1]}: give the same in both"
        )
    c = c.isel(option=[ids[1].index(i) for i in ids[0]])
    if "option" in e.coords:
        c = c.assign_coords(option=e["option"])
    found = Outcomes(e, c.drop_vars([n for n in c.coords if n not in e.coords]))
    shapes = [option_draws(part).shape for part in found]
    if shapes[0] != shapes[1]:
        raise ValueError(
            f"effects have the shape {shapes[0]}, costs {shapes[1]}: give both of the same draws"
        )
    for part in found:
        check_finite(option_draws(part), ids[0])
    return Outcomes(e, found.costs.transpose(*e.dims))


class Ratio(NamedTuple):
    """Means of cost and effect of one choice less another, and their ratio, with errors."""

    effect: float
    effect_error: float
    cost: float
    cost_error: float

    ratio: float
    ratio_error: float


def ratio(effect: Array, cost: Array, clear: float) -> Ratio:
    """`Ratio` of the means of two paired series; NaN where that of the effect is not `clear` errors
    from 0, since it might then be anything.

    The error is that of the influence of each draw on the ratio (delta method).
    """
    means = [mean_sd(series)[0] for series in (effect, cost)]
    errors = [standard_error(series) for series in (effect, cost)]
    if abs(means[0]) <= clear * errors[0] or not means[0]:
        return Ratio(means[0], errors[0], means[1], errors[1], np.nan, np.nan)
    found = means[1] / means[0]
    error = standard_error((cost - found * effect) / means[0])
    return Ratio(means[0], errors[0], means[1], errors[1], found, error)


def columns(several: list[Ratio], names: tuple[str, ...]) -> dict[str, Any]:
    """Ratios as columns by option, under these names."""
    table = np.array(several, float).reshape(-1, 6)
    return {name: ("option", table[:, i]) for i, name in enumerate(names) if name}
