"""Four panels of a cost-effectiveness analysis: plane, incremental net benefit, acceptability,
EVPI.
"""

import sys
from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from stakes.decision.draws.inputs import Value
from stakes.decision.economic_evaluation.cost_effectiveness import SWEEP
from stakes.decision.economic_evaluation.effects_and_costs import outcomes
from stakes.decision.economic_evaluation.efficiency_frontier import ON
from stakes.decision.plots.axes import COLOURS, ERRORS, FAINT, legend, plain_numbers
from stakes.decision.plots.curves import curves
from stakes.decision.plots.wording import names, text, with_unit

SIZE = (9.6, 6.8)  # inches
SHOWN = 1_000  # draws of the cloud
NEEDED = ("inb", "ceac", "ceaf", "evpi", "status")


def plot_cost_effectiveness(
    table: xr.Dataset, effects: Value | None = None, costs: Value | None = None
) -> tuple[Any, xr.Dataset]:
    """Cost-effectiveness plane with the efficiency frontier, expected incremental net benefit,
    acceptability curves with their frontier, and EVPI along the thresholds, with bands of 2
    standard errors.

    Parameters
    ----------
    table : from `cost_effectiveness`.
    effects, costs : the draws that it is of, for the cloud of up to 1,000 of them in the plane;
        means alone without.

    Returns
    -------
    Four axes (2, 2), and what they show: `table`.

    Raises
    ------
    ValueError
        If `table` is not what `cost_effectiveness` returns.

    References
    ----------
    Black, W. C. (1990). The CE plane: a graphic representation of cost-effectiveness. Medical
    Decision Making 10(3), 212-214.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> effects, costs = rng.normal([0, 1], 0.1, (500, 2)), rng.normal([0, 10], 1.0, (500, 2))
    >>> axes, _ = plot_cost_effectiveness(stakes.cost_effectiveness(effects, costs, [5, 10, 20]))
    >>> [ax.get_ylabel() for ax in axes.flat]
    ['difference in cost', 'incremental net benefit', 'probability of being best', 'EVPI']
    """
    if missing := [name for name in NEEDED if name not in table]:
        raise ValueError(
            f"{', '.join(missing)} missing: give the Dataset that cost_effectiveness returns"
        )
    axes = _figure().subplots(2, 2)
    _plane(axes[0, 0], table, _cloud(table, effects, costs))
    _curves(axes[0, 1], table, "inb", "incremental net benefit")
    _curves(axes[1, 0], table, "ceac", "probability of being best")
    _information(axes[1, 1], table)
    return axes, table


def _figure() -> Figure:
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if getattr(shell, "kernel", None) is not None:
        from matplotlib import pyplot

        return pyplot.figure(figsize=SIZE, layout="constrained")
    return Figure(figsize=SIZE, layout="constrained")


def _cloud(table: xr.Dataset, effects: Value | None, costs: Value | None) -> list[Any]:
    """Of each option, differences in effect and cost in some of the draws."""
    if effects is None or costs is None:
        return []
    given = outcomes(effects, costs)
    base = [str(i) for i in table["option"].to_numpy()].index(table.attrs["against"])
    found = []
    for row_e, row_c in zip(*given.arrays(), strict=True):
        step = max(row_e.size // SHOWN, 1)
        found.append((row_e.ravel()[::step], row_c.ravel()[::step]))
    return [(e - found[base][0], c - found[base][1]) for e, c in found]


def _plane(ax: Axes, table: xr.Dataset, cloud: list[Any]) -> None:
    e, c = table["effect_difference"].to_numpy(), table["cost_difference"].to_numpy()
    line = sorted(np.flatnonzero(table["status"] == ON).tolist(), key=lambda i: e[i])
    ax.axhline(0, color=FAINT, linewidth=0.8)
    ax.axvline(0, color=FAINT, linewidth=0.8)
    ax.plot(e[line], c[line], color=FAINT, linewidth=3, label="efficiency frontier")
    for i, name in enumerate(names(table, "option")):
        colour = COLOURS[i % len(COLOURS)]
        if cloud:
            ax.scatter(
                cloud[i][0],
                cloud[i][1],
                s=4,
                color=colour,
                alpha=0.25,
                linewidths=0,
                rasterized=True,
            )
        ax.plot(e[i], c[i], "o", color=colour, markeredgecolor="white", label=text(name, 24))
    ax.set_xlabel(with_unit("difference in effect", {"unit": table.attrs.get("effect_unit")}))
    ax.set_ylabel(with_unit("difference in cost", table.attrs))
    plain_numbers(ax, "x")
    plain_numbers(ax, "y")
    legend(ax)


def _curves(ax: Axes, table: xr.Dataset, name: str, label: str) -> None:
    curve = table[name].assign_coords(
        {f"{name}_mcse": table[f"{name}_mcse"], "frontier": (SWEEP, table["best"].to_numpy())}
    )
    curve = curve.assign_coords({SWEEP: table[SWEEP].assign_attrs(_per_unit(table))})
    curves(curve, "cost_effectiveness", f"{name}_mcse", ax, frontier=True)
    ax.set_ylabel(label if name == "ceac" else with_unit(label, table.attrs))


def _information(ax: Axes, table: xr.Dataset) -> None:
    k, value = table[SWEEP].to_numpy(), table["evpi"].to_numpy()
    spread = ERRORS * table["evpi_mcse"].to_numpy()
    ax.plot(k, value, color=COLOURS[0], linewidth=1.8)
    ax.fill_between(k, value - spread, value + spread, color=COLOURS[0], alpha=0.2, linewidth=0)
    ax.set_ylim(bottom=0)
    ax.set_xlabel(with_unit(SWEEP, _per_unit(table)))
    ax.set_ylabel(with_unit("EVPI", table.attrs))
    plain_numbers(ax, "x")
    plain_numbers(ax, "y")


def _per_unit(table: xr.Dataset) -> Mapping[Hashable, str]:
    if {"unit", "effect_unit"} <= set(table.attrs):
        return {"unit": f"{table.attrs['unit']} per {table.attrs['effect_unit']}"}
    return {}
