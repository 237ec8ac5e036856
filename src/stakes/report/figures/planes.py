"""Where an option is ahead in a plane of two quantities: figure of the report."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import (
    FuncFormatter,
    LogLocator,
    MaxNLocator,
    NullFormatter,
    NullLocator,
)
from scipy.interpolate import RegularGridInterpolator
from scipy.ndimage import distance_transform_edt

from stakes.assessment.sensitivity.planes import Sheet
from stakes.report.figures.style import (
    CLEAR,
    GAIN,
    INK,
    LOG_SPAN,
    LOSS,
    MUTED,
    POINT,
    STYLE,
    panel,
    tick,
)

type Array = npt.NDArray[Any]


FINE = 60  # points of a plane's axis, between which its boundary is drawn


def plane(
    sheet: Sheet,
    option: str,
    names: Sequence[str],
    sides: tuple[str, str],
    today: Sequence[Array] = (),
) -> Figure:
    """Where an option is ahead of the baseline, by the values of two quantities, and the line
    between.

    Dashed lines stand where the lead is two standard errors from 0. An axis is logarithmic, from
    the first positive value of the grid, where it is wide.

    Parameters
    ----------
    sheet : leads in the plane.
    option : id.
    names : of the axes, with units.
    sides : what the two sides of the line are called: where the option is ahead, and where the
        baseline is.
    today : 5 %, 50 % and 95 % quantiles of both as believed, drawn as a cross; or nothing.
    """
    i = sheet.options.index(option)
    across, up = wrap(names[0], 46), wrap(names[1], 40)
    with mpl.rc_context(STYLE):
        figure, axes = panel(250, left=44 + 14 * len(up), right=16, foot=26 + 14 * len(across))
        x, y = _scale(axes.xaxis, sheet.x), _scale(axes.yaxis, sheet.y)
        points = np.stack(np.meshgrid(x, y, indexing="ij"), -1)
        lead, error = (
            RegularGridInterpolator((sheet.x, sheet.y), z[i])(points)
            for z in (sheet.lead, sheet.lead_se)
        )
        limits = (min(lead.min(), -1.0), 0.0, max(lead.max(), 1.0))
        axes.contourf(x, y, lead.T, levels=limits, colors=[LOSS, GAIN], alpha=0.28)
        axes.contour(x, y, lead.T, levels=[0.0], colors=[INK], linewidths=2)
        for side in (-CLEAR, CLEAR):
            _line(axes, x, y, lead - side * error)
        _cross(axes, today)
        for ahead, said in zip((lead > 0, lead < 0), sides, strict=True):
            _named(axes, x, y, ahead & ~_near(x, y, today), said)
        axes.set_xlabel("\n".join(across), fontsize=11)
        axes.set_ylabel("\n".join(up), fontsize=11)
        axes.tick_params(axis="y", labelsize=11, labelcolor=MUTED)
    return figure


def _scale(axis: Any, grid: Array) -> Array:
    """Sets one axis of a plane; fine steps along it."""
    start = grid[grid > 0][0] if grid[0] >= 0 and grid[-1] > 0 else grid[0]
    if grid[0] >= 0 and grid[-1] > LOG_SPAN * start:
        getattr(axis.axes, f"set_{axis.axis_name}scale")("log")
        axis.set_major_locator(LogLocator(10, numticks=6))
        axis.set_minor_locator(NullLocator())
        axis.set_minor_formatter(NullFormatter())
        fine = np.geomspace(start, grid[-1], FINE)
        fine[-1] = grid[-1]
    else:
        axis.set_major_locator(MaxNLocator(4))
        fine = np.linspace(grid[0], grid[-1], FINE)
    axis.set_major_formatter(FuncFormatter(tick))
    return np.clip(fine, grid[0], grid[-1])


def _line(axes: Axes, x: Array, y: Array, z: Array) -> None:
    if z.min() < 0 < z.max():
        axes.contour(x, y, z.T, levels=[0.0], colors=[INK], linewidths=1, linestyles=[(0, (3, 3))])


def _cross(axes: Axes, today: Sequence[Array]) -> None:
    if today:
        (left, x, right), (low, y, high) = today
        axes.plot([left, right], [y, y], [x, x], [low, high], color=INK, linewidth=1.2)
        axes.plot(x, y, "o", color=INK, **POINT)


def _near(x: Array, y: Array, today: Sequence[Array]) -> Array:
    """Which points of the plane the cross covers."""
    covered = np.zeros((len(x), len(y)), dtype=bool)
    if today:
        (left, middle, right), (low, centre, high) = today
        covered[(x >= left) & (x <= right), np.argmin(np.abs(y - centre))] = True
        covered[np.argmin(np.abs(x - middle)), (y >= low) & (y <= high)] = True
    return covered


def _named(axes: Axes, x: Array, y: Array, free: Array, said: str) -> None:
    """Writes on one side of the line, where it has most room; a label is wider than high."""
    room = distance_transform_edt(np.pad(free, 1), sampling=(1.0, 3.0))[1:-1, 1:-1]
    j, k = np.unravel_index(int(room.argmax()), room.shape)
    if room[j, k] > FINE / 8:
        axes.text(x[j], y[k], "\n".join(wrap(said, 16)), ha="center", va="center", fontsize=11)
