"""The policy followed from the first stage to the last."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.sequence.backward import Solution


class Walk(NamedTuple):
    """Where each draw stands at a stage and what is chosen there, (draw,) by fold."""

    state: Array
    chosen: Array


def followed(solution: Solution) -> list[Walk]:
    """The stages in order, choices by regressions that do not know the draw."""
    state = np.zeros(solution.points.draws, np.intp)
    found = []
    for t, solved in enumerate(solution.at):
        chosen = np.empty(state.size, np.intp)
        for i, here in _here(state):
            chosen[here] = solved[i].chosen[here]
        found.append(Walk(state, chosen))
        state = next_state(solution, t, state, chosen)
    return found


def next_state(solution: Solution, stage: int, state: Array, chosen: Array) -> Array:
    """Number of each draw's state at the next stage."""
    leads = solution.levels[stage].leads
    table = np.zeros((int(state.max()) + 1, int(chosen.max()) + 1), np.intp)
    for (i, option), following in leads.items():
        if i < len(table) and option < table.shape[1]:
            table[i, option] = following
    return np.asarray(table[state, chosen])


def unforeseen(solution: Solution, walk: list[Walk]) -> Array:
    """By how much what was chosen came out above what the fits of the upper bound expected of it,
    over all stages: (draw,) by fold.
    """
    found = np.zeros(solution.points.draws)
    for t, (state, chosen) in enumerate(walk):
        for i, here in _here(state):
            solved = solution.at[t][i]
            found[here] += solved.off[np.searchsorted(solved.open, chosen[here]), here]
    return found


def flexibility(solution: Solution, walk: list[Walk]) -> Iterator[Array]:
    """For each stage, what it adds in each draw that one need not choose there before one has seen
    what is to be seen by then: (draw,), in the order of the folds.

    The choice is held against that of the one option which, in the state that is reached, is
    expected to be best on average, by the same regressions; earlier choices and later ones are
    those of the policy.
    """
    fold = np.repeat(np.arange(solution.folds.count), np.diff(solution.folds.edges))
    for t, (state, chosen) in enumerate(walk):
        added = np.zeros(state.size)
        for i, here in _here(state):
            options = solution.at[t][i].open
            if len(options) < 2:
                continue
            y = follows(solution, t, i)[:, here]
            fixed = _best_on_average(solution.at[t][i].fit[:, here], fold[here])
            at = np.arange(len(here))
            added[here] = y[np.searchsorted(options, chosen[here]), at] - y[fixed, at]
        yield added


def follows(solution: Solution, stage: int, state: int) -> Array:
    """What each open option leads to with the choices of the policy from there on, (open, draw)."""
    solved, leads = solution.at[stage][state], solution.levels[stage].leads
    now = solution.value(stage, state)[list(solved.open)]
    if not leads:
        return now
    later = [solution.at[stage + 1][leads[state, d]].togo for d in solved.open]
    return np.asarray(now + np.array([solution.folds.own(togo) for togo in later]))


def _here(state: Array) -> Iterator[tuple[int, Array]]:
    """The draws that stand in each state."""
    for i in np.unique(state).tolist():
        yield i, np.flatnonzero(state == i)


def _best_on_average(fit: Array, fold: Array) -> Array:
    """For each draw, the row of the highest sum over the draws of its fold."""
    sums = np.array([np.bincount(fold, row) for row in fit])
    best: Array = sums.argmax(axis=0)
    return np.asarray(best[fold])
