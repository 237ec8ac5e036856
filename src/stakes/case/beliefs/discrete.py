"""Distributions of whole numbers, and of a few values of any kind."""

from itertools import pairwise
from math import inf, sqrt
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from stakes.case.reading.records import (
    Count,
    Number,
    Positive,
    Record,
    Share,
    Whole,
    fault,
    tidy,
)

_SUM_TOLERANCE = 1e-6
_MOST = 100_000  # values that are listed
_SPREADS, _TAIL = 16.0, 33.0  # standard deviations, and lengths of a tail, that are not rare


class Discrete(Record):
    @property
    def parameters(self) -> dict[str, float]:
        """Parameters by name, as PyMC's distribution of that name takes them."""
        return self.model_dump(exclude={"name"})

    @property
    def support(self) -> tuple[float, float]:
        """The least interval that holds every value the distribution can take."""
        return (0.0, inf)

    @property
    def reach(self) -> float:
        """About how many values there are, without the rarest."""
        return 0.0

    @model_validator(mode="after")
    def _can_be_listed(self) -> Self:
        if not self.reach <= _MOST:
            fix = "take a continuous distribution"
            raise fault(f"has some {self.reach:.0e} values, more than {_MOST:,}", fix)
        return self

    @property
    def discrete(self) -> bool:
        return True

    @property
    def plain(self) -> bool:
        return False


class Poisson(Discrete):
    name: Literal["poisson"] = "poisson"
    mu: Positive

    @property
    def reach(self) -> float:
        return _SPREADS * sqrt(self.mu)


class Binomial(Discrete):
    name: Literal["binomial"] = "binomial"
    n: Count
    p: Share

    @property
    def support(self) -> tuple[float, float]:
        return (0.0, float(self.n))

    @property
    def reach(self) -> float:
        return _SPREADS * sqrt(self.n * self.p * (1 - self.p))


class NegativeBinomial(Discrete):
    name: Literal["negative_binomial"] = "negative_binomial"
    mu: Positive
    alpha: Positive

    @property
    def reach(self) -> float:
        return _TAIL * max(self.mu / self.alpha, sqrt(self.mu))


def _positive_share(p: float) -> float:
    if not p > 0:
        raise fault("is 0", "give a number above 0, up to 1")
    return p


class Geometric(Discrete):
    name: Literal["geometric"] = "geometric"
    p: Annotated[Share, AfterValidator(_positive_share)]

    @property
    def support(self) -> tuple[float, float]:
        return (1.0, inf)

    @property
    def reach(self) -> float:
        return _TAIL / self.p


def _not_below(upper: int, info: ValidationInfo) -> int:
    lower = info.data.get("lower")
    if lower is not None and upper < lower:
        raise fault(f"is {upper}, below lower ({lower})", "give lower or a number above it")
    return upper


class DiscreteUniform(Discrete):
    name: Literal["discrete_uniform"] = "discrete_uniform"
    lower: Whole
    upper: Annotated[Whole, AfterValidator(_not_below)]

    @property
    def support(self) -> tuple[float, float]:
        return (float(self.lower), float(self.upper))

    @property
    def reach(self) -> float:
        return float(self.upper - self.lower)


def _rising(values: tuple[float, ...]) -> tuple[float, ...]:
    if any(a >= b for a, b in pairwise(values)):
        raise fault(f"values do not rise ({tidy(values)})", "give each once, the smallest first")
    return values


def _whole(weights: tuple[float, ...], info: ValidationInfo) -> tuple[float, ...]:
    values = info.data.get("values")
    if values is not None and len(weights) != len(values):
        raise fault(
            f"has {len(weights)} entries, values {len(values)}", "give a weight for each value"
        )
    if abs(sum(weights) - 1) > _SUM_TOLERANCE:
        raise fault(f"sum to {sum(weights):.6g}, not 1", "change them so that they sum to 1")
    return weights


class Table(Discrete):
    """A few values with their probabilities."""

    name: Literal["discrete"] = "discrete"
    values: Annotated[tuple[Number, ...], Field(min_length=1), AfterValidator(_rising)]
    weights: Annotated[tuple[Share, ...], AfterValidator(_whole)]

    @property
    def support(self) -> tuple[float, float]:
        return (self.values[0], self.values[-1])
