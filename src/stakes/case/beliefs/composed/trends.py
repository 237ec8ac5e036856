"""Quantities that change over time by a named trend, whose parameters are quantities too."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

import numpy as np
from pydantic import AfterValidator, Field, model_validator

from stakes.case.reading.records import Name, Number, Record, Text, fault, tidy
from stakes.case.reading.validation import Where
from stakes.errors import instead_of

type Parameter = str | float

_NEEDS = {
    "linear": ("start", "slope"),
    "exponential": ("start", "rate"),
    "saturating": ("start", "limit", "rate"),
    "logistic": ("start", "limit", "rate", "middle"),
    "step": ("start", "limit", "when"),
}
_SHAPES: dict[str, Callable[..., Any]] = {
    "linear": lambda math, t, start, slope: start + slope * t,
    "exponential": lambda math, t, start, rate: start * math.exp(t * math.log1p(rate)),
    "saturating": lambda math, t, start, limit, rate: limit + (start - limit) * math.exp(-rate * t),
    "logistic": lambda math, t, start, limit, rate, middle: (
        start + (limit - start) / (1 + math.exp(-rate * (t - middle)))
    ),
    "step": lambda math, t, start, limit, when: start + (limit - start) * (t >= when),
}
NUMBERS = ("quantiles", "distribution", "pooled", "draws", "value")  # kinds of a parameter


def _rising(at: tuple[float, ...]) -> tuple[float, ...]:
    if any(a >= b for a, b in pairwise(at)):
        raise fault(f"({tidy(at)}) do not rise", "give each time once, the first at the head")
    return at


class Trend(Record):
    """A value at each of several times, from parameters that are numbers or ids of quantities.

    With t the time since the first of `at`: ``linear`` start + slope t; ``exponential`` start (1 +
    rate)^t; ``saturating`` limit + (start - limit) exp(-rate t); ``logistic`` start + (limit -
    start) / (1 + exp(-rate (t - middle))); ``step`` start, and limit from `when` on. `middle` and
    `when` count from the first time too.
    """

    shape: Literal["linear", "exponential", "saturating", "logistic", "step"]
    at: Annotated[tuple[Number, ...], Field(min_length=2), AfterValidator(_rising)]
    dim: Name = "year"
    start: Text | Number
    slope: Text | Number | None = None
    rate: Text | Number | None = None
    limit: Text | Number | None = None
    middle: Text | Number | None = None
    when: Text | Number | None = None

    @property
    def parameters(self) -> dict[str, Parameter]:
        """Parameters of the shape, by name."""
        return {name: getattr(self, name) for name in _NEEDS[self.shape]}

    @property
    def labels(self) -> list[int] | list[float]:
        """Times, whole ones as whole numbers."""
        whole = all(t == int(t) for t in self.at)
        return [int(t) for t in self.at] if whole else list(self.at)

    @model_validator(mode="after")
    def _has_its_own(self) -> Self:
        every = {name for names in _NEEDS.values() for name in names}
        for name in sorted(every):
            given = getattr(self, name) is not None
            if name in _NEEDS[self.shape] and not given:
                raise fault(f"has no {name}", f"give one, which a {self.shape} trend needs")
            if given and name not in _NEEDS[self.shape]:
                said = f"has nothing to do with a {self.shape} trend"
                raise fault(said, "leave it out", name)
        return self

    def values(self, held: Mapping[str, Any], math: Any = np) -> Any:
        """The trend at its times, the last axis; `held` are its parameters' values by name, and
        `math` may be PyTensor's.
        """
        times = np.array(self.at) - self.at[0]
        return _SHAPES[self.shape](math, times, **held)


def check_parameters(trend: Trend, kinds: Mapping[str, str], key: str, where: Where) -> None:
    """Problems where a parameter names no quantity of the file, or one that is no single number.

    Parameters
    ----------
    kinds : kind of prior by id, of all valid quantities of the file.
    """
    for name, given in trend.parameters.items():
        if not isinstance(given, str):
            continue
        if given not in kinds:
            fix = instead_of(given, kinds, "name a quantity of this file, or give a number")
            where.wrong(f"{key}.{name}", f"unknown quantity '{given}'", fix)
        elif kinds[given] not in NUMBERS:
            said = f"'{given}' is no single number ({kinds[given]})"
            where.wrong(f"{key}.{name}", said, "name one that is")
