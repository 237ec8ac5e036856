"""All choices made at once and held for good: what a sequence adds to."""

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.sequence.decision_points import Points
from stakes.decision.sequence.states import Level


def held_for_good(points: Points, steps: list[Level]) -> tuple[int, ...]:
    """The options with the highest expected value if all stages are decided at the outset."""
    worth: Array = np.zeros(1)
    best: list[dict[int, int]] = []
    for t in reversed(range(len(steps))):
        later, worth, taken = worth, np.empty(len(steps[t].states)), {}
        for i, state in enumerate(steps[t].states):
            mean = points.points[t].value.given(state.held()).mean(axis=1)
            total = [mean[d] + later[steps[t].leads.get((i, d), 0)] for d in state.open]
            taken[i] = state.open[int(np.argmax(total))]
            worth[i] = max(total)
        best.insert(0, taken)
    place, found = 0, []
    for t, step in enumerate(steps):
        found.append(best[t][place])
        place = step.leads.get((place, found[-1]), 0)
    return tuple(found)


def path(steps: list[Level], held: tuple[int, ...]) -> list[int]:
    """Number of the state at each stage if these options are chosen."""
    states = [0]
    for step, option in zip(steps[:-1], held, strict=False):
        states.append(step.leads[states[-1], option])
    return states


def along(points: Points, steps: list[Level], held: tuple[int, ...]) -> Array:
    """Value of holding these options, (draw,)."""
    return np.sum(
        [
            points.points[t].value.given(steps[t].states[i].held())[option]
            for t, (i, option) in enumerate(zip(path(steps, held), held, strict=True))
        ],
        axis=0,
    )


def foreseen(points: Points, steps: list[Level]) -> Array:
    """Value of each draw's best choices, (draw,): those of one who knows all from the start."""
    later: list[Array] = []
    for t in reversed(range(len(steps))):
        now = []
        for i, state in enumerate(steps[t].states):
            value = points.points[t].value.given(state.held())
            total = [value[d] + (later[steps[t].leads[i, d]] if later else 0.0) for d in state.open]
            now.append(np.max(total, axis=0))
        later = now
    return later[0]
