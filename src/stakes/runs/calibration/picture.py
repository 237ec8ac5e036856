"""Ranks as the departure of their distribution from uniform, with the band."""

from collections.abc import Sequence

from arviz_stats.ecdf_utils import compute_ecdf, get_pointwise_confidence_band
from matplotlib.axes import Axes

from stakes.decision.plots.axes import COLOURS, FAINT, legend, new_axes
from stakes.runs.calibration.bands import points
from stakes.runs.calibration.verdict import Calibration


def plot_ranks(calibration: Calibration, names: Sequence[str] = (), ax: Axes | None = None) -> Axes:
    """By how much the ranks of some numbers depart from uniform, with the band of each by itself
    and that of the family.

    Parameters
    ----------
    calibration : of a structure.
    names : labels of numbers; the decision's own if empty. All others are drawn faintly.
    ax : axes to draw on; new ones if None.
    """
    axes = new_axes() if ax is None else ax
    refits = int(calibration.table.attrs["refits"])
    z = points(refits)
    for shade, level in ((0.35, "own_level"), (0.2, "family_level")):
        inside = 1 - calibration.table.attrs[level]
        lower, upper = get_pointwise_confidence_band(inside, refits, z)
        axes.fill_between(z, lower - z, upper - z, color=FAINT, alpha=shade, linewidth=0)
    chosen = list(names) or list(map(str, calibration.own_numbers["number"].values))
    for name in set(calibration.ranks) - set(chosen):
        away = compute_ecdf(calibration.ranks[name], z) - z
        axes.plot(z, away, color=FAINT, linewidth=0.4, alpha=0.5)
    for i, name in enumerate(chosen):
        away = compute_ecdf(calibration.ranks[name], z) - z
        style = "-" if i < len(COLOURS) else "--"
        axes.plot(z, away, style, color=COLOURS[i % len(COLOURS)], linewidth=1, label=name)
    axes.set_xlabel("Share of draws below the truth")
    axes.set_ylabel("Departure from uniform")
    axes.set_xlim(0.0, 1.0)
    legend(axes)
    return axes
