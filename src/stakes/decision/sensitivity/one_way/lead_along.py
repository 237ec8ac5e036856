"""The lead of one option over another along a parameter."""

from collections.abc import Hashable, Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array, check_finite, option_draws, option_ids
from stakes.decision.draws.categories import coded
from stakes.decision.draws.labels import option_pair
from stakes.decision.draws.parameters import check_draws, elements
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.decision.sensitivity.one_way.conditional_mean import Curve, curve

RANGE = (0.005, 0.995)  # quantiles, beyond which draws are too few to tell


class LeadAlong(NamedTuple):
    """How much more one option is worth than another, given a parameter."""

    options: tuple[str, str]
    series: Array  # of the lead of the first over the second, in the shape of the draws
    name: str  # of the parameter
    draws: Array  # of it, flat
    line: Curve | None  # of the lead along it; None where it does not vary
    ends: tuple[float, float]  # of its range

    @property
    def sign(self) -> float:
        """1 where the first option is the better one today, else -1."""
        return 1.0 if float(self.series.mean()) >= 0 else -1.0

    @property
    def ahead(self) -> tuple[str, str]:
        """Today's better option, and the other."""
        return self.options if self.sign > 0 else self.options[::-1]

    def at(self, x: float) -> tuple[float, float]:
        """The lead at a value of the parameter, and its standard error."""
        if self.line is None:
            return float(self.series.mean()), standard_error(self.series)
        return self.line.at(0, x), self.line.error(0, x)


def lead_along(
    value: xr.DataArray, parameter: xr.DataArray, options: Sequence[Hashable]
) -> LeadAlong:
    """`LeadAlong` of two options of `value`.

    Raises
    ------
    ValueError
        As in `stakes.break_even`.
    """
    x, ids = option_draws(value).astype(float), option_ids(value)
    check_finite(x, ids)
    one, two = option_pair(options, value)
    name, draws = _parameter(value, parameter)
    lead = x[one] - x[two]
    line = None
    if draws.min() < draws.max():
        line = curve(draws, lead.reshape(1, -1), lead.shape)
        line = line._replace(names=tuple(coded(name, parameter)[1]))
    low, high = np.quantile(draws, RANGE, method="inverted_cdf")
    return LeadAlong((ids[one], ids[two]), lead, name, draws, line, (low, high))


def _parameter(value: xr.DataArray, parameter: xr.DataArray) -> tuple[str, Array]:
    if not isinstance(parameter, xr.DataArray):
        raise ValueError(
            f"the parameter must be a DataArray of draws, not {type(parameter).__name__}"
        )
    name = str(parameter.name or "parameter")
    if name in parameter.dims or name in parameter.coords:
        raise ValueError(
            f"the parameter is called {name!r}, as one of its dims or coordinates is: rename it"
        )
    held = elements(check_draws(value, parameter.rename(name).to_dataset(), "parameter"))[name]
    if len(held) != 1:
        raise ValueError(f"{name} has the elements {', '.join(held)}: select one of them")
    return name, next(iter(held.values()))
