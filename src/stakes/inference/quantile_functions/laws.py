"""The distribution of one number as functions: its value at a normal score, its distribution
function, its density.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from stakes.case.beliefs.families import FAMILIES
from stakes.inference import jqpd
from stakes.inference.jqpd import Jqpd

type Array = npt.NDArray[Any]
type Function = Callable[[Array], Array]

_STEP = 1e-4  # of a score, over which a slope is taken


class Law(NamedTuple):
    """A distribution.

    Attributes
    ----------
    at : value at a standard normal score.
    below : probability of a value at or below x.
    log_density : at x, -inf outside its support.
    """

    at: Function
    below: Function
    log_density: Function


def law_of(marginal: Mapping[str, Any]) -> Law:
    """The `Law` of three quantiles (``jqpd``), or of a named distribution (``family``,
    ``parameters``), truncated if it says ``between``.
    """
    if "jqpd" in marginal:
        return _of_quantiles(Jqpd(*marginal["jqpd"]))
    named = FAMILIES[marginal["family"]](**marginal["parameters"])
    ends = marginal.get("between")
    return _of_family(named) if ends is None else _truncated(named, float(ends[0]), float(ends[1]))


def _of_family(named: Any) -> Law:
    def at(z: Array) -> Array:
        """By the nearer tail, of which the probability is known to full precision."""
        left, right = named.ppf(ndtr(np.minimum(z, 0))), named.isf(ndtr(-np.maximum(z, 0)))
        return np.asarray(np.where(z < 0, left, right))

    return Law(at, named.cdf, named.logpdf)


def _truncated(named: Any, low: float, high: float) -> Law:
    below, above = (named.cdf(low), named.cdf(high)), (named.sf(low), named.sf(high))
    whole = above[0] - above[1] if below[0] > 0.5 else below[1] - below[0]

    def at(z: Array) -> Array:
        left = below[0] + whole * ndtr(z)
        right = above[1] + whole * ndtr(-z)
        x = np.where(
            left < 0.5, named.ppf(np.minimum(left, 0.5)), named.isf(np.minimum(right, 0.5))
        )
        return np.asarray(np.clip(x, low, high))

    def share(x: Array) -> Array:
        inside = np.clip(x, low, high)
        right = above[0] - named.sf(inside)
        return np.asarray((right if below[0] > 0.5 else named.cdf(inside) - below[0]) / whole)

    def log_density(x: Array) -> Array:
        return np.where((x >= low) & (x <= high), named.logpdf(x) - np.log(whole), -np.inf)

    return Law(at, share, log_density)


def _of_quantiles(p: Jqpd) -> Law:
    def at(z: Array) -> Array:
        return np.asarray(jqpd.transform(p, z))

    def log_density(x: Array) -> Array:
        inside = (x > p.lower) & (x < p.upper)
        z = ndtri(jqpd.distribution(p, x))
        with np.errstate(all="ignore"):
            slope = (at(z + _STEP) - at(z - _STEP)) / (2 * _STEP)
            found = -(z**2) / 2 - np.log(2 * np.pi) / 2 - np.log(slope)
        return np.where(inside & np.isfinite(found), found, -np.inf)

    return Law(at, lambda x: jqpd.distribution(p, x), log_density)
