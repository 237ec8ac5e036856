"""Options under one set of weights of the attributes after another."""

from collections.abc import Hashable, Iterator, Sequence
from typing import Any

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array, option_draws, unstacked
from stakes.decision.draws.blocks.summary import by_chain, check_choice, seen_of, totals
from stakes.decision.draws.labels import option_coords
from stakes.decision.draws.summaries.shares import Summary
from stakes.decision.net_value import net_value


def sweep_dim(parts: xr.DataArray, weights: Any) -> Hashable:
    wanted = (
        "weights must be a DataArray[sweep, attribute] of numbers, with one dim of any name "
        "besides 'attribute'"
    )
    if not isinstance(weights, xr.DataArray):
        raise ValueError(
            f"{wanted}; for a single set of weights take compare(net_value(parts, weights))"
        )
    others = [d for d in weights.dims if d != "attribute"]
    if (
        len(others) != 1
        or weights.ndim != 2
        or not weights.size
        or weights.dtype.kind not in "biuf"
    ):
        raise ValueError(f"{wanted}; it has {dict(weights.sizes)} of type {weights.dtype}")
    if others[0] in unstacked(parts).dims:
        raise ValueError(
            f"the sweep dim {others[0]!r} of weights is a dim of parts as well: rename one of them"
        )
    return others[0]


def values_along(sweep: Hashable, parts: xr.DataArray, weights: xr.DataArray) -> Iterator[Array]:
    parts = unstacked(parts)
    for i in range(weights.sizes[sweep]):  # one point at a time in memory
        with np.errstate(invalid="ignore"):
            value = net_value(parts, weights.isel({sweep: i}, drop=True))
        yield option_draws(value)


def summaries_along(sweep: Hashable, parts: xr.DataArray, weights: xr.DataArray) -> list[Summary]:
    """The summary at each point, from draws in blocks: all points in one pass, and those of which
    the first block misled in another.
    """
    points = [weights.isel({sweep: i}, drop=True) for i in range(weights.sizes[sweep])]
    check_choice(net_value(parts, points[0]))  # of all points the draws are the same

    def weighed(block: xr.DataArray) -> Iterator[Array]:
        with np.errstate(invalid="ignore"):
            yield from (by_chain(net_value(block, point)) for point in points)

    return [seen_of(t).summary for t in totals(parts, weighed)]


def curve_along(
    rows: Sequence[Any], sweep: Hashable, parts: xr.DataArray, weights: xr.DataArray
) -> xr.DataArray:
    curve = xr.DataArray(np.array(rows), dims=(sweep, "option")).assign_coords(option_coords(parts))
    return curve.assign_coords(weights.isel(attribute=0, drop=True).coords)
