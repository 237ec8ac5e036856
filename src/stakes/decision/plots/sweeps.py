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


def plot_information(found: xr.Dataset, ax: Axes | None = None) -> tuple[Axes, xr.Dataset]:
    """EVPI and EVPPI along a sweep, ± 2 standard errors; from `information_curves`.

    Raises
    ------
    ValueError
        If the columns evpi and evpi_mcse are missing.

    Examples
    --------
    >>> found = xr.Dataset(
    ...     {"evpi": ("price", [0.1, 0.8]), "evpi_mcse": ("price", [0.01, 0.02])},
    ...     {"price": [1, 2]},
    ... )
    >>> axes, data = plot_information(found)
    >>> axes.get_xlabel(), axes.get_ylabel()
    ('price', 'value of information')
    """
    if missing := [name for name in ("evpi", "evpi_mcse") if name not in found]:
        raise ValueError(
            f"the columns {', '.join(missing)} are missing: give the Dataset that "
            "information_curves returns"
        )
    rows = {"all": (found["evpi"], found["evpi_mcse"])}
    if "evppi" in found:
        rows |= {
            str(g): (found["evppi"].sel(group=g), found["se"].sel(group=g))
            for g in found["group"].to_numpy()
        }
    values, errors = (
        xr.concat([row[k].reset_coords(drop=True) for row in rows.values()], "option")
        for k in (0, 1)
    )
    curve = values.assign_coords(option=list(rows), mcse=errors.variable)
    axes, data = curves(curve.rename("value"), "information_curves", "mcse", ax)
    axes.set_ylim(bottom=0)
    axes.set_ylabel(with_unit("value of information", found.attrs))
    return axes, data.rename(option="known")
