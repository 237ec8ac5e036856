"""Distributions of single numbers, by their quantile function: what is drawn without a sampler."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats
from scipy.integrate import tanhsinh
from scipy.special import ndtri

from stakes.case.beliefs.families import FAMILIES
from stakes.inference import jqpd
from stakes.inference.jqpd import Jqpd
from stakes.inference.quantile_functions.scores import KINDS, at_score, mean_by_score

type Array = npt.NDArray[Any]
# as in a file: {"family", "parameters"}, or by a score: one of `KINDS`, and "power"
type Marginal = Mapping[str, Any]

_POWERED: dict[str, Callable[..., dict[str, float]]] = {
    "normal": lambda a, mu, sigma: {"mu": mu, "sigma": sigma / a**0.5},
    "half_normal": lambda a, sigma: {"sigma": sigma / a**0.5},
    "beta": lambda a, alpha, beta: {"alpha": a * (alpha - 1) + 1, "beta": a * (beta - 1) + 1},
    "gamma": lambda a, alpha, beta: {"alpha": a * (alpha - 1) + 1, "beta": a * beta},
    "log_normal": lambda a, mu, sigma: {"mu": mu + (1 - a) * sigma**2 / a, "sigma": sigma / a**0.5},
    "uniform": lambda a, lower, upper: {"lower": lower, "upper": upper},
    "exponential": lambda a, lam: {"lam": a * lam},
}
_FAR = 12.0  # standard scores, beyond which no weight is left


def of_quantiles(p: Jqpd, power: float = 1.0) -> Marginal:
    """The transform `p` of a standard normal score, whose density is raised to a power."""
    return {
        "jqpd": [float(v) for v in (p.lower, p.upper, p.skew, p.centre, p.scale, p.shape)],
        "power": power,
    }


def of_family(name: str, parameters: Mapping[str, float], power: float = 1.0) -> Marginal:
    """A named distribution whose density is raised to a power, which is again one of its family.

    Raises
    ------
    ValueError
        If no distribution has that density, as of a beta whose powered parameters are not above 0.
    """
    given = {k: float(v) for k, v in parameters.items()}
    raised = given if power == 1.0 else _POWERED[name](power, **given)
    if name in ("beta", "gamma") and min(raised.values()) <= 0:
        raise ValueError(
            f"the density of {name}({given}) to the power {power:g} has no finite integral"
        )
    return {"family": name, "parameters": raised}


def scored(marginal: Marginal) -> bool:
    """Whether it is a function of a normal score, whose density is what is raised to a power."""
    return any(kind in marginal for kind in KINDS)


def raised(marginal: Marginal, power: float) -> Marginal:
    """The marginal with its density raised to a power."""
    if scored(marginal):
        return {**marginal, "power": marginal["power"] * power}
    return of_family(marginal["family"], marginal["parameters"], power)


def quantile(marginal: Marginal, u: Array) -> Array:
    """The number below which a share `u` of the distribution lies, in the shape of `u`."""
    if scored(marginal):
        return np.asarray(at_score(marginal, ndtri(u) / marginal["power"] ** 0.5))
    return np.asarray(FAMILIES[marginal["family"]](**marginal["parameters"]).ppf(u))


def log_density(marginal: Marginal, u: Array) -> Array:
    """Log density at the quantiles of shares `u`, up to a constant: of the standard normal score,
    where that is transformed.
    """
    if scored(marginal):
        return np.asarray(-marginal["power"] * ndtri(u) ** 2 / 2)
    return np.asarray(
        FAMILIES[marginal["family"]](**marginal["parameters"]).logpdf(quantile(marginal, u))
    )


def mean(marginal: Marginal) -> float:
    """Exact mean: in closed form, or by quadrature over the standard normal score."""
    if "jqpd" not in marginal and scored(marginal):
        return mean_by_score(marginal)
    if "family" in marginal:
        return float(FAMILIES[marginal["family"]](**marginal["parameters"]).mean())
    p, spread = _jqpd(marginal), marginal["power"] ** -0.5
    points = np.array([-_FAR, -4.0, -1.5, 0.0, 1.5, 4.0, _FAR, _FAR + _growth(p, spread)])

    def weighed(z: Array) -> Array:
        return np.asarray(jqpd.transform(p, z * spread) * stats.norm.pdf(z))

    return float(tanhsinh(weighed, points[:-1], points[1:], rtol=1e-10).integral.sum())


def _growth(p: Jqpd, spread: float) -> float:
    """By what power of e the number grows with the score far out: so much further the weight of a
    mean lies.
    """
    if p.bounded:
        return 1.0
    high, higher = np.log(jqpd.transform(p, spread * np.array([_FAR - 1, _FAR])) - p.lower)
    return float(max(higher - high, 1.0))


def _jqpd(marginal: Marginal) -> Jqpd:
    return Jqpd(*marginal["jqpd"])
