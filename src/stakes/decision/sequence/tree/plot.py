"""A picture of the tree of a policy."""

from textwrap import fill

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from stakes.decision.plots.axes import COLOURS, FAINT, columns
from stakes.decision.plots.wording import spaced, text
from stakes.decision.sequence.tree.words import as_shown, depths, in_order

COLUMN, ROW = 2.6, 0.9  # inches, of a stage and of a branch
WIDE = 24  # characters in a line
HALF = 0.2  # width of a branch's box, in columns


def plot_policy(table: xr.Dataset, ax: Axes | None = None) -> tuple[Axes, xr.Dataset]:
    """The tree of a policy from left to right: each branch with what would have to be seen, its
    share of the draws and its value; from `policy`.

    Lines are as thick as the share.

    Raises
    ------
    ValueError
        If a column of `policy` is missing.

    Examples
    --------
    >>> x = np.random.default_rng(1).normal(size=(2, 500))
    >>> value = xr.DataArray([0 * x[0], x[0]], {"option": ["stay", "go"]}, ("option", "sample"))
    >>> found = stakes.policy([stakes.Stage("choice", value, {"sign": np.sign(x[0])})])
    >>> axes, data = plot_policy(found)
    >>> [t.get_text().splitlines()[0] for t in axes.texts]
    ['stay', 'go', 'sign is -1', 'sign is 1']
    """
    names = ("stage_of", "parent", "option_of", "when", "share", "branch_value", "branch_value_se")
    data = columns(table, "policy", *names)
    parents = data["parent"].to_numpy().tolist()
    depth, row = depths(parents), _rows(parents)
    axes = ax or _axes(max(depth) + 1, max(row) + 1)
    unit = f" {table.attrs['unit']}" if "unit" in table.attrs else ""
    first = float(np.mean([row[i] for i, d in enumerate(depth) if not d]))
    for i, parent in enumerate(parents):
        above = row[parent] if parent >= 0 else first
        _branch(axes, data.isel(branch=i), depth[i], row[i], unit)
        axes.plot(
            [depth[i] - 1 + HALF, depth[i] - HALF], [above, row[i]], color=COLOURS[0], alpha=0.4,
            linewidth=1 + 6 * float(data["share"][i]), solid_capstyle="butt", zorder=1,
        )  # fmt: skip
    for i, parent in enumerate(parents):
        when, above = data["when"].to_numpy()[i], row[parent] if parent >= 0 else first
        if when:
            axes.text(depth[i] - 0.5, (above + 2 * row[i]) / 3, text(str(when), WIDE),
                      ha="center", va="center", fontsize="x-small")  # fmt: skip
    axes.set_axis_off()
    axes.set_xlim(-0.8 if max(row) else -0.3, max(depth) + 0.5)
    axes.set_ylim(max(row) + 0.6, -0.6)
    return axes, data


def _axes(depth: int, rows: float) -> Axes:
    size = (COLUMN * (depth + 0.3), ROW * max(rows, 2))
    return Figure(figsize=size, layout="constrained").add_subplot()


def _branch(axes: Axes, branch: xr.Dataset, x: float, y: float, unit: str) -> None:
    value = as_shown(float(branch["branch_value"]), float(branch["branch_value_se"]))
    name = fill(spaced(branch["option_of"].item()), WIDE)
    words = f"{name}\n{float(branch['share']):.0%}, {value}{unit}".replace("$", r"\$")
    box = {"boxstyle": "round", "facecolor": "white", "edgecolor": FAINT}
    axes.text(x, y, words, ha="center", va="center", fontsize="small", bbox=box, zorder=2)


def _rows(parents: list[int]) -> list[float]:
    """Height of each branch: leaves one below the other, others in the middle of what follows."""
    row = [0.0] * len(parents)
    leaves = [i for i in in_order(parents) if i not in parents]
    for place, i in enumerate(leaves):
        row[i] = float(place)
    for i in reversed(range(len(parents))):
        below = [row[j] for j, parent in enumerate(parents) if parent == i]
        row[i] = float(np.mean(below)) if below else row[i]
    return row
