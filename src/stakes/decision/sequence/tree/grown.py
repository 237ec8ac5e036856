"""The policy as a small tree: for each branch what would have to be seen, its share, its value."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.decision.sequence.backward import Solution
from stakes.decision.sequence.forward import follows, next_state
from stakes.decision.sequence.tree.rules import Rule, Seen, rules
from stakes.decision.sequence.tree.words import either, said

WORTH = 1.0  # standard errors, by which rules have to gain more than the one best option


@dataclass
class Branch:
    """A choice at a stage, after other choices.

    Attributes
    ----------
    stage : its number. `parent` : the number of the branch it follows, -1 if none.
    option : its number. `when` : what would have to be seen, in words; empty if anything.
    here : the draws, by fold, that take it.
    """

    stage: int
    parent: int
    option: int
    when: str
    here: Array


@dataclass
class Tree:
    """All branches, parents first, and the value of following them in each draw, by fold."""

    branches: list[Branch] = field(default_factory=list)
    value: Array = field(default_factory=lambda: np.zeros(0))


class _Node(NamedTuple):
    """Draws that have taken the same branches up to a stage, the last of which is `parent`."""

    stage: int
    state: int
    here: Array
    parent: int


def grow(solution: Solution) -> Tree:
    """The policy as rules that can be said; stages where one option alone is open are passed
    over.
    """
    n = solution.points.draws
    grown = Tree(value=np.zeros(n))
    groups = [(np.arange(n), -1)]
    state = np.zeros(n, np.intp)
    for t in range(len(solution.levels)):
        chosen = np.empty(n, np.intp)
        following = []
        for here, parent in groups:
            node = _Node(t, int(state[here[0]]), here, parent)
            following += _branches(solution, node, grown, chosen)
            grown.value[here] += solution.value(t, node.state)[chosen[here], here]
        groups = following
        state = next_state(solution, t, state, chosen)
    return grown


def _branches(
    solution: Solution, node: _Node, grown: Tree, chosen: Array
) -> list[tuple[Array, int]]:
    """What follows a node, as draws and the number of their branch; the branches are added to the
    tree.
    """
    solved, here = solution.at[node.stage][node.state], node.here
    if len(solved.open) == 1:
        chosen[here] = solved.open[0]
        return [(here, node.parent)]
    seen = _seen(solution, node)
    found = _worth_it(solution, node, rules(solved.fit[:, here], seen), seen)
    met = [_met(rule, seen, len(here)) for rule in found]
    following = []
    for row in sorted({rule.option for rule in found}):
        own = [(r, m) for r, m in zip(found, met, strict=True) if r.option == row]
        draws = here[np.logical_or.reduce([m for _, m in own])]
        chosen[draws] = solved.open[row]
        when = either([said(rule.conditions, seen) for rule, _ in own])
        following.append((draws, len(grown.branches)))
        grown.branches.append(Branch(node.stage, node.parent, solved.open[row], when, draws))
    return following


def _seen(solution: Solution, node: _Node) -> dict[str, Seen]:
    held = solution.levels[node.stage].states[node.state].held()
    order = solution.folds.order[node.here]
    return {
        name: Seen(h.given(held)[order], h.levels)
        for name, h in solution.points.points[node.stage].seen.items()
    }


def _met(rule: Rule, seen: dict[str, Seen], count: int) -> Array:
    met: Array = np.ones(count, bool)
    for condition in rule.conditions:
        met = met & condition.met(seen)
    return met


def _worth_it(
    solution: Solution, node: _Node, found: list[Rule], seen: dict[str, Seen]
) -> list[Rule]:
    """The rules, or the option best on average where they gain no more than noise would."""
    y = follows(solution, node.stage, node.state)[:, node.here]
    best = int(y.mean(axis=1).argmax())
    gain = np.zeros(solution.points.draws)
    for rule in found:
        met = _met(rule, seen, len(node.here))
        gain[node.here[met]] = y[rule.option, met] - y[best, met]
    clear = gain.mean() > WORTH * standard_error(solution.series(gain))
    return found if clear else [Rule((), best)]
