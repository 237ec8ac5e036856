"""Amounts as the main part says them: in a unit of fitting size, to no more digits than matter."""

from dataclasses import dataclass
from math import floor, log10

from stakes.assessment.cited_numbers import number
from stakes.decision_json.decision import Decision
from stakes.decision_json.records import Path, find
from stakes.wording import Shown, rounded

SMALLER = {"trillion": "billion", "billion": "million", "million": "thousand"}
FIGURES = 2  # significant digits that a reader keeps


@dataclass(frozen=True)
class Scale:
    """A unit of fitting size: amounts of the case times `factor` are in `unit`."""

    factor: float
    unit: str

    @property
    def short(self) -> str:
        """The unit where it has been said before: of an amount in millions that word alone."""
        word = self.unit.partition(" ")[0]
        return word if word in (*SMALLER, *SMALLER.values()) else self.unit

    def said(self, decision: Decision, value: Path, error: Path) -> Shown:
        """An amount of the decision to two digits, or to what its error leaves standing."""
        x, se = find(decision, value), find(decision, error) or 0.0
        return number(decision, value, brief(self.factor * x, self.factor * se))


def scale_of(unit: str, size: float) -> Scale:
    """The scale in which amounts of about a size, in the unit of a case, are whole numbers.

    Examples
    --------
    >>> scale_of("billion 2011 US dollars", 0.071)
    Scale(factor=1000.0, unit='million 2011 US dollars')
    >>> scale_of("euros", 0.071)
    Scale(factor=1.0, unit='euros')
    """
    word, _, rest = unit.partition(" ")
    factor = 1.0
    while word in SMALLER and 0 < size * factor < 1:
        word, factor = SMALLER[word], factor * 1000.0
    return Scale(factor, f"{word} {rest}".strip())


def brief(value: float, error: float = 0.0) -> str:
    """`value` to two significant digits, or fewer where its error leaves fewer standing.

    Examples
    --------
    >>> brief(71.02, 0.46), brief(0.2345, 0.3), brief(-1234.5), brief(0.0)
    ('71', '0.2', '−1,200', '0')
    """
    if value == 0:
        return "0"
    step = 10.0 ** (floor(log10(abs(value))) + 1 - FIGURES)
    return rounded(value, max(error, 2 * step))
