"""Plots along a sweep: of weights of the attributes, of aversions to risk."""

import xarray as xr
from matplotlib.axes import Axes

from stakes.decision.plots.curves import curves
from stakes.decision.plots.wording import with_unit


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
