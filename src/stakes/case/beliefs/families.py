"""The named distributions of single numbers, as scipy has them."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from scipy import stats

_PERT = 4.0  # weight of the mode, as in the programme evaluation and review technique


def _pert(lower: float, mode: float, upper: float) -> Any:
    up, down = ((x / (upper - lower)) for x in (mode - lower, upper - mode))
    return stats.beta(1 + _PERT * up, 1 + _PERT * down, lower, upper - lower)


def _triangular(lower: float, mode: float, upper: float) -> Any:
    return stats.triang((mode - lower) / (upper - lower), lower, upper - lower)


FAMILIES: dict[str, Callable[..., Any]] = {
    "normal": lambda mu, sigma: stats.norm(mu, sigma),
    "half_normal": lambda sigma: stats.halfnorm(scale=sigma),
    "beta": lambda alpha, beta: stats.beta(alpha, beta),
    "gamma": lambda alpha, beta: stats.gamma(alpha, scale=1 / beta),
    "log_normal": lambda mu, sigma: stats.lognorm(sigma, scale=np.exp(mu)),
    "uniform": lambda lower, upper: stats.uniform(lower, upper - lower),
    "exponential": lambda lam: stats.expon(scale=1 / lam),
    "student_t": lambda nu, mu, sigma: stats.t(nu, mu, sigma),
    "weibull": lambda alpha, beta: stats.weibull_min(alpha, scale=beta),
    "scaled_beta": lambda alpha, beta, lower, upper: stats.beta(alpha, beta, lower, upper - lower),
    "triangular": _triangular,
    "pert": _pert,
}
COUNTS: dict[str, Callable[..., Any]] = {
    "poisson": lambda mu: stats.poisson(mu),
    "binomial": lambda n, p: stats.binom(n, p),
    "negative_binomial": lambda mu, alpha: stats.nbinom(alpha, alpha / (alpha + mu)),
    "geometric": lambda p: stats.geom(p),
    "discrete_uniform": lambda lower, upper: stats.randint(lower, upper + 1),
}


def mass(name: str, parameters: Mapping[str, float], low: float, high: float) -> float:
    """Probability that a named distribution gives to an interval, to full precision in its
    tails.
    """
    law = FAMILIES[name](**parameters)
    below, above = law.cdf(low), law.sf(high)
    return float(law.sf(low) - above if below > 0.5 else law.cdf(high) - below)
