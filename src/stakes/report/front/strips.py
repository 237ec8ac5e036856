"""Marks on a strip: where something lies between two ends of an axis, for the page to draw as it is
wide.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

from matplotlib.ticker import LogLocator, MaxNLocator

from stakes.wording import plain

LOG_SPAN = 50.0  # ratio of the ends, from which an axis is logarithmic
ROOM = 0.04  # of the axis, beyond what must be on it
APART = 14.0  # per cent of the axis, that ticks keep from each other


@dataclass(frozen=True)
class Mark:
    """What is drawn: a ``range`` or a ``dot`` or a ``line``, in per cent of the strip; `tone` says
    of whom it tells.
    """

    kind: str
    left: float
    width: float = 0.0
    tone: str = ""


@dataclass(frozen=True)
class Strip:
    """Marks, and what they say in words."""

    marks: tuple[Mark, ...]
    alt: str


@dataclass(frozen=True)
class Axis:
    """An axis from `low` to `high`, logarithmic where all is positive and far apart."""

    low: float
    high: float
    log: bool = False

    def at(self, x: float) -> float:
        """Place of a value, in per cent, not beyond the ends."""
        ends = (self.low, self.high, max(x, self.low) if self.log else x)
        low, high, x = map(log10, ends) if self.log else ends
        return round(min(max(100 * (x - low) / (high - low), 0.0), 100.0), 2)

    def range(self, low: float, high: float, tone: str = "") -> Mark:
        return Mark("range", self.at(low), round(self.at(high) - self.at(low), 2), tone)

    def dot(self, x: float, tone: str = "") -> Mark:
        return Mark("dot", self.at(x), tone=tone)

    def line(self, x: float, tone: str = "") -> Mark:
        return Mark("line", self.at(x), tone=tone)

    def ticks(self, factor: float = 1.0) -> list[tuple[float, str]]:
        """Places and labels of round numbers, in a unit `factor` times smaller."""
        ends = (self.low * factor, self.high * factor)
        locator = LogLocator(10, numticks=5) if self.log else MaxNLocator(5, steps=[1, 2, 5, 10])
        inside = [float(x) for x in locator.tick_values(*ends) if ends[0] <= x <= ends[1]]
        found: list[tuple[float, str]] = []
        for x in sorted(inside, key=abs):
            place = self.at(x / factor)
            if all(abs(place - other) >= APART for other, _ in found):
                found.append((place, plain(round(x, 9))))
        return sorted(found)


def axis_over(values: Sequence[float], room: float = ROOM) -> Axis:
    """An axis on which all values lie.

    Examples
    --------
    >>> axis_over([0.0, 10.0], 0.0).at(2.5)
    25.0
    """
    low, high = min(values), max(values)
    if low > 0 and high > LOG_SPAN * low:
        by = (high / low) ** room
        return Axis(low / by, high * by, True)
    by = room * (high - low) if high > low else max(abs(low), 1.0)
    return Axis(low - by, high + by)
