"""A choice by regression as a few rules that can be said: which option, if what is seen."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.categories import LEVELS

DEPTH = 3  # conditions of a rule, at most
CUTS = 40  # places at which a number is cut
LEAST_GAIN = 0.03  # of what choosing by the regression adds, for a condition more
LEAST_SHARE = 0.01  # of the draws, that a rule is for
DIGITS = 3  # of a number in a condition


class Seen(NamedTuple):
    """One summary: draws, and the names of its levels if it is a category."""

    x: Array
    levels: tuple[str, ...] = ()


class Condition(NamedTuple):
    """That a summary lies below a number, or not; or is of a level, or not."""

    name: str
    at: float
    holds: bool  # below it, or of the level
    level: str = ""

    def met(self, seen: Mapping[str, Seen]) -> Array:
        """Whether it is met, (draw,)."""
        x = seen[self.name].x
        return np.asarray((x == self.at if self.level else x < self.at) == self.holds)


class Rule(NamedTuple):
    """What is chosen where all of its conditions are met."""

    conditions: tuple[Condition, ...]
    option: int


def rules(fit: Array, seen: Mapping[str, Seen]) -> list[Rule]:
    """Rules whose conditions divide all draws between them; one alone if no condition gains enough.

    Grown from the top: each condition is the one by which most is gained, as fitted (a policy tree,
    greedily).

    Parameters
    ----------
    fit : (option, draw), expected lead of each option.
    seen : summaries of the same draws.

    References
    ----------
    Athey, S. and Wager, S. (2021). Policy learning with observational data. Econometrica 89(1),
    133-161.
    """
    gain = fit.max(axis=0).sum() - fit.sum(axis=1).max()
    moving = {name: s for name, s in seen.items() if s.x.min() < s.x.max()}
    return _grown(fit, moving, LEAST_GAIN * float(gain), int(LEAST_SHARE * fit.shape[1]) + 1)


def _grown(
    fit: Array, seen: Mapping[str, Seen], least: float, few: int, depth: int = DEPTH
) -> list[Rule]:
    best = int(fit.sum(axis=1).argmax())
    found = _split(fit, seen, few) if depth and fit.shape[1] >= 2 * few else None
    if found is None or found[1] <= max(least, 0.0):
        return [Rule((), best)]
    sides = []
    for holds in (True, False):
        condition = found[0]._replace(holds=holds)
        met = condition.met(seen)
        inside = {name: Seen(s.x[met], s.levels) for name, s in seen.items()}
        below = _grown(fit[:, met], inside, least, few, depth - 1)
        sides.append([Rule((condition, *rule.conditions), rule.option) for rule in below])
    chosen = {rule.option for side in sides for rule in side}
    return [Rule((), chosen.pop())] if len(chosen) == 1 else sides[0] + sides[1]


def _split(fit: Array, seen: Mapping[str, Seen], few: int) -> tuple[Condition, float] | None:
    """The condition that gains most, and what it gains."""
    alone, total = float(fit.sum(axis=1).max()), fit.sum(axis=1)
    best: tuple[Condition, float] | None = None
    for name, s in seen.items():
        for condition in _conditions(name, s):
            met = condition.met(seen)
            count = int(met.sum())
            if min(count, met.size - count) < few:
                continue
            inside = fit @ met
            gain = float(inside.max() + (total - inside).max()) - alone
            if best is None or gain > best[1]:
                best = condition, gain
    return best


def _conditions(name: str, seen: Seen) -> list[Condition]:
    """Where a summary may be cut: between its levels, or at quantiles, rounded to what is said."""
    if seen.levels:
        return [Condition(name, float(i), True, seen.levels[i]) for i in np.unique(seen.x).tolist()]
    found = np.unique(seen.x)
    if len(found) > LEVELS:
        found = np.unique(np.quantile(seen.x, np.arange(1, CUTS) / CUTS, method="nearest"))
        found = np.unique([float(f"{x:.{DIGITS}g}") for x in found])
    return [Condition(name, float(x), True) for x in found if seen.x.min() < x <= seen.x.max()]
