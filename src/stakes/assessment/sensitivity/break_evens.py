"""Break-evens of a case: the value at which a quantity, when set, makes an option worth as much as
the baseline.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr
from scipy.interpolate import PchipInterpolator

from stakes.assessment.statements.readings import CLEARLY
from stakes.case.case import Case
from stakes.case.sensitivity import Plane, Threshold
from stakes.decision.draws.arrays import to_numpy
from stakes.decision.draws.importance_weights import share_error
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.decision.sensitivity.one_way.roots import clear_of_zero, unresolved_crossing
from stakes.decision.sensitivity.one_way.roots import crossings as crossings_of
from stakes.outcomes.exact_expectations import away
from stakes.outcomes.exact_parts import Exact

type Array = npt.NDArray[Any]

THIN = 16  # draws of the curves: of their differences from what is believed
THIN_ROOT = 4  # draws of roots, and of the ends on which it hangs whether there are any
LEVELS = (0.02, 0.25, 0.5, 0.75, 0.98)
PLANE_LEVELS = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Crossing:
    """Where an option and the baseline are worth the same, along one quantity.

    Attributes
    ----------
    quantity, option : ids.
    grid, lead, lead_se : values of the quantity, from one end of the range to the other, and the
        expected lead of the option over the baseline with the quantity set to each, with its
        standard error.
    roots, roots_se : break-evens in rising order, and their errors; empty where there are none.
    centre : posterior median of the quantity.
    probability_beyond, probability_beyond_se : posterior probability that the quantity lies where
        the choice between the two is not today's.
    """

    quantity: str
    option: str
    grid: Array
    lead: Array
    lead_se: Array
    roots: Array
    roots_se: Array
    centre: float
    probability_beyond: float
    probability_beyond_se: float

    @property
    def never(self) -> bool:
        """Whether one of the two leads by more than three errors over the whole range."""
        margin = CLEARLY * self.lead_se
        return not self.roots.size and bool(
            (self.lead > margin).all() or (self.lead < -margin).all()
        )

    @property
    def unresolved(self) -> tuple[float, float] | None:
        """Between which values the lead changes its sign though it is not clear of 0 on both sides;
        None where it does not.
        """
        if self.roots.size:
            return None
        return unresolved_crossing(self.grid, self.lead, self.lead_se)


@dataclass(frozen=True)
class _Leads:
    """Lead of each option over the baseline, by setting and option: as believed, moved by what the
    setting changes.
    """

    case: Case
    fit: xr.DataTree
    weights: Mapping[str, float]
    how: Exact
    base: Array  # as believed: (option, chain, draw(, set))

    def under(self, settings: Sequence[Mapping[str, Any]], thin: int) -> tuple[Array, Array]:
        if not settings:
            return np.zeros((0, len(self.base))), np.zeros((0, len(self.base)))
        moved = away(self.case, self.fit, settings, self.how, weights=self.weights, thin=thin).sel(
            option=_others(self.case)
        )
        x = to_numpy(moved, "setting", "option")
        shape = x.shape[:2]
        mean = np.array([x[k].mean() for k in np.ndindex(shape)]).reshape(shape) + [
            row.mean() for row in self.base
        ]
        error = np.array([standard_error(x[k]) for k in np.ndindex(shape)]).reshape(shape)
        return mean, np.hypot(error, [standard_error(row) for row in self.base])


def _leads(
    case: Case, fit: xr.DataTree, means: xr.DataArray, weights: Mapping[str, float], how: Exact
) -> _Leads:
    return _Leads(case, fit, weights, how, to_numpy(means.sel(option=_others(case)), "option"))


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
    thresholds, leads = case.challenges.thresholds, _leads(case, fit, means, weights, how)
    grids = {name: _grid(case, fit, threshold, LEVELS) for name, threshold in thresholds.items()}
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
    options = _others(case)
    return [
        _crossing(fit, name, options[i], grids[name], curves[name], i, [
            (x, mean[k, i], error[k, i]) for k, (n, j, x) in enumerate(places) if (n, j) == (name,
                i)
        ], leads.base[i].mean())
        for name in thresholds
        for i in range(len(options))
    ]  # fmt: skip


def _others(case: Case) -> list[str]:
    return [name for name, o in case.options.items() if o.until is None and name != case.baseline]


def _grid(case: Case, fit: xr.DataTree, threshold: Threshold, levels: Sequence[float]) -> Array:
    """Ends of the range, quantiles of the posterior, and what lies between the last of them and the
    upper end.
    """
    low, high = threshold.range or case.quantities[threshold.id].bounds
    draws = fit["posterior"][threshold.id].to_numpy()
    inner = np.quantile(draws, levels)
    points = np.array([low, *inner, (inner[-1] + high) / 2, high])
    return np.unique(points[(points >= low) & (points <= high)])


def _curves(grids: Mapping[str, Array], leads: _Leads) -> dict[str, tuple[Array, Array]]:
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


def _crossing(
    fit: xr.DataTree,
    name: str,
    option: str,
    grid: Array,
    curve: tuple[Array, Array],
    i: int,
    found: list[Any],
    today: float,
) -> Crossing:
    lead, error = curve[0][i], curve[1][i]
    line = PchipInterpolator(grid, lead)
    kept = clear_of_zero([x for x, *_ in found], grid, lead, error)
    slope = line.derivative()
    real = [
        (x, mean, error, float(slope(x)) or _chord(x, grid, lead))
        for x, mean, error in found
        if x in kept
    ]
    roots = [float(np.clip(x - mean / steep, grid[0], grid[-1])) for x, mean, _, steep in real]
    errors = [float(error / abs(steep)) for _, _, error, steep in real]
    draws = to_numpy(fit["posterior"].to_dataset()[name])
    ahead = 1.0 if today >= 0 else -1.0
    beyond = (
        (_signs(roots, grid, lead)[np.searchsorted(roots, draws)] == -ahead) * 1.0 * bool(roots)
    )
    between = [
        float(np.mean((draws > x - e) & (draws <= x + e))) / 2
        for x, e in zip(roots, errors, strict=True)
    ]
    share = (
        float(beyond.mean()),
        float(np.linalg.norm([share_error(beyond), *between])),
    )  # of the draws, and of where the roots lie
    return Crossing(
        name,
        option,
        grid,
        lead,
        error,
        np.array(roots),
        np.array(errors),
        float(np.median(draws)),
        *share,
    )


def _signs(roots: Sequence[float], grid: Array, lead: Array) -> Array:
    """Sign of the lead on each stretch between roots: where it is farthest from 0."""
    stretch = np.searchsorted(roots, grid)
    parts = [lead[stretch == k] for k in range(len(roots) + 1)]
    return np.array([np.sign(x[np.argmax(np.abs(x))]) if x.size else 0.0 for x in parts])


def _chord(x: float, grid: Array, lead: Array) -> float:
    """Slope over the points on either side of a place where the curve is level."""
    below, above = (
        np.flatnonzero((grid < x) & (lead != 0)),
        np.flatnonzero((grid > x) & (lead != 0)),
    )
    a, b = below[-1], above[0]
    return float((lead[b] - lead[a]) / (grid[b] - grid[a]))


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
    leads = _leads(case, fit, means, weights, how)
    return [_sheet(case, fit, plane, leads) for plane in case.challenges.planes.values()]


def _sheet(case: Case, fit: xr.DataTree, plane: Plane, leads: _Leads) -> Sheet:
    x, y = (
        _grid(case, fit, case.challenges.thresholds[axis], PLANE_LEVELS)
        for axis in (plane.x, plane.y)
    )
    settings = [{plane.x: a, plane.y: b} for a in x for b in y]
    mean, error = leads.under(settings, THIN)
    shape = (len(x), len(y), len(_others(case)))
    return Sheet(
        plane, _others(case), x, y, *(np.moveaxis(a.reshape(shape), -1, 0) for a in (mean, error))
    )
