"""A curve for each option along a sweep, with its errors and the frontier."""

from collections.abc import Hashable
from itertools import pairwise

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from stakes.decision.draws.arrays import Array
from stakes.decision.plots.axes import COLOURS, ERRORS, FAINT, legend, new_axes, plain_numbers
from stakes.decision.plots.wording import names, spaced, text, with_unit

DASHES = ("-", "--", "-.", (0, (1, 1)), (0, (5, 1, 1, 1, 1, 1)))


def curves(
    curve: xr.DataArray, source: str, error: str, ax: Axes | None, *, frontier: bool = False
) -> tuple[Axes, xr.Dataset]:
    """A line for each option along a sweep, with its band, and behind them the frontier if there is
    one.
    """
    needed = [error, *["frontier"] * frontier]
    sweep = _sweep(curve, source, needed)
    axes, curve = ax or new_axes(), curve.transpose(sweep, "option")
    at, height = _positions(axes, curve, sweep), curve.to_numpy()
    if frontier:
        ids = [str(i) for i in curve["option"].to_numpy()]
        _frontier(axes, at, height, ids, curve["frontier"].to_numpy())
    spread = ERRORS * curve[error].transpose(sweep, "option").to_numpy()
    for i, name in enumerate(names(curve, "option")):
        _line(axes, i, text(name, 24), at, np.stack([height[:, i], spread[:, i]]))
    plain_numbers(axes, "y")
    legend(axes)
    kept = (*curve.indexes, error, "frontier", "label")
    shown = curve.drop_vars([c for c in curve.coords if c not in kept])
    return axes, shown.rename(str(curve.name or source)).reset_coords(needed)


def _sweep(curve: xr.DataArray, source: str, needed: list[str]) -> Hashable:
    """The dim along which the curves run."""
    others = [d for d in curve.dims if d != "option"]
    if curve.ndim != 2 or len(others) != 1:
        raise ValueError(
            f"a curve has the dim 'option' and one other, not {curve.dims}: select a point of the "
            "rest"
        )
    if missing := [name for name in needed if name not in curve.coords]:
        raise ValueError(
            f"the coordinates {', '.join(missing)} are missing: give the DataArray that {source} "
            "returns"
        )
    return others[0]


def _line(axes: Axes, number: int, label: str, at: Array, height: Array) -> None:
    """One line with its band, from the height and its spread (2, point)."""
    colour, dashes = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
    middle, spread = height
    axes.plot(at, middle, color=colour, linestyle=dashes, linewidth=1.8, label=label)
    axes.fill_between(at, middle - spread, middle + spread, color=colour, alpha=0.2, linewidth=0)


def _frontier(axes: Axes, at: Array, height: Array, ids: list[str], best: Array) -> None:
    column = [ids.index(str(b)) for b in best]
    starts = [0, *[k for k, (a, b) in enumerate(pairwise(column), 1) if a != b], len(column)]
    for n, (start, stop) in enumerate(pairwise(starts)):
        part = slice(start, stop)
        marker = "o" if stop - start == 1 else None  # a line needs two points
        axes.plot(
            at[part], height[part, column[start]], color=FAINT, alpha=0.55, linewidth=7,
            marker=marker, solid_capstyle="butt",
            label="" if n else "highest expected value",
        )  # fmt: skip


def _positions(axes: Axes, curve: xr.DataArray, sweep: Hashable) -> Array:
    """Where the points of the sweep stand: at their numbers, or side by side under their names."""
    points = curve[sweep]
    axes.set_xlabel(with_unit(str(points.attrs.get("long_name", spaced(sweep))), points.attrs))
    if points.dtype.kind in "iuf":
        plain_numbers(axes, "x")
        return points.to_numpy()
    at = np.arange(points.size)
    axes.set_xticks(at, [text(str(p), 14) for p in points.to_numpy()])
    return at
