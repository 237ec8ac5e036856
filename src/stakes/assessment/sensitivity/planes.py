"""Break-evens in planes of two quantities."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.assessment.sensitivity.leads import THIN, Leads, grid_of, leads_of, others
from stakes.case.case import Case
from stakes.case.sensitivity import Plane
from stakes.decision.sensitivity.one_way.roots import crossings as crossings_of
from stakes.outcomes.exact.parts import Exact

type Array = npt.NDArray[Any]


PLANE_LEVELS = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Sheet:
    """Lead of each option over the baseline with two quantities set: (option, x, y), with its
    error.
    """

    plane: Plane
    options: list[str]
    x: Array
    y: Array
    lead: Array
    lead_se: Array

    def boundary(self, option: str) -> list[tuple[float, float]]:
        """Points (x, y) at which the option is worth as much as the baseline, by linear
        interpolation along the grid's lines.
        """
        rows = self.lead[self.options.index(option)]
        along_y = [
            (float(x), y)
            for x, row in zip(self.x, rows, strict=True)
            for y in crossings_of(self.y, row)
        ]
        along_x = [
            (x, float(y))
            for y, column in zip(self.y, rows.T, strict=True)
            for x in crossings_of(self.x, column)
        ]
        return sorted(along_x + along_y)


def sheets(
    case: Case, fit: xr.DataTree, means: xr.DataArray, weights: Mapping[str, float], how: Exact
) -> list[Sheet]:
    """The break-even in each plane of two quantities that the case names; see `crossings` for the
    arguments.
    """
    if not case.challenges.planes:
        return []
    leads = leads_of(case, fit, means, weights, how)
    return [_sheet(case, fit, plane, leads) for plane in case.challenges.planes.values()]


def _sheet(case: Case, fit: xr.DataTree, plane: Plane, leads: Leads) -> Sheet:
    x, y = (
        grid_of(case, fit, case.challenges.thresholds[axis], PLANE_LEVELS)
        for axis in (plane.x, plane.y)
    )
    settings = [{plane.x: a, plane.y: b} for a in x for b in y]
    mean, error = leads.under(settings, THIN)
    shape = (len(x), len(y), len(others(case)))
    return Sheet(
        plane, others(case), x, y, *(np.moveaxis(a.reshape(shape), -1, 0) for a in (mean, error))
    )
