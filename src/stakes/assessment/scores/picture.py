"""The reliability picture."""

import xarray as xr
from matplotlib.axes import Axes

from stakes.decision.plots.axes import COLOURS, FAINT, new_axes


def plot_reliability(curve: xr.Dataset, bins: xr.Dataset, ax: Axes | None = None) -> Axes:
    """How often events came against the probability that they were given.

    Parameters
    ----------
    curve : as from `reliability`: the recalibrated probabilities and the band of a calibrated
        forecaster.
    bins : as from `in_bins`, with their intervals.
    ax : axes to draw on; new ones if None.
    """
    axes = new_axes() if ax is None else ax
    p = curve["probability"].to_numpy()
    axes.plot([0, 1], [0, 1], color=FAINT, linewidth=0.8, linestyle="--")
    lower, upper = (curve[side].to_numpy() for side in ("lower", "upper"))
    axes.fill_between(
        p, lower, upper, step="mid", color=FAINT, alpha=0.3, linewidth=0, label="if calibrated"
    )
    axes.step(p, curve["recalibrated"], where="mid", color=COLOURS[0], label="recalibrated")
    at, seen = bins["probability"].to_numpy(), bins["frequency"].to_numpy()
    ends = [seen - bins["lower"].to_numpy(), bins["upper"].to_numpy() - seen]
    axes.errorbar(at, seen, ends, fmt="o", color=COLOURS[1], capsize=2, label="in bins, 90 %")
    axes.set(xlim=(0, 1), ylim=(-0.02, 1.02))
    axes.set_xlabel("Probability that the model gave")
    axes.set_ylabel("Share that came")
    axes.legend(loc="lower right", frameon=False, fontsize="small")
    return axes
