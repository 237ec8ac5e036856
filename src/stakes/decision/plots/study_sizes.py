"""Lines over sizes of a study: what it tells, and what is left of that when it is paid."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from stakes.decision.draws.arrays import Array
from stakes.decision.plots.axes import (
    COLOURS,
    ERRORS,
    FAINT,
    columns,
    legend,
    new_axes,
    plain_numbers,
)
from stakes.decision.plots.wording import number, with_unit

LOG_SPAN = 30.0


def plot_evsi(table: xr.Dataset, ax: Axes | None = None) -> tuple[Axes, xr.Dataset]:
    """Expected value of sample information by size of the study, ± 2 standard errors; from `evsi`.

    Raises
    ------
    ValueError
        If evsi, se or size is missing.
    """
    data, axes = columns(table, "evsi", "evsi", "se", "size"), ax or new_axes()
    by_size(axes, data["evsi"], data["se"].to_numpy())
    axes.set_ylim(bottom=0)
    axes.set_ylabel(with_unit("EVSI", table.attrs))
    return axes, data


def plot_enbs(table: xr.Dataset, ax: Axes | None = None) -> tuple[Axes, xr.Dataset]:
    """Expected net benefit of sampling by size of the study, and the best size; from `enbs`.

    Raises
    ------
    ValueError
        If enbs, best_size or size is missing.
    """
    data, axes = columns(table, "enbs", "enbs", "best_size", "size"), ax or new_axes()
    by_size(axes, data["enbs"], None)
    axes.axhline(0, color=FAINT, linewidth=1)
    best = data["best_size"].item()
    if np.isfinite(best) and best in data["size"].to_numpy():
        axes.plot(
            best,
            data["enbs"].sel(size=best).item(),
            "o",
            color=COLOURS[1],
            label=f"best size: {number(best)}",
        )
        legend(axes)
    axes.set_ylabel(with_unit("ENBS", table.attrs))
    return axes, data


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
    plain_numbers(axes, "y")
    if size.min() > 0 and size.max() > LOG_SPAN * size.min():
        axes.set_xscale("log")
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_locator(FixedLocator(_apart(size)))
        axes.xaxis.set_major_formatter(FuncFormatter(number))
    else:
        plain_numbers(axes, "x")
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
