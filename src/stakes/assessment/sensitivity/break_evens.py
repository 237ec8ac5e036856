"""Break-evens of a case: the value at which a quantity, when set, makes an option worth as much as
the baseline.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr
from scipy.interpolate import PchipInterpolator

from stakes.assessment.sensitivity.crossing import Crossing, Curve, Found, crossing
from stakes.assessment.sensitivity.leads import THIN, Leads, grid_of, leads_of, others
from stakes.case.case import Case
from stakes.decision.sensitivity.one_way.roots import crossings as crossings_of
from stakes.outcomes.exact.parts import Exact

type Array = npt.NDArray[Any]

THIN_ROOT = 8  # draws of roots, and of the ends on which it hangs whether there are any
LEVELS = (0.02, 0.25, 0.5, 0.75, 0.98)


def crossings(
    case: Case, fit: xr.DataTree, means: xr.DataArray, weights: Mapping[str, float], how: Exact
) -> list[Crossing]:
    """Break-evens of every option that does not wait, along every threshold of the case.

    Each quantity is set to values over its range, with all else as believed; the curve between them
    is a monotone cubic, and each root is found again from more draws at the place where the curve
    has it.

    Parameters
    ----------
    case, fit : an open case and its fit.
    means : expected net values as believed [chain, draw(, set), option], from `expectations`.
    weights : of the attributes.
    how : what is integrated exactly.

    References
    ----------
    Fritsch, F. N. and Carlson, R. E. (1980). Monotone piecewise cubic interpolation. SIAM Journal
    on Numerical Analysis 17(2), 238-246.
    """
    thresholds, leads = case.challenges.thresholds, leads_of(case, fit, means, weights, how)
    grids = {name: grid_of(case, fit, threshold, LEVELS) for name, threshold in thresholds.items()}
    curves = _curves(grids, leads)
    turning = [
        name for name, (lead, _) in curves.items() if any(_zeros(grids[name], row) for row in lead)
    ]
    ends = leads.under([{name: grids[name][k]} for name in turning for k in (0, -1)], THIN_ROOT)
    for i, name in enumerate(turning):  # whether there is a root hangs on them
        curves[name] = _sharpened(curves[name], tuple(x[2 * i : 2 * i + 2] for x in ends))
    places = [
        (name, i, float(x))
        for name, (lead, _) in curves.items()
        for i in range(len(lead))
        for x in _zeros(grids[name], lead[i])
    ]
    mean, error = leads.under([{name: x} for name, _, x in places], THIN_ROOT)
    found: dict[tuple[str, int], list[Found]] = {}
    for k, (name, i, x) in enumerate(places):
        found.setdefault((name, i), []).append(Found(x, mean[k, i], error[k, i]))
    posterior = fit["posterior"].to_dataset()
    return [
        crossing(
            name,
            option,
            Curve(grids[name], curves[name][0][i], curves[name][1][i]),
            found.get((name, i), []),
            posterior[name],
            leads.base[i].mean(),
        )
        for name in thresholds
        for i, option in enumerate(others(case))
    ]


def _curves(grids: Mapping[str, Array], leads: Leads) -> dict[str, tuple[Array, Array]]:
    """Lead and its error by threshold: (option, point) each."""
    mean, error = leads.under([{name: x} for name, grid in grids.items() for x in grid], THIN)
    ends = np.cumsum([len(grid) for grid in grids.values()])
    return {
        name: (mean[end - len(grid) : end].T, error[end - len(grid) : end].T)
        for (name, grid), end in zip(grids.items(), ends, strict=True)
    }


def _sharpened(curve: tuple[Array, Array], ends: tuple[Array, ...]) -> tuple[Array, Array]:
    """The curve with both ends, mean and error (end, option), from more draws."""
    lead, error = curve[0].copy(), curve[1].copy()
    lead[:, [0, -1]], error[:, [0, -1]] = ends[0].T, ends[1].T
    return lead, error


def _zeros(grid: Array, lead: Array) -> list[float]:
    """Where the monotone cubic through the points changes its sign: between the same points as the
    broken line.
    """
    line = PchipInterpolator(grid, lead)
    places = crossings_of(grid, lead)
    roots = [float(x) for x in line.roots(extrapolate=False) if np.isfinite(x)]
    return [min(roots, key=lambda root: abs(root - x), default=x) if line(x) else x for x in places]
