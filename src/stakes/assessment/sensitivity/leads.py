"""Leads over the baseline with quantities set, as believed but for what the setting changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.case.case import Case
from stakes.case.sensitivity import Threshold
from stakes.decision.draws.arrays import to_numpy
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.outcomes.exact.expectations import away
from stakes.outcomes.exact.parts import Exact

type Array = npt.NDArray[Any]


THIN = 16  # draws of the curves: of their differences from what is believed


@dataclass(frozen=True)
class Leads:
    """Lead of each option over the baseline, by setting and option: as believed, moved by what the
    setting changes.
    """

    case: Case
    fit: xr.DataTree
    weights: Mapping[str, float]
    how: Exact
    base: Array  # as believed: (option, chain, draw(, set))

    def under(self, settings: Sequence[Mapping[str, Any]], thin: int) -> tuple[Array, Array]:
        """Means and their errors, (setting, option) each, from every so many-th draw."""
        if not settings:
            return np.zeros((0, len(self.base))), np.zeros((0, len(self.base)))
        moved = away(self.case, self.fit, settings, self.how, weights=self.weights, thin=thin).sel(
            option=others(self.case)
        )
        x = to_numpy(moved, "setting", "option")
        shape = x.shape[:2]
        mean = np.array([x[k].mean() for k in np.ndindex(shape)]).reshape(shape) + [
            row.mean() for row in self.base
        ]
        error = np.array([standard_error(x[k]) for k in np.ndindex(shape)]).reshape(shape)
        return mean, np.hypot(error, [standard_error(row) for row in self.base])


def leads_of(
    case: Case, fit: xr.DataTree, means: xr.DataArray, weights: Mapping[str, float], how: Exact
) -> Leads:
    """Leads from expected net values as believed [chain, draw(, set), option]."""
    return Leads(case, fit, weights, how, to_numpy(means.sel(option=others(case)), "option"))


def others(case: Case) -> list[str]:
    """Options but for the baseline and those that wait."""
    return [name for name, o in case.options.items() if o.until is None and name != case.baseline]


def grid_of(case: Case, fit: xr.DataTree, threshold: Threshold, levels: Sequence[float]) -> Array:
    """Ends of the range, quantiles of the posterior, and what lies between the last of them and the
    upper end.
    """
    low, high = threshold.range or case.quantities[threshold.id].bounds
    draws = fit["posterior"][threshold.id].to_numpy()
    inner = np.quantile(draws, levels)
    points = np.array([low, *inner, (inner[-1] + high) / 2, high])
    return np.unique(points[(points >= low) & (points <= high)])
