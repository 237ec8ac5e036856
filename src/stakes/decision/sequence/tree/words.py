"""Rules and trees in words."""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array
from stakes.decision.sequence.tree.rules import Condition, Seen

EXACT = 1e-9  # of a number: an error that is only rounding
FEW = 8  # levels, up to which a number is said by them


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
    shown, levels = name.replace("_", " "), np.unique(seen.x)
    met = np.ones(len(levels), bool)
    for condition in conditions:
        met &= condition.met({name: Seen(levels)})
    if seen.levels:
        names = [seen.levels[int(x)] for x in levels]
        out = [word for word, ok in zip(names, met, strict=True) if not ok]
        kept = [word for word, ok in zip(names, met, strict=True) if ok]
        return (
            f"{shown} is not {out[0]}" if len(out) == 1 < len(kept) else f"{shown} is {_or(kept)}"
        )
    if len(levels) <= FEW:
        return f"{shown} is {_from_to(levels, levels[met])}"
    ends = [f"{max(low):g} or more"] if (low := [c.at for c in conditions if not c.holds]) else []
    ends += [f"below {min(high):g}"] if (high := [c.at for c in conditions if c.holds]) else []
    return f"{shown} is {' and '.join(ends)}"


def _or(words: Sequence[str]) -> str:
    return " or ".join(words)


def _from_to(levels: Array, left: Array) -> str:
    """Some neighbours among a few numbers."""
    low, high = (f"{x:g}" for x in (left[0], left[-1]))
    if len(left) == 1:
        return low
    if left[0] == levels[0]:
        return f"{high} or less"
    return f"{low} or more" if left[-1] == levels[-1] else f"{low} to {high}"


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
