"""Where one may stand at each stage: what of the earlier choices still matters."""

from typing import NamedTuple

from stakes.decision.sequence.decision_points import Points


class State(NamedTuple):
    """Earlier choices on which anything to come depends, and what is open."""

    choices: tuple[tuple[int, int], ...]  # (stage, option), ascending
    open: tuple[int, ...]  # options

    def held(self) -> dict[int, int]:
        """Option numbers by stage."""
        return dict(self.choices)


class Level(NamedTuple):
    """The states of one stage, and where each choice leads."""

    states: tuple[State, ...]
    leads: dict[tuple[int, int], int]  # (state, option) -> number of a state of the next stage


def levels(points: Points) -> list[Level]:
    """All states that can be reached, stage by stage; histories that make no difference share
    one.
    """
    states: tuple[State, ...] = (State((), tuple(range(len(points.points[0].options)))),)
    found = []
    for t, point in enumerate(points.points):
        if t + 1 == len(points.points):
            found.append(Level(states, {}))
            break
        matters = _matters(points, t + 1)
        numbers: dict[State, int] = {}
        leads = {}
        for i, state in enumerate(states):
            for option in state.open:
                held = {**state.held(), t: option}
                kept = tuple((s, held[s]) for s in sorted(held) if s in matters)
                following = State(kept, point.opens[option])
                leads[i, option] = numbers.setdefault(following, len(numbers))
        found.append(Level(states, leads))
        states = tuple(numbers)
    return found


def _matters(points: Points, stage: int) -> set[int]:
    """Stages before one, on whose choices something depends from then on."""
    later = points.points[stage:]
    by = [s for p in later for held in (p.value, *p.seen.values()) for s in held.by]
    return {s for s in by if s < stage}
