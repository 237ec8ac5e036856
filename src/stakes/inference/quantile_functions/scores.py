"""Beliefs as functions of a standard normal score: what a file keeps of each form, and its value at
scores.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri

from stakes.case.beliefs.distributions import Distribution
from stakes.case.beliefs.families import COUNTS
from stakes.case.priors import Part, Quantity
from stakes.inference import jqpd
from stakes.inference.jqpd import Jqpd
from stakes.inference.quantile_functions.laws import Array, law_of
from stakes.inference.quantile_functions.pools import linear, logarithmic
from stakes.inference.quantile_functions.tables import Table, evaluate, tabulated

type Marginal = Mapping[str, Any]  # as a file keeps it

_UNSEEN = 1e-14  # probability of counts that are left out on either side
_POOLS = {"linear": linear, "logarithmic": logarithmic}
# what a marginal by score has: three quantiles, a distribution, values, experts, draws, or no more
KINDS = ("jqpd", "law", "values", "pool", "draws", "score")


def marginal_of(part: Part, bounds: tuple[float, float], power: float = 1.0) -> Marginal | None:
    """What is kept of a belief that is a function of a normal score, whose density is raised to a
    power; None of one that is a random variable of its own, or no number.
    """
    if part.distribution is not None and part.distribution.plain:
        return None
    return whole_law(part, bounds, power)


def whole_law(part: Part, bounds: tuple[float, float], power: float = 1.0) -> Marginal | None:
    """The same of any belief but a fixed value, states or an event."""
    pool = part.pooled if isinstance(part, Quantity) else None
    if pool is not None:
        experts = [_plain(e.quantiles, e.distribution, bounds) for e in pool.experts.values()]
        weights = [e.weight for e in pool.experts.values()]
        return {"pool": pool.rule, "weights": weights, "experts": experts, "power": power}
    drawn = part.posterior if isinstance(part, Quantity) else None
    if drawn is not None and drawn.sample is not None:
        return {"draws": list(drawn.sample.points), "power": power}
    if not part.quantiles and part.distribution is None:
        return None
    found = _plain(part.quantiles, part.distribution, bounds)
    kept: Marginal = found if "jqpd" in found or "values" in found else {"law": found}
    return {**kept, "power": power}


def score_alone(power: float = 1.0) -> Marginal:
    """The standard normal score itself."""
    return {"score": True, "power": power}


def _plain(
    quantiles: tuple[float, ...] | None,
    distribution: Distribution | None,
    bounds: tuple[float, float],
) -> dict[str, Any]:
    if quantiles:
        p = jqpd.parameters(quantiles, bounds)
        return {"jqpd": [float(v) for v in (p.lower, p.upper, p.skew, p.centre, p.scale, p.shape)]}
    assert distribution is not None
    if distribution.discrete:
        values, weights = outcomes(distribution)
        return {"values": values.tolist(), "below": np.cumsum(weights)[:-1].tolist()}
    found = {"family": distribution.name, "parameters": distribution.parameters}
    between = getattr(distribution, "between", None)
    return found if between is None else {**found, "between": list(between)}


def outcomes(distribution: Any) -> tuple[Array, Array]:
    """The values of a discrete distribution with their probabilities; of infinitely many, all but
    the rarest.
    """
    if distribution.name == "discrete":
        return np.array(distribution.values, float), np.array(distribution.weights, float)
    law = COUNTS[distribution.name](**distribution.parameters)
    values = np.arange(law.ppf(_UNSEEN), law.isf(_UNSEEN) + 1)
    weights = law.pmf(values)
    return values, weights / weights.sum()


def at_score(marginal: Marginal, z: Any, math: Any = np) -> Any:
    """The value at standard normal scores; `math` may be PyTensor's, but for three quantiles, which
    `jqpd.transform` has.
    """
    if "score" in marginal:
        return z
    if "jqpd" in marginal:
        return jqpd.transform(Jqpd(*marginal["jqpd"]), z)
    if "values" in marginal:
        return _step(marginal, z, math)
    return evaluate(table_of(marginal), z, math)


def _step(marginal: Marginal, z: Any, math: Any) -> Any:
    values, cuts = np.array(marginal["values"]), ndtri(np.array(marginal["below"]))
    if math is np:
        return values[np.searchsorted(cuts, z, side="left")]
    rises = math.as_tensor(np.diff(values)) * (z > math.as_tensor(cuts)).astype("float64")
    return values[0] + rises.sum()


def table_of(marginal: Marginal) -> Table:
    return _table(json.dumps({k: v for k, v in marginal.items() if k != "power"}, sort_keys=True))


@lru_cache(maxsize=1024)
def _table(text: str) -> Table:
    marginal = json.loads(text)
    if "draws" in marginal:
        points = np.array(marginal["draws"])
        levels = (np.arange(points.size) + 0.5) / points.size
        return tabulated(lambda z: np.interp(ndtr(z), levels, points), smooth=False)
    if "pool" not in marginal:
        return tabulated(law_of(marginal["law"]).at)
    laws = [law_of(e) for e in marginal["experts"]]
    return tabulated(lambda z: _POOLS[marginal["pool"]](laws, marginal["weights"], z))


def mean_by_score(marginal: Marginal) -> float:
    """Exact mean of a discrete belief; of any other, of its table by quadrature over the score."""
    spread = marginal["power"] ** -0.5
    if "values" in marginal:
        cuts = np.concatenate([[-np.inf], ndtri(np.array(marginal["below"])) / spread, [np.inf]])
        return float(np.array(marginal["values"]) @ np.diff(ndtr(cuts)))
    z, weights = _quadrature()
    return float(np.asarray(at_score(marginal, z * spread)) @ weights)


@lru_cache(maxsize=1)
def _quadrature() -> tuple[Array, Array]:
    """Points and weights of the normal distribution: a midpoint rule, finer than any table."""
    z = np.linspace(-9, 9, 18_001)
    weights = np.exp(-(z**2) / 2)
    return z, weights / weights.sum()
