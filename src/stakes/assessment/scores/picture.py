"""The reliability picture."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from stakes.assessment.scores.record import Scores
from stakes.decision.plots.axes import COLOURS, FAINT, new_axes


def plot_reliability(scores: Scores, ax: Axes | None = None) -> tuple[Axes, xr.Dataset]:
    """How often events came against the probability that they were given: recalibrated, within the
    band of a calibrated forecaster, and in bins with intervals of 90 %.

    Parameters
    ----------
    scores : from `stakes.score_predictions`.
    ax : axes to draw on; new ones if None.

    Returns
    -------
    The axes, and what is shown: Dataset[event] probability, recalibrated, lower, upper, and [bin]
    given, came, came_lower, came_upper.

    References
    ----------
    Dimitriadis, T., Gneiting, T. and Jordan, A. I. (2021). Stable reliability diagrams for
    probabilistic classifiers. PNAS 118(8), e2016191118.
    """
    shown = _shown(scores)
    axes = new_axes() if ax is None else ax
    axes.plot([0, 1], [0, 1], color=FAINT, linewidth=0.8, linestyle="--")
    p, lower, upper = (shown[name].to_numpy() for name in ("probability", "lower", "upper"))
    axes.fill_between(
        p, lower, upper, step="mid", color=FAINT, alpha=0.3, linewidth=0, label="if calibrated"
    )
    axes.step(p, shown["recalibrated"], where="mid", color=COLOURS[0], label="recalibrated")
    given, came = shown["given"].to_numpy(), shown["came"].to_numpy()
    ends = np.abs([shown[f"came_{side}"].to_numpy() - came for side in ("lower", "upper")])
    axes.errorbar(given, came, ends, fmt="o", color=COLOURS[1], capsize=2, label="in bins, 90 %")
    axes.set(xlim=(0, 1), ylim=(-0.02, 1.02))
    axes.set_xlabel("Probability that the model gave")
    axes.set_ylabel("Share that came")
    axes.legend(loc="lower right", frameon=False, fontsize="small")
    return axes, shown


def _shown(scores: Scores) -> xr.Dataset:
    curve = {
        name: ("event", np.array([getattr(point, name) for point in scores.curve]))
        for name in ("probability", "recalibrated", "lower", "upper")
    }
    names = {"probability": "given", "frequency": "came", "lower": "came_lower"}
    bins = {
        new: ("bin", np.array([getattr(b, old) for b in scores.bins]))
        for old, new in (names | {"upper": "came_upper"}).items()
    }
    return xr.Dataset(curve | bins)
