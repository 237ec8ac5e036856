"""The form by which the page values options with quantities set, packed."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr
from scipy.special import ndtri

from stakes.assessment.explorer.axes import ENDS, WIDE, Axis
from stakes.assessment.explorer.packing import Factors, factored, packed
from stakes.assessment.explorer.settable import Settable
from stakes.case.case import Case
from stakes.decision.draws.arrays import to_numpy
from stakes.inference.drawn.draw_sets import SET, fewer
from stakes.inference.states import BY_STATE

type Array = npt.NDArray[Any]

NUMBERS = 180_000  # of the factors of all terms that the page carries at most: half a megabyte
LOSSES = (0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3)  # of the spread of a value


def form(
    settable: Settable, case: Case, posterior: xr.Dataset, scale: Array, spread: float
) -> dict[str, Any]:
    """What the page needs to set quantities.

    Parameters
    ----------
    settable : the quantities and the terms.
    case, posterior : an open case and the draws of its fit.
    scale : of each attribute, what one unit of it counts for at most, by the profiles.
    spread : standard deviation of a typical option's net value.
    """
    first = fewer(posterior, 1).isel({SET: 0}, missing_dims="ignore")
    groups = _groups(settable)
    factors, loss = _within(groups, scale, spread)
    return {
        "axes": [_axis(axis, case, first, settable.at) for axis in settable.axes],
        "number": settable.number,
        "error": [settable.error.get(k, 0.0) for k in range(max(settable.error, default=0) + 1)],
        "loss": loss,
        "scores": packed(ndtri((np.arange(settable.at.size) + 0.5) / settable.at.size)),
        "groups": [
            {
                "axes": list(group.axes),
                "places": [[p for _, p in point] for point in group.points],
                **_means(group.means),
                "rank": its.left.shape[1],
                "left": packed(its.left, "<f2"),
                "series": group.series.tolist(),
                "right": packed(its.right, "<f2"),
            }
            for group, its in zip(groups, factors, strict=True)
        ],
    }


class _Group:
    """All terms of one set of quantities."""

    def __init__(self, axes: tuple[int, ...], entries: Sequence[tuple[Any, Array, Array]]) -> None:
        self.axes, self.points = axes, [point for point, _, _ in entries]
        self.means = np.array([mean.ravel() for _, mean, _ in entries])
        draws = np.array([x.reshape(len(x), -1) for _, _, x in entries])
        flat = np.moveaxis(draws, 1, 0).reshape(draws.shape[1], -1)
        self.series = np.flatnonzero(np.abs(flat).max(axis=0))
        self.draws = flat[:, self.series]


def _groups(settable: Settable) -> list[_Group]:
    rows = zip(settable.means.points, settable.means.values, settable.draws.values, strict=True)
    sets = groupby(rows, key=lambda row: tuple(i for i, _ in row[0]))
    return [_Group(axes, list(entries)) for axes, entries in sets]


def _within(groups: Sequence[_Group], scale: Array, spread: float) -> tuple[list[Factors], float]:
    """Factors of all groups, as exact as the space of the page allows, and their loss."""
    for loss in LOSSES:
        found = [_factored(g, scale, loss * spread) for g in groups]
        if sum(f.left.size + f.right.size for f in found) <= NUMBERS:
            break
    return found, loss


def _factored(group: _Group, scale: Array, loss: float) -> Factors:
    by = scale[group.series % scale.size]
    found = factored(group.draws * by, loss)
    return Factors(found.left, found.right / by)


def _means(means: Array) -> dict[str, Any]:
    cells = np.flatnonzero(np.abs(means).max(axis=0))
    return {"cells": cells.tolist(), "means": packed(means[:, cells], "<f8")}


def _axis(axis: Axis, case: Case, first: xr.Dataset, at: Array) -> dict[str, Any]:
    q, number = case.quantities[axis.id], bool(axis.points)
    names = list(axis.levels)
    labels = [q.states[level].label if q.states else level for level in names]
    made: dict[str, Any] = {
        "id": axis.id,
        "label": q.label,
        "unit": q.unit if number else "",
        "line": axis.line,
        "log": axis.log,
        "points": list(axis.points),
        "levels": labels,
        "alone": axis.places(True),
        "together": axis.places(False),
    }
    if number:
        made |= _range(axis, q.bounds, first[axis.id].to_numpy().astype(float))
    if axis.line:
        made["held"] = packed(_of(first[axis.id], at))
        by_state = first[f"{axis.id}{BY_STATE}"] if axis.levels else None
        made["means"] = list(axis.means)
        made["of_level"] = [
            packed(_of(by_state.isel({f"{axis.id}_level": k}), at))
            for k in range(len(axis.levels))
            if by_state is not None
        ]
    return made


def _of(draws: xr.DataArray, at: Array) -> Array:
    return np.asarray(to_numpy(draws).ravel()[at])


def _range(axis: Axis, bounds: tuple[float, float], draws: Array) -> Mapping[str, Any]:
    """Between which numbers it may be set: a line wherever it may lie, a curve where it is laid."""
    ends = (axis.points[0], axis.points[-1])
    low, middle, high = (float(x) for x in np.quantile(draws, (ENDS[0], 0.5, ENDS[1])))
    least, most = (float(x) if np.isfinite(x) else None for x in (bounds if axis.line else ends))
    wide = bool(draws.min() > 0 and high > WIDE * low)
    return {"least": least, "most": most, "low": low, "middle": middle, "high": high, "wide": wide}
