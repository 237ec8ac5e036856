"""A plot of the amounts."""

import xarray as xr
from matplotlib.axes import Axes

from stakes.decision.plots.axes import COLOURS, ERRORS, FAINT, columns, legend, new_axes
from stakes.decision.plots.wording import number, with_unit


def plot_amount(table: xr.Dataset, ax: Axes | None = None) -> tuple[Axes, xr.Dataset]:
    """Expected value by amount ± 2 standard errors, the best, and the amounts that cannot be told
    from it; from `best_amount`.

    Raises
    ------
    ValueError
        If a column of `best_amount` is missing.

    Examples
    --------
    >>> amounts = np.array([0.0, 1.0, 2.0])
    >>> draws = np.outer(amounts, [1.0, 3.0]) - amounts[:, None] ** 2
    >>> value = xr.DataArray(draws, {"amount": amounts}, ("amount", "sample"))
    >>> axes, data = plot_amount(stakes.best_amount(value))
    >>> data["best"].item(), axes.get_xlabel()
    (1.0, 'amount')
    """
    data = columns(table, "best_amount", "expected", "mcse", "best", "lower", "upper")
    axes, at, height = ax or new_axes(), data["amount"].to_numpy(), data["expected"].to_numpy()
    spread = ERRORS * data["mcse"].to_numpy()
    low, high, best = (data[name].item() for name in ("lower", "upper", "best"))
    axes.axvspan(low, high, color=FAINT, alpha=0.35, linewidth=0, label="not told from the best")
    axes.fill_between(
        at, height - spread, height + spread, color=COLOURS[0], alpha=0.25, linewidth=0
    )
    axes.plot(at, height, color=COLOURS[0], linewidth=1.8)
    top = float(data["expected"].sel(amount=best))
    axes.plot(best, top, "o", color=COLOURS[1], label=f"best: {number(best)}")
    axes.set_xlabel(with_unit("amount", data["amount"].attrs))
    axes.set_ylabel(with_unit("expected value", table.attrs))
    legend(axes)
    return axes, data
