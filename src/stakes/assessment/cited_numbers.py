"""Numbers of a decision as a reader sees them, with the path at which they stand."""

from collections.abc import Mapping
from typing import Any

from stakes.decision_json.decision import Decision
from stakes.decision_json.records import Path, find, joined
from stakes.wording import Shown, plain, rounded

type Pieces = tuple[str, ...]  # of a sentence; some of them `Shown`


def number(decision: Decision, path: Path, text: str) -> Shown:
    """The number at a path of the decision, shown as `text`."""
    return Shown(text, find(decision, path), joined(path))


def estimate(decision: Decision, value: Path, error: Path, scale: float = 1.0) -> Pieces:
    """A number of the decision ± its standard error, by their paths; the error is left out where it
    is 0 or not known.
    """
    x, se = scale * find(decision, value), scale * (find(decision, error) or 0.0)
    shown = number(decision, value, rounded(x, se))
    return (
        (shown, "\u00a0±\u00a0", number(decision, error, rounded(se, se))) if se > 0 else (shown,)
    )


def after(number: str, unit: str) -> str:
    """`unit`, as it stands after a number: of one, its first word without the closing s.

    Examples
    --------
    >>> after("1", "years"), after("2", "years"), after("1", "loss"), after("1", "tests a year")
    ('year', 'years', 'loss', 'test a year')
    """
    first, space, rest = unit.partition(" ")
    one = number == "1" and first.endswith("s") and not first.endswith("ss")
    return f"{first[:-1] if one else first}{space}{rest}"


def categorical(states: Mapping[str, Any] | None) -> bool:
    """Whether every state is a value of its own, so that the numbers only stand for names."""
    return bool(states) and all(state.value is not None for state in (states or {}).values())


def named(states: Mapping[str, Any] | None, x: float) -> str:
    """A value as a reader knows it: of `categorical` states the label, never the number.

    Parameters
    ----------
    states : of a quantity, by id; None where it has none.
    x : one of its values.
    """
    if not categorical(states):
        return plain(x)
    return next((s.label for s in (states or {}).values() if s.value == x), plain(x))
