"""A belief given by many quantiles: the distribution of a family that comes nearest."""

from collections.abc import Callable
from itertools import pairwise
from math import inf
from typing import Annotated, Any, Literal, NamedTuple, Self

import numpy as np
from pydantic import Field, ValidationInfo, model_validator

from stakes.case.beliefs.bounds import limits_of, within
from stakes.case.beliefs.distributions import (
    Beta,
    Distribution,
    Gamma,
    LogNormal,
    Normal,
    ScaledBeta,
    Weibull,
)
from stakes.case.reading.records import Number, Record, fault, tidy
from stakes.case.reading.validation import Where

FEWEST = 3
LARGE = 0.05  # difference in probability from which a misfit is worth saying
_FAR = 30.0  # logarithm of a parameter, at most
_NARROW = 1e-6  # spread of a first guess, at least, as a share of the bounds


class Elicited(Record):
    """Quantiles as they were given, at levels of whoever gave them.

    `family` is the distribution fitted to them; the nearest of all that have the bounds if None.
    """

    levels: Annotated[tuple[Number, ...], Field(min_length=1)]
    values: Annotated[tuple[Number, ...], Field(min_length=1)]
    family: Literal["normal", "log_normal", "gamma", "beta", "weibull", "scaled_beta"] | None = None

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if len(self.levels) < FEWEST or len(self.values) != len(self.levels):
            raise fault(
                f"has {len(self.levels)} levels and {len(self.values)} values",
                f"give a value for each of {FEWEST} levels or more",
            )
        if not self.levels[0] > 0 or not self.levels[-1] < 1:
            raise fault(
                f"levels ({tidy(self.levels)}) leave (0, 1)", "give probabilities inside (0, 1)"
            )
        for name, numbers in (("levels", self.levels), ("values", self.values)):
            if any(a >= b for a, b in pairwise(numbers)):
                raise fault(f"do not rise ({tidy(numbers)})", "give them in rising order", name)
        return self


class Fit(NamedTuple):
    """A fitted distribution, and by how much its probabilities miss the levels that were given."""

    distribution: Distribution
    misfit: tuple[float, ...]  # of each value: probability at or below it, less its level

    @property
    def largest(self) -> float:
        return max(map(abs, self.misfit))


def fitted(elicited: Elicited, bounds: tuple[float, float]) -> Fit | None:
    """The distribution of the family asked for, or of all that have these bounds, whose
    probabilities at the values have the least squares from the levels; None if none can have them.

    References
    ----------
    O'Hagan, A. et al. (2006). Uncertain Judgements: Eliciting Experts' Probabilities. Wiley.
    Oakley, J. E. and O'Hagan, A. (2019). SHELF: the Sheffield Elicitation Framework, version 4.
    """
    asked = [elicited.family] if elicited.family else _with_bounds(bounds)
    found = [fit for name in asked if (fit := _of_family(name, elicited, bounds)) is not None]
    return min(found, key=lambda fit: sum(x**2 for x in fit.misfit), default=None)


def elicited_within(elicited: Elicited, info: ValidationInfo) -> Elicited:
    """All values within the bounds of the quantity, where they are given."""
    limits = limits_of(info.data)
    if limits and (info.data["given_bounds"] or limits[1] == 1):
        span = (elicited.values[0], elicited.values[-1])
        within(limits, span, f"values ({tidy(elicited.values)}) reach", "values")
    return elicited


def bounds_of(elicited: Elicited, given: tuple[float, float] | None) -> tuple[float, float]:
    """The bounds of what is fitted: as given, else by the family, else by the sign of the
    values.
    """
    if given is not None:
        return given
    if elicited.family is not None and elicited.family != "scaled_beta":
        return {"normal": (-inf, inf), "beta": (0.0, 1.0)}.get(elicited.family, (0.0, inf))
    return (-inf, inf) if elicited.values[0] < 0 else (0.0, inf)


def _with_bounds(bounds: tuple[float, float]) -> list[str]:
    low, high = bounds
    if bounds == (-inf, inf):
        return ["normal"]
    if bounds == (0.0, inf):
        return ["log_normal", "gamma", "weibull"]
    if bounds == (0.0, 1.0):
        return ["beta"]
    return ["scaled_beta"] if np.isfinite([low, high]).all() else []


def _build(name: str, x: Any, bounds: tuple[float, float]) -> Distribution:
    """From two numbers without bounds of their own."""
    a, b = float(x[0]), float(np.exp(np.clip(x[1], -_FAR, _FAR)))
    positive = float(np.exp(np.clip(a, -_FAR, _FAR)))
    ends = {"lower": bounds[0], "upper": bounds[1]}
    made: dict[str, Callable[[], Distribution]] = {
        "normal": lambda: Normal(mu=a, sigma=b),
        "log_normal": lambda: LogNormal(mu=a, sigma=b),
        "gamma": lambda: Gamma(alpha=positive, beta=b),
        "weibull": lambda: Weibull(alpha=positive, beta=b),
        "beta": lambda: Beta(alpha=positive, beta=b),
        "scaled_beta": lambda: ScaledBeta(alpha=positive, beta=b, **ends),
    }
    return made[name]()


def _start(name: str, values: Any, bounds: tuple[float, float]) -> list[float] | None:
    """A first guess, by the middle and the spread of the values; None where these leave the
    family's range.
    """
    logs = name in ("log_normal", "weibull", "gamma")
    if (logs and values[0] <= 0) or (name == "beta" and not 0 < values[0] < values[-1] < 1):
        return None
    inner = bounds[0] < values[0] < values[-1] < bounds[1] and np.isfinite(bounds).all()
    if name == "scaled_beta" and not inner:
        return None
    x = np.log(values) if name in ("log_normal", "weibull") else values
    middle, spread = float(np.median(x)), float(np.ptp(x)) / 3
    if name in ("normal", "log_normal"):
        return [middle, np.log(spread)]
    if name == "weibull":
        return [-np.log(spread), middle]
    if name == "gamma":
        return [2 * np.log(middle / spread), np.log(middle) - 2 * np.log(spread)]
    low, high = bounds if name == "scaled_beta" else (0.0, 1.0)
    share, sd = (middle - low) / (high - low), spread / (high - low)
    size = max(share * (1 - share) / max(sd, _NARROW) ** 2 - 1, 0.1)
    return [np.log(share * size), np.log((1 - share) * size)]


def _of_family(name: str, elicited: Elicited, bounds: tuple[float, float]) -> Fit | None:
    from scipy.optimize import least_squares

    from stakes.case.beliefs.families import FAMILIES

    values, levels = np.array(elicited.values), np.array(elicited.levels)
    start = _start(name, values, bounds)
    if start is None:
        return None

    def misfit(x: Any) -> Any:
        law = _build(name, x, bounds)
        return FAMILIES[name](**law.parameters).cdf(values) - levels

    best = least_squares(misfit, start, xtol=1e-12, ftol=1e-12, gtol=1e-12)
    return missed(_build(name, best.x, bounds), elicited)


def missed(distribution: Distribution, elicited: Elicited) -> Fit:
    """A distribution as a `Fit` to what was elicited."""
    from stakes.case.beliefs.families import FAMILIES

    law = FAMILIES[distribution.name](**distribution.parameters)
    off = law.cdf(np.array(elicited.values)) - np.array(elicited.levels)
    return Fit(distribution, tuple(float(x) for x in off))


def nearest(
    elicited: Elicited, given: tuple[float, float] | None, key: str, where: Where
) -> Distribution | None:
    """The distribution fitted to a quantity's elicited values; None, and a problem, if there is
    none.

    Parameters
    ----------
    given : the bounds of the quantity, as its table or its unit has them; None if neither does.
    """
    bounds = bounds_of(elicited, given)
    fit = fitted(elicited, bounds)
    low, high = fit.distribution.support if fit else (-inf, inf)
    if fit is not None and bounds[0] <= low and high <= bounds[1]:
        return fit.distribution
    named = f"the family {elicited.family}" if elicited.family else "no family"
    problem = f"{named} {'does not fit' if elicited.family else 'fits'} values within the bounds"
    fix = "name another family, or change the bounds"
    where.wrong(key, f"{problem} [{tidy(bounds)}]", fix)
    return None


def said(fit: Fit, levels: tuple[float, ...]) -> str:
    """In words: the family, and where it misses most.

    Examples
    --------
    >>> said(Fit(Normal(mu=0.0, sigma=1.0), (0.0, -0.021)), (0.5, 0.95))
    'normal, off by at most 2.1 points (at the 95 % quantile)'
    """
    at = max(range(len(levels)), key=lambda i: abs(fit.misfit[i]))
    name = fit.distribution.name.replace("_", "-")
    where = f"at the {100 * levels[at]:g} % quantile"
    return f"{name}, off by at most {100 * fit.largest:.1f} points ({where})"
