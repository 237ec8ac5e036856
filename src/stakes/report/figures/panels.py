"""Figures of the report: small panels that fit a phone, drawn from finished Datasets and written as
inline SVG.
"""

from collections.abc import Mapping
from textwrap import fill

import matplotlib as mpl
import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, LogLocator, MaxNLocator, NullLocator

from stakes.report.figures.style import (
    AFTER,
    BEFORE,
    GAIN,
    INK,
    LOG_SPAN,
    LOSS,
    MUTED,
    ROW,
    RULE,
    STYLE,
    panel,
    tick,
)
from stakes.wording import percent, rounded

GROUPS = (("prior", "Prior", BEFORE), ("posterior", "Posterior", AFTER))


def waterfall(
    attributes: xr.Dataset, comparison: xr.Dataset, option: str, labels: Mapping[str, str]
) -> Figure:
    """How the attributes of one option add up to its net value; every option has the same scale.

    Parameters
    ----------
    attributes : Dataset[option, attribute]: mean, mcse, in one unit.
    comparison : Dataset[option]: expected, mcse, in the same unit.
    option : id of the option to draw.
    labels : attribute id -> label.
    """
    chosen, net = attributes.sel(option=option), comparison.sel(option=option)
    mean, error = chosen["mean"].to_numpy(), chosen["mcse"].to_numpy()
    ends = np.cumsum(mean)
    rows = len(mean) + 1
    with mpl.rc_context(STYLE):
        figure, axes = panel(rows * ROW, left=96, right=76)
        _bars(axes, np.arange(rows - 1), ends - mean, mean, error)
        _bars(
            axes,
            np.array([rows - 1]),
            np.zeros(1),
            np.array([net["expected"].item()]),
            np.array([net["mcse"].item()]),
            INK,
        )
        axes.vlines(ends, np.arange(rows - 1), np.arange(1, rows), color=MUTED, linewidth=0.8)
        axes.axvline(0, color=MUTED, linewidth=0.8, zorder=0)
        axes.axhline(rows - 1.5, color=RULE, linewidth=0.8)
        names = [fill(labels[a], 14) for a in chosen["attribute"].to_numpy()]
        axes.set_yticks(range(rows), [*names, "Net value"])
        standing = (
            net["mcse"].item() or error.max()
        )  # one position for all labels, so that they can be added by eye
        for row, value in enumerate([*mean, net["expected"].item()]):
            axes.text(
                1.04,
                row,
                _nought(rounded(value, standing)),
                transform=axes.get_yaxis_transform(),
                va="center",
            )
        axes.set_ylim(rows - 0.4, -0.6)
        axes.set_xlim(_shared_span(attributes, comparison))
        axes.xaxis.set_major_locator(MaxNLocator(3))
        axes.xaxis.set_major_formatter(FuncFormatter(tick))
    return figure


def _nought(text: str) -> str:
    """A number as rounded, and 0 where nothing of it is left.

    Examples
    --------
    >>> _nought("−0.000"), _nought("0.010")
    ('0', '0.010')
    """
    return text if any(digit in text for digit in "123456789") else "0"


def belief(beliefs: xr.Dataset, quantity: str) -> Figure:
    """Prior, where it is known, above posterior of one quantity: 90 % and 50 % intervals, median.

    The axis is logarithmic where all values are positive and span more than a factor of 50.

    Parameters
    ----------
    beliefs : Dataset[quantity, group, level]: value, and [quantity] unit; groups prior and
        posterior, levels 0.05 to 0.95.
    quantity : id of the quantity to draw.
    """
    chosen = beliefs.sel(quantity=quantity)
    rows = [row for row in GROUPS if row[0] in chosen["group"]]
    values = chosen["value"].sel(group=[g for g, *_ in rows]).transpose("group", "level").to_numpy()
    with mpl.rc_context(STYLE):
        figure, axes = panel(len(rows) * ROW, left=72, right=20)
        for row, (quantiles, (_, _, colour)) in enumerate(zip(values, rows, strict=True)):
            axes.hlines(row, quantiles[0], quantiles[4], color=colour, linewidth=2)
            axes.hlines(row, quantiles[1], quantiles[3], color=colour, linewidth=9)
            axes.plot(quantiles[2], row, "o", color=INK, markersize=5, markeredgewidth=0)
        axes.set_yticks(range(len(rows)), [label for _, label, _ in rows])
        axes.set_ylim(len(rows) - 0.4, -0.6)
        _value_axis(axes, values)
        axes.set_xlabel(fill(str(chosen["unit"].item()), 44), fontsize=11)
    return figure


def event(beliefs: xr.Dataset, quantity: str) -> Figure:
    """Probability of an event before the evidence, above that after it.

    Parameters
    ----------
    beliefs : Dataset[quantity, group]: mean, the share of draws in which the event is so; groups
        prior and posterior.
    quantity : id of the event to draw.
    """
    chances = beliefs["mean"].sel(quantity=quantity, group=["prior", "posterior"]).to_numpy()
    with mpl.rc_context(STYLE):
        figure, axes = panel(2 * ROW, left=72, right=50)
        axes.barh([0, 1], chances, height=0.42, color=[BEFORE, AFTER])
        for row, chance in enumerate(chances):
            axes.text(1.03, row, percent(chance), transform=axes.get_yaxis_transform(), va="center")
        axes.set_yticks([0, 1], ["Prior", "Posterior"])
        axes.set_ylim(1.6, -0.6)
        axes.set_xlim(0, 1)
        axes.xaxis.set_major_locator(MaxNLocator(4))
        axes.xaxis.set_major_formatter(FuncFormatter(tick))
        axes.set_xlabel("probability that it is so", fontsize=11)
    return figure


def _bars(
    axes: Axes,
    rows: np.ndarray,
    start: np.ndarray,
    width: np.ndarray,
    error: np.ndarray,
    colour: str = "",
) -> None:
    colours = [colour or (GAIN if w >= 0 else LOSS) for w in width]
    axes.barh(rows, width, left=start, height=0.56, color=colours)
    axes.errorbar(
        start + width, rows, xerr=error, fmt="none", ecolor=MUTED, elinewidth=1.2, capsize=3
    )


def _shared_span(attributes: xr.Dataset, comparison: xr.Dataset) -> tuple[float, float]:
    ends, error = attributes["mean"].cumsum("attribute"), attributes["mcse"]
    reach = [
        0.0,
        *(
            x.item()
            for a in (ends - error, ends + error, comparison["expected"])
            for x in (a.min(), a.max())
        ),
    ]
    low, high = min(reach), max(reach)
    room = 0.04 * (high - low) or 1.0
    return low - room, high + room


def _value_axis(axes: Axes, values: np.ndarray) -> None:
    low, high = values.min(), values.max()
    if low > 0 and high > LOG_SPAN * low:
        axes.set_xscale("log")
        steps = (1, 3) if high < 500 * low else (1,)
        axes.xaxis.set_major_locator(LogLocator(10, subs=steps, numticks=6))
        axes.xaxis.set_minor_locator(NullLocator())
    elif high > low:
        axes.xaxis.set_major_locator(MaxNLocator(4))
    else:
        axes.xaxis.set_major_locator(FixedLocator([low]))
    axes.xaxis.set_major_formatter(FuncFormatter(tick))
    axes.margins(x=0.03)
