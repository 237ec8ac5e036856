"""Figures of the report on what knowing more is worth and what would change the answer: as those of
`panels`.
"""

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import (
    FixedLocator,
    FuncFormatter,
    MaxNLocator,
    NullLocator,
)

from stakes.decision.limits import TRUSTED
from stakes.report.figures.style import (
    AFTER,
    BEFORE,
    INK,
    LOSS,
    MUTED,
    POINT,
    STYLE,
    panel,
    tick,
)
from stakes.wording import rounded

type Array = npt.NDArray[Any]

LINE, CLOSE, APART = (
    14,
    12,
    16,
)  # px: a line of a label, from it to the middle of its bar, from there to the next label
CHARACTERS = 52  # of a label's line


def worth(evppi: xr.Dataset, unit: str) -> Figure:
    """What knowing each quantity would be worth, with its error and, as an upright stroke, its
    noise floor.

    Parameters
    ----------
    evppi : Dataset[group]: evppi, se, noise_floor, indistinguishable, label; those that are not
        told from 0 are drawn in grey.
    unit : of the values.
    """
    value, error = evppi["evppi"].to_numpy(), evppi["se"].to_numpy()
    colours = [BEFORE if lost else AFTER for lost in evppi["indistinguishable"].to_numpy()]
    with mpl.rc_context(STYLE):
        axes, rows = _labelled([str(x) for x in evppi["label"].to_numpy()], right=56)
        axes.barh(rows, value, height=11, color=colours)
        axes.errorbar(value, rows, xerr=error, fmt="none", ecolor=INK, elinewidth=1.2, capsize=3)
        axes.vlines(evppi["noise_floor"].to_numpy(), rows - 8, rows + 8, color=LOSS, linewidth=2)
        for row, x, e in zip(rows, value, error, strict=True):
            axes.text(1.03, row, rounded(x, e), transform=axes.get_yaxis_transform(), va="center")
        _value(axes, rows, [value - error, value + error, evppi["noise_floor"].to_numpy()], unit)
    return _of(axes)


def bars(table: xr.Dataset, labels: Mapping[str, str], unit: str) -> Figure:
    """Tornado: from today's lead to that with each quantity at its 5 % (upper bar) and its 95 %
    quantile (lower bar).

    Parameters
    ----------
    table : Dataset[parameter]: low, high, their _se, and expected, today's lead.
    labels : parameter -> label.
    unit : of the lead.
    """
    today = float(np.ravel(table["expected"].to_numpy())[0])
    with mpl.rc_context(STYLE):
        axes, rows = _labelled([labels[str(p)] for p in table["parameter"].to_numpy()])
        reach: list[Array] = [np.array([0.0, today])]
        for end, off, colour in (("low", -4.5, BEFORE), ("high", 4.5, AFTER)):
            value, error = table[end].to_numpy(), table[f"{end}_se"].to_numpy()
            axes.barh(rows + off, value - today, left=today, height=8, color=colour)
            axes.errorbar(
                value, rows + off, xerr=error, fmt="none", ecolor=INK, elinewidth=1.2, capsize=2.5
            )
            reach += [value - error, value + error]
        axes.vlines(
            [today] * len(rows), rows - 12, rows + 12, color=INK, linewidth=1, linestyle=(0, (3, 2))
        )
        _value(axes, rows, reach, f"lead, {unit}")
    return _of(axes)


def scaled(row: xr.Dataset, today: tuple[float, float], span: tuple[float, float]) -> Figure:
    """Lead as a prior or the evidence counts for less or more; a hollow dot where its weights could
    not be trusted.

    Parameters
    ----------
    row : Dataset[alpha]: lead, lead_se, pareto_k, refitted.
    today : lead at power 1, and its error.
    span : of the vertical axis.
    """
    alpha = row["alpha"].to_numpy()
    poor = ~(row["pareto_k"].to_numpy() <= TRUSTED) & ~row["refitted"].to_numpy()
    order = np.argsort(np.append(alpha, 1.0))
    at, lead, error, hollow = (
        np.append(values, now)[order]
        for values, now in zip(
            (alpha, row["lead"], row["lead_se"], poor), (1.0, *today, False), strict=True
        )
    )
    with mpl.rc_context(STYLE):
        figure, axes = panel(110, left=48, right=12)
        axes.axhline(0, color=MUTED, linewidth=1)
        axes.errorbar(
            at, lead, yerr=error, color=AFTER, ecolor=INK, elinewidth=1.2, capsize=3, linewidth=1.5
        )
        for x, y, empty in zip(at, lead, hollow, strict=True):
            axes.plot(x, y, "o", color=AFTER, markerfacecolor="none" if empty else AFTER, **POINT)
        axes.set_xscale("log")
        axes.xaxis.set_major_locator(FixedLocator(at.tolist()))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_formatter(FuncFormatter(tick))
        axes.margins(x=0.06)
        axes.set_ylim(*span)
        axes.yaxis.set_major_locator(MaxNLocator(4))
        axes.yaxis.set_major_formatter(FuncFormatter(tick))
        axes.tick_params(axis="y", labelsize=11, labelcolor=MUTED)
        axes.set_xlabel("power, 1 as believed", fontsize=11)
    return figure


def _labelled(labels: Sequence[str], right: int = 14) -> tuple[Axes, Array]:
    """Axes with each label above its own row, and the middles of the rows; a unit of the vertical
    axis is a pixel.
    """
    split = [wrap(label, CHARACTERS) or [""] for label in labels]
    steps = np.array([LINE * len(lines) + CLOSE + APART for lines in split])
    ends = np.cumsum(steps)
    _, axes = panel(float(ends[-1]), left=10, right=right)
    for top, lines in zip(ends - steps, split, strict=True):
        axes.text(
            0,
            top,
            "\n".join(lines),
            transform=axes.get_yaxis_transform(),
            va="top",
            linespacing=1.1,
        )
    axes.set_ylim(float(ends[-1]), 0)
    axes.set_yticks([])
    return axes, ends - APART


def _of(axes: Axes) -> Figure:
    figure = axes.get_figure()
    assert isinstance(figure, Figure)
    return figure


def _value(axes: Axes, rows: Array, reach: Sequence[Array], name: str) -> None:
    """A linear axis with 0 on it, marked in every row."""
    low, high = (
        min(0.0, *(float(x.min()) for x in reach)),
        max(0.0, *(float(x.max()) for x in reach)),
    )
    room = 0.04 * (high - low) or 1.0
    axes.set_xlim(low - room, high + room)
    axes.vlines(np.zeros(len(rows)), rows - 7, rows + 9, color=MUTED, linewidth=1, zorder=0)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    axes.xaxis.set_major_formatter(FuncFormatter(tick))
    axes.set_xlabel(name, fontsize=11)
