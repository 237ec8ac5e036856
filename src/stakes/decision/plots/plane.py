"""The plane of two attributes."""

from collections.abc import Mapping

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from stakes.decision.draws.arrays import Array, check_finite, to_numpy
from stakes.decision.plots.axes import COLOURS, FAINT, legend, new_axes
from stakes.decision.plots.wording import names, spaced, with_unit


def plot_plane(
    parts: xr.DataArray,
    options: tuple[str, str],
    attributes: tuple[str, str],
    weights: Mapping[str, float] | None = None,
    ax: Axes | None = None,
    points: int = 2000,
) -> tuple[Axes, xr.Dataset]:
    """Plane of two attributes: by how much one option exceeds another in each, draw by draw, and on
    average.

    Parameters
    ----------
    parts : draws with dims ``attribute``, ``option`` and the sample dims.
    options : ids of two; what is drawn is the first less the second.
    attributes : ids of those on the horizontal and the vertical axis.
    weights : of the two attributes; draws the line where they cancel; if both are positive, the
        first option is better above it.
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
    draws = _differences(parts, options, attributes)
    mean, shown = draws.mean(axis=1), draws[:, :: -(-draws.shape[1] // points)]
    axes = ax or new_axes()
    _cloud(axes, shown, mean)
    if weights is not None:
        _cancel_line(axes, weights, *attributes)
    called = dict(zip(map(str, parts["option"].to_numpy()), names(parts, "option"), strict=True))
    less = " less ".join(called[o] for o in options)
    x, y = attributes
    axes.set_xlabel(with_unit(f"{spaced(x)}: {less}", parts.attrs))
    axes.set_ylabel(with_unit(f"{spaced(y)}: {less}", parts.attrs, 32))
    legend(axes)
    return axes, xr.Dataset(
        {x: ("point", shown[0]), y: ("point", shown[1]), "mean": ("attribute", mean)},
        {"attribute": [x, y]},
    )


def _differences(
    parts: xr.DataArray, options: tuple[str, str], attributes: tuple[str, str]
) -> Array:
    """Draws of one option less another, (attribute, draw)."""
    for dim, (one, two) in (("option", options), ("attribute", attributes)):
        known = [str(i) for i in parts[dim].to_numpy()] if dim in parts.dims else []
        if one == two or not {one, two} <= set(known):
            raise ValueError(
                f"two different ones of the dim {dim!r} are needed, of "
                f"{', '.join(known) or 'none'}; not {one}, {two}"
            )
    first, second = (parts.sel(option=o).sel(attribute=list(attributes)) for o in options)
    lead = (first - second).drop_vars("option", errors="ignore")
    draws = to_numpy(lead, "attribute").reshape(2, -1)
    check_finite(draws, list(attributes))
    return draws


def _cloud(axes: Axes, shown: Array, mean: Array) -> None:
    axes.axhline(0, color=FAINT, linewidth=1)
    axes.axvline(0, color=FAINT, linewidth=1)
    axes.scatter(shown[0], shown[1], s=7, color=COLOURS[0], alpha=0.3, linewidths=0)
    edge = "white"
    axes.plot(*mean, "o", color=COLOURS[1], markersize=8, markeredgecolor=edge, label="average")


def _cancel_line(axes: Axes, weights: Mapping[str, float], x: str, y: str) -> None:
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
