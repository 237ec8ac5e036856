"""Rules and trees in words."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from stakes.decision.sequence.tree.rules import Condition, Seen

EXACT = 1e-9  # of a number: an error that is only rounding
FEW = 8  # levels, up to which a number is said to be one of them


def said(conditions: Sequence[Condition], seen: Mapping[str, Seen]) -> str:
    """Conditions joined by "and"; those on one summary in one phrase."""
    names = list(dict.fromkeys(c.name for c in conditions))
    return " and ".join(
        _one(name, [c for c in conditions if c.name == name], seen[name]) for name in names
    )


def either(phrases: Sequence[str]) -> str:
    """Several conditions of which one is met; empty if any is."""
    return "" if "" in phrases else ", or ".join(dict.fromkeys(phrases))


def _one(name: str, conditions: list[Condition], seen: Seen) -> str:
    shown = name.replace("_", " ")
    levels = np.unique(seen.x)
    left = levels[np.logical_and.reduce([c.met({name: Seen(levels)}) for c in conditions])]
    if len(levels) <= FEW or seen.levels:
        words = [seen.levels[int(x)] if seen.levels else f"{x:g}" for x in left]
        if len(left) == len(levels) - 1 and len(left) > 1:
            (out,) = set(levels.tolist()) - set(left.tolist())
            return f"{shown} is not {seen.levels[int(out)] if seen.levels else f'{out:g}'}"
        return f"{shown} is {' or '.join(words)}"
    low = max((c.at for c in conditions if not c.holds), default=None)
    high = min((c.at for c in conditions if c.holds), default=None)
    if high is None:
        return f"{shown} is {low:g} or more"
    if low is None:
        return f"{shown} is below {high:g}"
    return f"{shown} is {low:g} or more and below {high:g}"


def tree_in_words(found: xr.Dataset) -> str:
    """The tree of `stakes.policy` as text: a line a branch, indented below the one it follows."""
    parents = found["parent"].to_numpy().tolist()
    depth, unit = depths(parents), f" {found.attrs['unit']}" if "unit" in found.attrs else ""
    lines = []
    for i in in_order(parents):
        row = found.isel(branch=i)
        when = f" if {row['when'].item()}" if row["when"].item() else ""
        value = as_shown(float(row["branch_value"]), float(row["branch_value_se"])) + unit
        head = f"{row['stage_of'].item()}: {row['option_of'].item()}{when}"
        lines.append(f"{'  ' * depth[i]}{head} ({float(row['share']):.0%}, worth {value})")
    return "\n".join(lines)


def in_order(parents: list[int], below: int = -1) -> list[int]:
    """Branches as one meets them on a walk through the tree, from the parent of each."""
    found = []
    for i, parent in enumerate(parents):
        if parent == below:
            found += [i, *in_order(parents, i)]
    return found


def depths(parents: list[int]) -> list[int]:
    """How many branches come before each."""
    depth: list[int] = []
    for parent in parents:
        depth.append(depth[parent] + 1 if parent >= 0 else 0)
    return depth


def as_shown(x: float, error: float) -> str:
    """A number with the decimals that its error leaves sense to; four digits of an exact one."""
    if not EXACT * abs(x) < error < np.inf:
        return f"{x:.4g}"
    return f"{x:.{max(0, -int(np.floor(np.log10(error))))}f}"
