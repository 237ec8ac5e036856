"""Plots of the results: each draws on plain matplotlib axes and returns them with the data that is
drawn.

Without `ax` a plot makes a figure of its own, ``axes.figure``, which pyplot does not know:
``axes.figure.savefig(path)``.
"""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from stakes.decision.draws.arrays import check_finite, to_numpy
from stakes.decision.plot_parts import (
    COLOURS,
    ERRORS,
    FAINT,
    bars,
    by_size,
    cancel_line,
    columns,
    curves,
    legend,
    names,
    new_axes,
    number,
    spaced,
    with_unit,
)

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


def plot_acceptability(curve: xr.DataArray, ax: Axes | None = None) -> tuple[Axes, xr.Dataset]:
    """Acceptability curves ± 2 standard errors, and in grey behind them the frontier; from
    `acceptability`.

    The frontier is broken where the option with the highest expected value changes.

    Raises
    ------
    ValueError
        If the curve lacks the coordinates frontier or p_best_mcse.
    """
    axes, data = curves(curve, "acceptability", "p_best_mcse", ax, frontier=True)
    axes.set_ylim(-0.02, 1.02)
    axes.set_ylabel("probability of being best")
    return axes, data


def plot_expected_loss(curve: xr.DataArray, ax: Axes | None = None) -> tuple[Axes, xr.Dataset]:
    """Expected-loss curves ± 2 standard errors, and in grey behind them the least, which is EVPI;
    from `expected_loss`.

    Raises
    ------
    ValueError
        If the curve lacks the coordinates frontier or mcse.
    """
    axes, data = curves(curve, "expected_loss", "mcse", ax, frontier=True)
    axes.set_ylim(bottom=0)
    axes.set_ylabel(with_unit("expected loss", curve.attrs))
    return axes, data


def plot_certainty_equivalent(
    curve: xr.DataArray, ax: Axes | None = None
) -> tuple[Axes, xr.Dataset]:
    """Certainty equivalents along a range of risk aversions, ± 2 standard errors; from
    `certainty_equivalent`.

    A line ends where it becomes unreliable.

    Raises
    ------
    ValueError
        If there is not one dim besides ``option``, or the coordinates mcse or unreliable are
        missing.
    """
    shown = (
        curve.where(~curve["unreliable"])
        if "unreliable" in curve.coords
        else curve.drop_vars("mcse", errors="ignore")
    )
    axes, data = curves(shown, "certainty_equivalent", "mcse", ax)
    axes.set_ylabel(with_unit("certainty equivalent", curve.attrs))
    return axes, data


def plot_plane(
    parts: xr.DataArray, option: str, other: str, x: str, y: str, weights: Mapping[str,
        float] | None = None,
    ax: Axes | None = None, points: int = 2000,
) -> tuple[Axes, xr.Dataset]:  # fmt: skip
    """Plane of two attributes: by how much one option exceeds another in each, draw by draw, and on
    average.

    Parameters
    ----------
    parts : draws with dims ``attribute``, ``option`` and the sample dims.
    option, other : ids; what is drawn is `option` less `other`.
    x, y : ids of the attributes on the axes.
    weights : of the two attributes; draws the line where they cancel; if both are positive,
        `option` is better above it.
    points : draws shown at most, evenly spaced; the average is over all.

    Returns
    -------
    The axes, and a Dataset with the two attributes by draw[point] and their averages,
    mean[attribute].

    Raises
    ------
    ValueError
        If an option or attribute is unknown, draws are NaN or infinite, or dims are missing or
        unknown.
    """
    pairs = (("option", (option, other)), ("attribute", (x, y)))
    for dim, (one, two) in pairs:
        known = [str(i) for i in parts[dim].to_numpy()] if dim in parts.dims else []
        if one == two or not {one, two} <= set(known):
            raise ValueError(
                f"two different ones of the dim {dim!r} are needed, of "
                f"{', '.join(known) or 'none'}; not {one}, {two}"
            )
    both = parts.sel(option=option).sel(attribute=[x, y]) - parts.sel(option=other).sel(
        attribute=[x, y]
    )
    draws = to_numpy(both.drop_vars("option", errors="ignore"), "attribute").reshape(2, -1)
    check_finite(draws, [x, y])
    mean, shown = draws.mean(axis=1), draws[:, :: -(-draws.shape[1] // points)]
    axes = ax or new_axes()
    axes.axhline(0, color=FAINT, linewidth=1)
    axes.axvline(0, color=FAINT, linewidth=1)
    axes.scatter(shown[0], shown[1], s=7, color=COLOURS[0], alpha=0.3, linewidths=0)
    axes.plot(
        mean[0],
        mean[1],
        "o",
        color=COLOURS[1],
        markersize=8,
        markeredgecolor="white",
        label="average",
    )
    if weights is not None:
        cancel_line(axes, weights, x, y)
    less = " less ".join(
        names(parts, "option")[[str(i) for i in parts["option"].to_numpy()].index(o)]
        for o in (option, other)
    )
    axes.set_xlabel(with_unit(f"{spaced(x)}: {less}", parts.attrs))
    axes.set_ylabel(with_unit(f"{spaced(y)}: {less}", parts.attrs, 32))
    legend(axes)
    return axes, xr.Dataset(
        {x: ("point", shown[0]), y: ("point", shown[1]), "mean": ("attribute", mean)},
        {"attribute": [x, y]},
    )
