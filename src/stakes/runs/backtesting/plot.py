"""The lead over time."""

from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from stakes.decision.plots.axes import COLOURS, ERRORS, FAINT
from stakes.runs.backtesting.record import Backtest

_BELOW = ("data", "axes fraction")
_SMALL: dict[str, Any] = {"fontsize": "x-small", "color": FAINT}


def plot_backtest(found: Backtest, ax: Axes | None = None) -> tuple[Axes, xr.Dataset]:
    """Lead of the best option over the next ± 2 standard errors as of each date, a colour for each
    option that leads; behind it, in grey, the central 90 % of the lead across draws: all that is
    not known of the world. The case's own date and its horizon are lines, and the number of rows of
    evidence that arrived stands below each date.

    Parameters
    ----------
    found : from `stakes.backtest`.
    ax : where to draw; a figure of its own if None.

    Returns
    -------
    The axes, and what is shown: Dataset[date] lead, lead_mcse, lead_low, lead_high, best, arrived.
    """
    names = ["lead", "lead_mcse", "lead_low", "lead_high", "best", "arrived"]
    shown = found.to_xarray()[names]
    axes = ax or Figure(figsize=(6.4, 3.6), layout="constrained").add_subplot()
    days, lead = shown["date"].to_numpy(), shown["lead"].to_numpy()
    best, error = shown["best"].to_numpy(), ERRORS * shown["lead_mcse"].to_numpy()
    low, high = (shown[name].to_numpy() for name in ("lead_low", "lead_high"))
    axes.vlines(days, low, high, color=FAINT, lw=5, alpha=0.25, zorder=0)
    axes.plot(days, lead, color=FAINT, lw=0.8, zorder=1)
    for colour, option in zip(COLOURS * 3, dict.fromkeys(b for b in best if b), strict=False):
        here = best == option
        axes.errorbar(
            days[here], lead[here], error[here], fmt="o", ms=4, color=colour, label=option
        )
    _dates(found, axes)
    for day, count in zip(days, shown["arrived"].to_numpy(), strict=True):
        axes.annotate(f"+{count}", (day, 0), xycoords=_BELOW, ha="center", va="bottom", **_SMALL)
    axes.axhline(0, color=FAINT, lw=0.8, zorder=0)
    axes.set_ylabel(f"lead over the next option\n({found.unit})")
    if axes.get_legend_handles_labels()[1]:
        axes.legend(
            frameon=False, fontsize="small", loc="lower left", bbox_to_anchor=(0, 1), ncols=3
        )
    return axes, shown


def _dates(found: Backtest, axes: Axes) -> None:
    """The case's own date and its horizon, where they lie within the backtest."""
    for day, name in ((found.as_of, "the case's date"), (found.horizon, "its horizon")):
        if found.dates[0].date <= day <= found.dates[-1].date:
            at: Any = np.datetime64(day)
            axes.axvline(at, color=FAINT, lw=0.8, ls="--")
            axes.annotate(
                name, (at, 1), xycoords=_BELOW, rotation=90, va="top", ha="right", **_SMALL
            )
