"""Boxes in words."""

from collections.abc import Hashable, Iterator

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array
from stakes.decision.sensitivity.scenarios.boxes import FEW_DRAWS


def sentences(option: Hashable, table: xr.Dataset, state: Array) -> Iterator[str]:
    names = table["parameter"].values.tolist()
    for i, limits in enumerate(table["limits"].values):
        coverage, density = (
            f"{100 * table[share].values[i]:.0f} %" for share in ("coverage", "density")
        )
        where = " and ".join(
            _restriction(*row)
            for row in zip(names, limits, state, strict=True)
            if np.isfinite(row[1]).any()
        )
        further = "a further " if i else ""
        yield (
            f"{option} loses where {where}: {further}{coverage} of the cases in which it loses "
            "lie there, "
            f"and it loses in {density} of the cases there."
        )


def _restriction(name: str, limits: Array, level: bool) -> str:
    lower, upper = limits
    if np.isfinite(limits).all():
        return (
            f"{name} is {lower:.3g}"
            if lower == upper
            else f"{name} is between {lower:.3g} and {upper:.3g}"
        )
    if np.isfinite(lower):
        return f"{name} is {'at least' if level else 'above'} {lower:.3g}"
    return f"{name} is {'at most' if level else 'below'} {upper:.3g}"


def why_none(option: Hashable, lost: Array) -> str:
    if not lost.any() or lost.all():
        return f"{option} loses in {'every' if lost.any() else 'no'} draw"
    n = np.count_nonzero(lost)
    few = (
        "too few to learn from"
        if min(n, lost.size - n) < 2 * FEW_DRAWS
        else "no box was confirmed in which that is more often"
    )
    return f"{option} loses in {n} of {lost.size} draws: {few}"
