"""Bars with their errors: of options compared, of what knowing parameters is worth."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

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
from stakes.decision.plots.wording import names, text, with_unit

COMPARED = {
    "expected": ("mcse", "expected value"),
    "p_best": ("p_best_mcse", "probability of being best"),
}


def plot_compare(
    table: xr.Dataset, column: str = "expected", ax: Axes | None = None
) -> tuple[Axes, xr.Dataset]:
    """Bars of the options' expected value, or probability of being best, ± 2 standard errors; from
    `compare`.

    Parameters
    ----------
    table : the Dataset of `compare`.
    column : ``expected`` or ``p_best``.

    Raises
    ------
    ValueError
        If the column is another one, or missing.
    """
    if column not in COMPARED:
        raise ValueError(f"column must be one of {', '.join(COMPARED)}, not {column!r}")
    error, title = COMPARED[column]
    data, axes = columns(table, "compare", column, error), ax or new_axes()
    bars(
        axes,
        names(table, "option"),
        data[column].to_numpy(),
        data[error].to_numpy(),
        [COLOURS[0]] * data[column].size,
    )
    axes.set_xlabel(
        with_unit(title, table.attrs if column == "expected" else {}) + f" (± {ERRORS} se)"
    )
    return axes, data


def plot_evppi(table: xr.Dataset, ax: Axes | None = None) -> tuple[Axes, xr.Dataset]:
    """Bars of EVPPI ± 2 standard errors, the largest on top, with the noise floor of each; from
    `evppi`.

    What lies below its noise floor cannot be told from zero, and is drawn pale.

    Raises
    ------
    ValueError
        If evppi, se or noise_floor is missing.
    """
    data, axes = columns(table, "evppi", "evppi", "se", "noise_floor"), ax or new_axes()
    data = data.isel(group=np.argsort(-data["evppi"].to_numpy(), kind="stable"))
    worth, floor = data["evppi"].to_numpy(), data["noise_floor"].to_numpy()
    colours = [COLOURS[0] if w > f else FAINT for w, f in zip(worth, floor, strict=True)]
    bars(axes, names(data, "group"), worth, data["se"].to_numpy(), colours)
    rows = np.arange(worth.size)
    axes.vlines(floor, rows - 0.4, rows + 0.4, color=COLOURS[1], linewidth=1.8, label="noise floor")
    axes.set_xlim(left=0)
    axes.set_xlabel(with_unit("EVPPI", table.attrs) + f" (± {ERRORS} se)")
    legend(axes)
    return axes, data


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
    plain_numbers(axes, "x")
