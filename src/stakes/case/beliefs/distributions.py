"""The named distributions that a prior may be, with PyMC's names for their parameters."""

from math import inf
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo

from stakes.case.reading.records import Number, Positive, Record, fault


class _Named(Record):
    @property
    def parameters(self) -> dict[str, float]:
        """Parameters by name, as PyMC's distribution of that name takes them."""
        return self.model_dump(exclude={"name"})

    @property
    def support(self) -> tuple[float, float]:
        """The least interval that holds every value the distribution can take."""
        return (0.0, inf)


class Normal(_Named):
    name: Literal["normal"] = "normal"
    mu: Number
    sigma: Positive

    @property
    def support(self) -> tuple[float, float]:
        return (-inf, inf)


class HalfNormal(_Named):
    name: Literal["half_normal"] = "half_normal"
    sigma: Positive


class Beta(_Named):
    name: Literal["beta"] = "beta"
    alpha: Positive
    beta: Positive

    @property
    def support(self) -> tuple[float, float]:
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
    def support(self) -> tuple[float, float]:
        return (self.lower, self.upper)


class Exponential(_Named):
    name: Literal["exponential"] = "exponential"
    lam: Positive


Distribution = Annotated[
    Normal | HalfNormal | Beta | Gamma | LogNormal | Uniform | Exponential,
    Field(discriminator="name"),
]
