"""The lead over time, and how often came what was given a probability, as panels of the page."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import matplotlib as mpl
import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.dates import YearLocator
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, PercentFormatter

from stakes.assessment.scores.record import Scores
from stakes.report.figures.style import (
    AFTER,
    INK,
    MUTED,
    RULE,
    STYLE,
    panel,
    tick,
)
from stakes.report.track_record.events import Mark

NINETY = 1.645  # standard errors on either side of an interval of 90 %
TALL, LOW = 190, 72  # px: the lead; the probability of being the best
SMALL: dict[str, Any] = {"fontsize": 10, "color": MUTED}


def lead_over_time(
    shown: xr.Dataset,
    looks: Mapping[str, tuple[str, str]],
    lines: Mapping[str, date],
    marks: Sequence[Mark],
) -> Figure:
    """Lead of the best option over the next as of each date, with an interval of 90 % for the error
    of the computing; below it, the probability that the option is the best.

    Parameters
    ----------
    shown : Dataset[date] lead, lead_mcse, best, p_best, p_best_mcse.
    looks : colour and marker of each option, by id.
    lines : dates to be marked, by name.
    marks : events.
    """
    with mpl.rc_context(STYLE):
        figure, lower = panel(TALL + LOW, left=52, right=24)
        box = lower.get_position()
        share = LOW / (TALL + LOW)
        lower.set_position((box.x0, box.y0, box.width, box.height * share * 0.86))
        upper = figure.add_axes(
            (box.x0, box.y0 + box.height * share, box.width, box.height * (1 - share)),
            sharex=lower,
        )
        for axes, name in ((upper, "lead"), (lower, "p_best")):
            _points(axes, shown, name, looks)
            _lines(axes, lines)
            axes.spines[["top", "left", "right"]].set_visible(False)
            axes.tick_params(axis="y", length=0, pad=4, labelsize=11, labelcolor=MUTED)
        _named(upper, lines)
        _marked(upper, marks)
        upper.tick_params(axis="x", labelbottom=False, length=0)
        upper.yaxis.set_major_locator(MaxNLocator(4))
        upper.yaxis.set_major_formatter(FuncFormatter(tick))
        lower.set_ylim(0, 1)
        lower.yaxis.set_major_locator(MaxNLocator(2))
        lower.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
        lower.tick_params(axis="x", labelsize=11, labelcolor=MUTED)
        years = np.ptp(shown["date"].dt.year.to_numpy())
        if years > 4:
            every = YearLocator(5 if years > 12 else 2)  # type: ignore[no-untyped-call]
            lower.xaxis.set_major_locator(every)
    return figure


def _points(axes: Axes, shown: xr.Dataset, name: str, looks: Mapping[str, tuple[str, str]]) -> None:
    days, best = shown["date"].to_numpy(), shown["best"].to_numpy()
    value, error = shown[name].to_numpy(), NINETY * shown[f"{name}_mcse"].to_numpy()
    axes.plot(days, value, color=RULE, linewidth=1, zorder=1)
    axes.axhline(0, color=RULE, linewidth=0.8, zorder=0)
    for option, (colour, marker) in looks.items():
        here = best == option
        axes.errorbar(
            days[here],
            value[here],
            error[here],
            fmt=marker,
            markersize=5,
            color=colour,
            elinewidth=1.4,
        )


def _lines(axes: Axes, lines: Mapping[str, date]) -> None:
    for day in lines.values():
        axes.axvline(day, color=MUTED, linewidth=0.8, linestyle=(0, (3, 3)), zorder=0)  # type: ignore[arg-type]


def _named(axes: Axes, lines: Mapping[str, date]) -> None:
    """What a line is, above the panel."""
    for name, day in lines.items():
        axes.annotate(
            name,
            (day, 1),
            xycoords=("data", "axes fraction"),
            xytext=(3, -2),
            textcoords="offset points",
            va="top",
            **SMALL,
        )


def _marked(axes: Axes, marks: Sequence[Mark]) -> None:
    """Numbers of events at the foot of the panel, in room made for them."""
    if not marks:
        return
    low, high = axes.get_ylim()
    axes.set_ylim(low - 0.1 * (high - low), high)
    for mark in marks:
        axes.annotate(
            str(mark.number),
            (mark.day, 0),
            xycoords=("data", "axes fraction"),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            **SMALL,
        )


def reliability(scores: Scores) -> Figure:
    """How often events came against the probability that they were given: recalibrated, with the
    band of a calibrated forecaster, and in bins with their intervals of 90 %.
    """
    p, curve, low, high = (
        [getattr(point, name) for point in scores.curve]
        for name in ("probability", "recalibrated", "lower", "upper")
    )
    with mpl.rc_context(STYLE):
        figure, axes = panel(TALL + LOW, left=52, right=24)
        axes.plot([0, 1], [0, 1], color=RULE, linewidth=1)
        axes.fill_between(p, low, high, step="mid", color=RULE, alpha=0.45, linewidth=0)
        axes.step(p, curve, where="mid", color=AFTER, linewidth=1.6)
        for b in scores.bins:
            axes.vlines(b.probability, b.lower, b.upper, color=INK, linewidth=1.4)
            axes.plot(b.probability, b.frequency, "o", color=INK, markersize=5)
        axes.set(xlim=(0, 1), ylim=(-0.02, 1.02))
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 1]))
            axis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
        axes.tick_params(labelsize=11, labelcolor=MUTED)
        axes.set_xlabel("probability given; upwards: share that came", fontsize=11)
    return figure
