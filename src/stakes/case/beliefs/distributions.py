"""The named distributions that a prior may be, with PyMC's names for their parameters."""

from math import inf
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from stakes.case.beliefs.discrete import (
    Binomial,
    DiscreteUniform,
    Geometric,
    NegativeBinomial,
    Poisson,
    Table,
)
from stakes.case.reading.records import (
    Extended,
    Number,
    Positive,
    Record,
    fault,
    numbers,
    tidy,
)

_LEAST = 1e-6  # probability that a truncation must leave


class _Named(Record):
    """A continuous distribution, truncated to the interval `between` if that is given."""

    between: (
        Annotated[tuple[Extended, Extended], numbers(2, "two numbers, lower and upper")] | None
    ) = None

    @property
    def parameters(self) -> dict[str, float]:
        """Parameters by name, as PyMC's distribution of that name takes them; without the
        truncation.
        """
        return self.model_dump(exclude={"name", "between"})

    @property
    def reach(self) -> tuple[float, float]:
        """The least interval that holds every value, before truncation."""
        return (0.0, inf)

    @property
    def support(self) -> tuple[float, float]:
        """The least interval that holds every value the distribution can take."""
        low, high = self.between or (-inf, inf)
        return (max(low, self.reach[0]), min(high, self.reach[1]))

    @property
    def discrete(self) -> bool:
        return False

    @property
    def plain(self) -> bool:
        """Whether it is a random variable of its own in the model; others are quantile functions of
        a standard normal score.
        """
        return self.between is None

    @model_validator(mode="after")
    def _leaves_something(self) -> Self:
        if self.between is None:
            return self
        low, high = self.between
        if not low < high:
            raise fault(f"is out of order ({tidy(self.between)})", "lower first", "between")
        from stakes.case.beliefs.families import mass

        name = getattr(self, "name")  # noqa: B009 (of the subclasses)
        if not mass(name, self.parameters, low, high) >= _LEAST:
            raise fault(
                f"[{tidy(self.between)}] holds next to nothing of the distribution",
                "truncate it less, or change its parameters",
                "between",
            )
        return self


class Normal(_Named):
    name: Literal["normal"] = "normal"
    mu: Number
    sigma: Positive

    @property
    def reach(self) -> tuple[float, float]:
        return (-inf, inf)


class HalfNormal(_Named):
    name: Literal["half_normal"] = "half_normal"
    sigma: Positive


class Beta(_Named):
    name: Literal["beta"] = "beta"
    alpha: Positive
    beta: Positive

    @property
    def reach(self) -> tuple[float, float]:
        return (0.0, 1.0)


class Gamma(_Named):
    name: Literal["gamma"] = "gamma"
    alpha: Positive
    beta: Positive


class LogNormal(_Named):
    name: Literal["log_normal"] = "log_normal"
    mu: Number
    sigma: Positive


def _above_lower(upper: float, info: ValidationInfo) -> float:
    lower = info.data.get("lower")
    if lower is not None and upper <= lower:
        raise fault(f"is {upper:g}, not above lower ({lower:g})", "give a number above lower")
    return upper


class Uniform(_Named):
    name: Literal["uniform"] = "uniform"
    lower: Number
    upper: Annotated[Number, AfterValidator(_above_lower)]

    @property
    def reach(self) -> tuple[float, float]:
        return (self.lower, self.upper)


class Exponential(_Named):
    name: Literal["exponential"] = "exponential"
    lam: Positive


class _ByScore(_Named):
    @property
    def plain(self) -> bool:
        return False


class StudentT(_ByScore):
    name: Literal["student_t"] = "student_t"
    nu: Positive
    mu: Number
    sigma: Positive

    @property
    def reach(self) -> tuple[float, float]:
        return (-inf, inf)


class Weibull(_ByScore):
    name: Literal["weibull"] = "weibull"
    alpha: Positive
    beta: Positive


class ScaledBeta(_ByScore):
    name: Literal["scaled_beta"] = "scaled_beta"
    alpha: Positive
    beta: Positive
    lower: Number
    upper: Annotated[Number, AfterValidator(_above_lower)]

    @property
    def reach(self) -> tuple[float, float]:
        return (self.lower, self.upper)


def _between_ends(mode: float, info: ValidationInfo) -> float:
    low, high = info.data.get("lower"), info.data.get("upper")
    if low is not None and high is not None and not low <= mode <= high:
        raise fault(f"is {mode:g}, outside [{low:g}, {high:g}]", "give a mode between the ends")
    return mode


class Triangular(_ByScore):
    name: Literal["triangular"] = "triangular"
    lower: Number
    upper: Annotated[Number, AfterValidator(_above_lower)]
    mode: Annotated[Number, AfterValidator(_between_ends)]

    @property
    def reach(self) -> tuple[float, float]:
        return (self.lower, self.upper)


class Pert(Triangular):
    name: Literal["pert"] = "pert"  # type: ignore[assignment]


Distribution = Annotated[
    Normal
    | HalfNormal
    | Beta
    | Gamma
    | LogNormal
    | Uniform
    | Exponential
    | StudentT
    | Weibull
    | ScaledBeta
    | Triangular
    | Pert
    | Poisson
    | Binomial
    | NegativeBinomial
    | Geometric
    | DiscreteUniform
    | Table,
    Field(discriminator="name"),
]
