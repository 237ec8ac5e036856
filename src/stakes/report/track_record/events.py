"""Events that the case predicted and that came, as marks on the axis of dates."""

from dataclasses import dataclass
from datetime import date

from stakes.assessment.scores.record import Scores

MARKS = 16  # at most, so that their numbers stand clear of each other


@dataclass(frozen=True)
class Mark:
    """Events that came within a short span: its number, its middle, and what came by day."""

    number: int
    day: date
    came: tuple[tuple[date, str], ...]


def marks(scores: Scores | None, first: date, last: date) -> list[Mark]:
    """Events that came between two days, those that lie close together under one number.

    An event stands at the day on which it was known that it came.
    """
    if scores is None or last <= first:
        return []
    events = sorted(
        (date.fromisoformat(p.known), p.statement)
        for p in scores.predictions.values()
        if p.type == "event" and p.outcome == str(True)
    )
    width = (last - first) / MARKS
    groups: dict[int, list[tuple[date, str]]] = {}
    for day, statement in events:
        if first <= day <= last:
            groups.setdefault(min(int((day - first) / width), MARKS - 1), []).append(
                (day, statement)
            )
    return [
        Mark(number, first + (i + 0.5) * width, tuple(came))
        for number, (i, came) in enumerate(groups.items(), 1)
    ]
