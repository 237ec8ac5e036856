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
TALL, LOW, GAP = 170, 78, 14  # px: the lead; each panel below it; between panels
SMALL: dict[str, Any] = {"fontsize": 10, "color": MUTED}


def lead_over_time(
    shown: xr.Dataset,
    looks: Mapping[str, tuple[str, str]],
    lines: Mapping[str, date],
    marks: Sequence[Mark],
) -> Figure:
    """Lead of the best option over the next as of each date, with an interval of 90 % for the error
    of the computing; below it the central 90 % of that lead across draws, on a scale of its own;
    and the probability that the option is the best.

    Parameters
    ----------
    shown : Dataset[date] lead, lead_mcse, lead_low, lead_high, best, p_best, p_best_mcse.
    looks : colour and marker of each option, by id.
    lines : dates to be marked, by name.
    marks : events.
    """
    with mpl.rc_context(STYLE):
        figure, (upper, middle, lower) = _panels()
        _points(upper, shown, "lead", looks)
        _spread(middle, shown, looks)
        _points(lower, shown, "p_best", looks)
        for axes in (upper, middle, lower):
            _lines(axes, lines)
        _named(upper, lines)
        _marked(upper, marks)
        upper.yaxis.set_major_locator(MaxNLocator(4))
        middle.yaxis.set_major_locator(MaxNLocator(3, symmetric=True))
        for axes in (upper, middle):
            axes.yaxis.set_major_formatter(FuncFormatter(tick))
        lower.set_ylim(0, 1)
        lower.yaxis.set_major_locator(MaxNLocator(2))
        lower.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
        years = np.ptp(shown["date"].dt.year.to_numpy())
        if years > 4:
            every = YearLocator(5 if years > 12 else 2)  # type: ignore[no-untyped-call]
            lower.xaxis.set_major_locator(every)
    return figure


def _panels() -> tuple[Figure, list[Axes]]:
    """Three panels over one another, the first the tallest, that share their dates."""
    heights = [TALL, LOW, LOW]
    total = sum(heights) + GAP * (len(heights) - 1)
    figure, whole = panel(total, left=52, right=24)
    box, top = whole.get_position(), 0
    whole.remove()
    found: list[Axes] = []
    for height in heights:
        foot = box.y0 + box.height * (1 - (top + height) / total)
        place = (box.x0, foot, box.width, box.height * height / total)
        found.append(figure.add_axes(place, sharex=found[0] if found else None))
        top += height + GAP
    for axes in found:
        last = axes is found[-1]
        axes.spines[["top", "left", "right"]].set_visible(False)
        axes.tick_params(axis="y", length=0, pad=4, labelsize=11, labelcolor=MUTED)
        axes.tick_params(axis="x", labelsize=11, labelcolor=MUTED, labelbottom=last)
        if not last:
            axes.tick_params(axis="x", length=0)
    return figure, found


def _spread(axes: Axes, shown: xr.Dataset, looks: Mapping[str, tuple[str, str]]) -> None:
    """Where the lead lies across draws: a bar from end to end, and its mean."""
    days, best = shown["date"].to_numpy(), shown["best"].to_numpy()
    low, mean, high = (shown[name].to_numpy() for name in ("lead_low", "lead", "lead_high"))
    axes.axhline(0, color=RULE, linewidth=0.8, zorder=0)
    for option, (colour, _) in looks.items():
        here = best == option
        axes.vlines(days[here], low[here], high[here], color=colour, linewidth=2.4)
        axes.plot(days[here], mean[here], "_", color=INK, markersize=6, markeredgewidth=1.4)


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
