"""Pieces of plots on matplotlib axes: bars, curves, labels and legends; `stakes.decision.plots`
puts them together.
"""

from collections.abc import Hashable, Mapping
from itertools import pairwise
from textwrap import fill
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from stakes.decision.draws.arrays import Array

# Okabe and Ito's colours, which the colour-blind tell apart; dashes help in print
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
DASHES = ("-", "--", "-.", (0, (1, 1)), (0, (5, 1, 1, 1, 1, 1)))
FAINT = "#9A9A9A"
SIZE = (4.8, 3.4)  # inches: at 400 px a text of 10 points is 12 px high
ERRORS = 2  # standard errors on either side
LOG_SPAN = 30.0


def new_axes() -> Axes:
    """Axes of a figure of their own, which pyplot does not know."""
    return Figure(figsize=SIZE, layout="constrained").add_subplot()


def columns(table: xr.Dataset, source: str, *names: str) -> xr.Dataset:
    """Some variables of a Dataset that a function of the package returned."""
    if missing := [name for name in names if name not in table]:
        raise ValueError(
            f"{', '.join(missing)} missing: give the Dataset that {source} returns; this has "
            f"{', '.join(map(str, table))}"
        )
    return table[[name for name in names if name not in table.dims]]


def text(words: str, width: int = 48) -> str:
    """Words in lines, in which a dollar sign is one and begins no formula."""
    return fill(words, width).replace("$", r"\$")


def with_unit(words: str, attrs: Mapping[Hashable, Any], width: int = 48) -> str:
    """Words and, in brackets, the unit."""
    return text(f"{words} ({attrs['unit']})" if attrs.get("unit") else words, width)


def names(da: xr.DataArray | xr.Dataset, dim: str) -> list[str]:
    """What the entries of a dim are called: by its coordinate ``label``, else by id, whose
    underscores become spaces.
    """
    if "label" in da.coords and da["label"].dims == (dim,):
        return [str(label) for label in da["label"].to_numpy()]
    return [spaced(i) for i in da[dim].to_numpy()]


def spaced(name: object) -> str:
    return str(name).replace("_", " ")


def number(x: float, _: int | None = None) -> str:
    return f"{x:,.6g}".replace("-", "−")


def bars(axes: Axes, labels: list[str], width: Array, error: Array, colours: list[str]) -> None:
    """Horizontal bars with their errors, the first on top."""
    rows = np.arange(width.size)
    axes.barh(rows, width, height=0.6, color=colours)
    axes.errorbar(
        width, rows, xerr=ERRORS * error, fmt="none", ecolor="black", elinewidth=1.2, capsize=3
    )
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set_yticks(rows, [text(label, 18) for label in labels])
    axes.set_ylim(width.size - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    _plain(axes, "x")


def legend(axes: Axes, count: int = 2) -> None:
    """Legend above the axes, where it hides nothing."""
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=count,
        frameon=False,
        fontsize="small",
        borderaxespad=0.2,
    )


def by_size(axes: Axes, worth: xr.DataArray, error: Array | None) -> None:
    """One line over sizes of a study, with its band; the axis is logarithmic where sizes span a
    factor of 30.
    """
    size = worth["size"].to_numpy()
    axes.plot(size, worth.to_numpy(), "o-", color=COLOURS[0], markersize=4)
    if error is not None:
        low, high = worth.to_numpy() - ERRORS * error, worth.to_numpy() + ERRORS * error
        axes.fill_between(
            size, low, high, color=COLOURS[0], alpha=0.25, linewidth=0, label=f"± {ERRORS} se"
        )
        legend(axes)
    _plain(axes, "y")
    if size.min() > 0 and size.max() > LOG_SPAN * size.min():
        axes.set_xscale("log")
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_locator(FixedLocator(_apart(size)))
        axes.xaxis.set_major_formatter(FuncFormatter(number))
    else:
        _plain(axes, "x")
    axes.set_xlabel(with_unit("size of the study", worth["size"].attrs))


def _apart(size: Array) -> list[float]:
    """Sizes that are far enough from each other on a logarithmic axis for their numbers to stand
    side by side.
    """
    kept: list[float] = []
    for s in size.tolist():
        if not kept or np.log(s / kept[-1]) > np.log(size.max() / size.min()) / 7:
            kept.append(s)
    return kept


def curves(
    curve: xr.DataArray, source: str, error: str, ax: Axes | None, *, frontier: bool = False
) -> tuple[Axes, xr.Dataset]:  # fmt: skip
    """A line for each option along a sweep, with its band, and behind them the frontier if there is
    one.
    """
    others = [d for d in curve.dims if d != "option"]
    if curve.ndim != 2 or len(others) != 1:
        raise ValueError(
            f"a curve has the dim 'option' and one other, not {curve.dims}: select a point of the "
            "rest"
        )
    if missing := [name for name in (error, *["frontier"] * frontier) if name not in curve.coords]:
        raise ValueError(
            f"the coordinates {', '.join(missing)} are missing: give the DataArray that {source} "
            "returns"
        )
    axes, sweep = ax or new_axes(), others[0]
    curve = curve.transpose(sweep, "option")
    at, spread = (
        _positions(axes, curve, sweep),
        ERRORS * curve[error].transpose(sweep, "option").to_numpy(),
    )
    height = curve.to_numpy()
    if frontier:
        _frontier(
            axes,
            at,
            height,
            [str(i) for i in curve["option"].to_numpy()],
            curve["frontier"].to_numpy(),
        )
    for i, name in enumerate(names(curve, "option")):
        colour = COLOURS[i % len(COLOURS)]
        axes.plot(
            at,
            height[:, i],
            color=colour,
            linestyle=DASHES[i % len(DASHES)],
            linewidth=1.8,
            label=text(name, 24),
        )
        axes.fill_between(
            at,
            height[:, i] - spread[:, i],
            height[:, i] + spread[:, i],
            color=colour,
            alpha=0.2,
            linewidth=0,
        )
    _plain(axes, "y")
    legend(axes)
    kept = curve.drop_vars(
        [c for c in curve.coords if c not in (*curve.indexes, error, "frontier", "label")]
    )
    return axes, kept.rename(str(curve.name or source)).reset_coords(
        [error, *["frontier"] * frontier]
    )


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
        _plain(axes, "x")
        return points.to_numpy()
    at = np.arange(points.size)
    axes.set_xticks(at, [text(str(p), 14) for p in points.to_numpy()])
    return at


def _plain(axes: Axes, which: str) -> None:
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_formatter(FuncFormatter(number))
    axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))


def cancel_line(axes: Axes, weights: Mapping[str, float], x: str, y: str) -> None:
    """Line through the origin where two weighted attributes add up to nothing."""
    if (
        set(weights) != {x, y}
        or not np.isfinite(list(weights.values())).all()
        or not any(weights.values())
    ):
        raise ValueError(
            f"weights must be finite numbers for {x} and {y}, not both 0; here {dict(weights)}"
        )
    axes.axline(
        (0, 0),
        (weights[y], -weights[x]),
        color=COLOURS[2],
        linestyle="--",
        linewidth=1.5,
        label="the two cancel",
    )
