"""Backward induction: at each stage, regress what each choice leads to on what has been seen, and
take the best (Longstaff and Schwartz 2001).

A draw's choices are made by regressions none of which, at no stage, knew the draw: see
`fold_regression`. So what follows from them is what a policy is worth on fresh draws.
"""

from dataclasses import dataclass

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.sequence.decision_points import Points
from stakes.decision.sequence.fold_regression.design import design
from stakes.decision.sequence.fold_regression.folds import Folds, folds_of
from stakes.decision.sequence.held_choices import held_for_good, path
from stakes.decision.sequence.states import Level, State, levels
from stakes.decision.sequence.step import Branch, Solved, solved


@dataclass(frozen=True)
class Solution:
    """A sequence solved backwards; draws by fold.

    Attributes
    ----------
    at : by stage and state, what is chosen there and what follows.
    held : the best options if all choices are made at once: one for each stage.
    relaxed : (draw,), each draw's best choices less the penalty for what they know too early.
    off : (draw,), the penalty of what is held, of mean 0 but for errors of the fits.
    """

    points: Points
    folds: Folds
    levels: list[Level]
    at: list[list[Solved]]
    held: tuple[int, ...]
    relaxed: Array
    off: Array

    def value(self, stage: int, state: int) -> Array:
        """What each option adds at a stage, (option, draw)."""
        return value_of(self.points, self.folds, stage, self.levels[stage].states[state])

    def series(self, x: Array) -> Array:
        """Numbers by fold in the order and the shape of the draws."""
        out = np.empty(x.size, x.dtype)
        out[self.folds.order] = x
        return out.reshape(self.points.shape)


def value_of(points: Points, folds: Folds, stage: int, state: State) -> Array:
    """What each option adds at a stage, (option, draw by fold)."""
    return np.asarray(points.points[stage].value.given(state.held())[:, folds.order])


def solve(points: Points) -> Solution:
    """The policy, from the last stage to the first; see `stakes.policy`.

    References
    ----------
    Longstaff, F. A. and Schwartz, E. S. (2001). Valuing American options by simulation: a simple
    least-squares approach. Review of Financial Studies 14(1), 113-147.
    """
    folds, steps = folds_of(points.shape), levels(points)
    held = held_for_good(points, steps)
    at: list[list[Solved]] = []
    off = np.zeros(points.draws)
    for t, state in reversed(list(enumerate(path(steps, held)))):
        at.append(_stage(points, folds, t, steps[t], at[-1] if at else []))
        off += at[-1][state].penalty(held[t])
    first = at[-1][0]
    return Solution(points, folds, steps, at[::-1], held, folds.own(first.relaxed), off)


def _stage(
    points: Points, folds: Folds, stage: int, level: Level, later: list[Solved]
) -> list[Solved]:
    """All states of one stage; those in which the same has been seen share a regression."""
    found: dict[int, Solved] = {}
    for numbers in alike(points, stage, level):
        held = level.states[numbers[0]].held()
        seen = {n: h.given(held)[folds.order] for n, h in points.points[stage].seen.items()}
        branches = [
            Branch(
                value_of(points, folds, stage, level.states[i]),
                level.states[i].open,
                [later[level.leads[i, d]] for d in level.states[i].open] if later else [],
            )
            for i in numbers
        ]
        shown = design(seen, folds) if any(len(b.open) > 1 for b in branches) else None
        found |= dict(zip(numbers, solved(branches, shown, folds), strict=True))
    return [found[i] for i in range(len(level.states))]


def alike(points: Points, stage: int, level: Level) -> list[list[int]]:
    """Numbers of the states in which the same has been seen."""
    by = {s for held in points.points[stage].seen.values() for s in held.by}
    groups: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for i, state in enumerate(level.states):
        groups.setdefault(tuple(c for c in state.choices if c[0] in by), []).append(i)
    return list(groups.values())
