"""Ranks as the departure of their distribution from uniform, with the band."""

from collections.abc import Sequence

import numpy as np
import xarray as xr
from arviz_stats.ecdf_utils import compute_ecdf, get_pointwise_confidence_band
from matplotlib.axes import Axes

from stakes.decision.plots.axes import COLOURS, FAINT, legend, new_axes
from stakes.runs.calibration.bands import points
from stakes.runs.calibration.ranks import LEAD
from stakes.runs.calibration.verdict import Calibration

FEW = 5  # numbers named


def plot_ranks(
    calibration: Calibration, names: Sequence[str] = (), ax: Axes | None = None
) -> tuple[Axes, xr.Dataset]:
    """By how much the ranks of some numbers depart from uniform, with the band of each by itself
    and that of the family.

    Parameters
    ----------
    calibration : of a structure, from `stakes.calibrate`.
    names : labels of numbers; the lead, and the least likely of those outside the band of the
        family, if empty. All others are drawn faintly.
    ax : axes to draw on; new ones if None.

    Returns
    -------
    The axes, and what is shown of the numbers named: Dataset[number, share] departure.

    References
    ----------
    Säilynoja, T., Bürkner, P.-C. and Vehtari, A. (2022). Graphical test for discrete uniformity and
    its applications in goodness-of-fit evaluation and multiple sample comparison. Statistics and
    Computing 32, 32.
    """
    axes = new_axes() if ax is None else ax
    refits = int(calibration.table.attrs["refits"])
    z = points(refits)
    for shade, level in ((0.35, "own_level"), (0.2, "family_level")):
        inside = 1 - calibration.table.attrs[level]
        lower, upper = get_pointwise_confidence_band(inside, refits, z)
        axes.fill_between(z, lower - z, upper - z, color=FAINT, alpha=shade, linewidth=0)
    chosen = list(names) or _telling(calibration)
    away = {name: compute_ecdf(at, z) - z for name, at in calibration.ranks.items()}
    for name in set(away) - set(chosen):
        axes.plot(z, away[name], color=FAINT, linewidth=0.4, alpha=0.5)
    for i, name in enumerate(chosen):
        style = "-" if i < len(COLOURS) else "--"
        colour = COLOURS[i % len(COLOURS)]
        axes.plot(z, away[name], style, color=colour, linewidth=1, label=name)
    axes.set_xlabel("Share of draws below the truth")
    axes.set_ylabel("Departure from uniform")
    axes.set_xlim(0.0, 1.0)
    legend(axes)
    drawn = np.array([away[name] for name in chosen]).reshape(len(chosen), z.size)
    departure = xr.DataArray(drawn, {"number": chosen, "share": z}, ("number", "share"))
    return axes, departure.to_dataset(name="departure")


def _telling(calibration: Calibration) -> list[str]:
    """The lead, and the least likely numbers of those that fail."""
    numbers, failed = (calibration.table[k].to_numpy() for k in ("number", "failed"))
    leads = [str(n) for n in numbers if str(n).startswith(LEAD)]
    return list(dict.fromkeys([*leads, *map(str, numbers[failed][:FEW])]))
