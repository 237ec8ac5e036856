"""Axes and what all plots on them share: colours, legend, numbers along an axis."""

import sys

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from stakes.decision.plots.wording import number

# Okabe and Ito's colours, which the colour-blind tell apart; dashes help in print
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
FAINT = "#9A9A9A"
SIZE = (4.8, 3.4)  # inches: at 400 px a text of 10 points is 12 px high
ERRORS = 2  # standard errors on either side


def new_axes() -> Axes:
    """Axes of a figure of their own, which pyplot knows, and shows, in a notebook alone."""
    if _in_notebook():
        from matplotlib import pyplot

        return pyplot.figure(figsize=SIZE, layout="constrained").add_subplot()
    return Figure(figsize=SIZE, layout="constrained").add_subplot()


def _in_notebook() -> bool:
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return getattr(shell, "kernel", None) is not None


def columns(table: xr.Dataset, source: str, *names: str) -> xr.Dataset:
    """Some variables of a Dataset that a function of the package returned."""
    if missing := [name for name in names if name not in table]:
        raise ValueError(
            f"{', '.join(missing)} missing: give the Dataset that {source} returns; this has "
            f"{', '.join(map(str, table))}"
        )
    return table[[name for name in names if name not in table.dims]]


def legend(axes: Axes, count: int = 2) -> None:
    """Legend above the axes, where it hides nothing."""
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=count,
        frameon=False,
        fontsize="small",
        borderaxespad=0.2,
    )


def plain_numbers(axes: Axes, which: str) -> None:
    axis = axes.xaxis if which == "x" else axes.yaxis
    axis.set_major_formatter(FuncFormatter(number))
    axis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
