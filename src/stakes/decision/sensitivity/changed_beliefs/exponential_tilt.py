"""The exponential tilt of draws under which a lead is 0, and what it moves."""

from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.importance_weights import kish, pareto_k, weighted_mean, weights
from stakes.decision.draws.standard_errors.long_tails import upper_tail
from stakes.decision.draws.standard_errors.means import ROUNDING, ess, mean_sd, standard_error
from stakes.decision.limits import TRUSTED

SURE = 2.5  # standard errors by which the tail of the lead is longer than exponential
LEAST_FREE = 0.05  # share of a residual that one draw leaves at least


class Tilted(NamedTuple):
    rate: float  # of the exponential, per unit of the lead
    w: Array  # weights of the draws, of mean 1
    kl: float
    error: float
    ess: float
    pareto_k: float
    at_most: bool = False


def tilted_to_zero(lead: Array) -> Tilted:
    rate = _rate(lead)
    w = weights(rate * lead)
    top = float((rate * lead).max())
    kl = -top - float(np.log(np.exp(rate * lead - top).mean()))
    kept = kish(w) / w.size
    count, k = min(ess(lead), lead.size), pareto_k(rate * lead)
    bound = bool(rate) and (
        TRUSTED < k < np.inf or _longer_than_exponential(lead * np.sign(rate), count)
    )
    return Tilted(rate, w, max(0.0, kl), standard_error(w), kept * count, k, bound)


def _longer_than_exponential(gaining: Array, count: float) -> bool:
    """Whether the upper tail of what gains weight is: its Pareto k is above 0 by more than its
    errors, (1 + k) / sqrt(draws).
    """
    tail = upper_tail(np.ravel(gaining), count)
    return tail is not None and tail.k > SURE / np.sqrt(tail.share * count)


def impossible(lead: Array) -> Tilted:
    return Tilted(
        -np.inf if lead.max() > 0 else np.inf,
        np.full(lead.shape, np.nan),
        np.inf,
        np.nan,
        0.0,
        np.nan,
    )


def _rate(lead: Array) -> float:
    """Root of the weighted mean of a lead of both signs, which rises with the rate."""
    sd = mean_sd(lead)[1] or 1.0
    z = lead.ravel() / sd

    def mean(rate: float) -> float:
        return float(np.vdot(z, weights(rate * z)) / z.size)

    far = -mean(0.0)
    if abs(far) <= ROUNDING:
        return 0.0
    while mean(far) * far < 0:  # the root of a normal lead is just here
        far *= 2
    return float(brentq(mean, min(0.0, far), max(0.0, far), xtol=1e-13 * abs(far))) / sd


def shift_of_mean(x: Array, lead: Array, found: Tilted) -> tuple[float, float]:
    """Shift of the mean in standard deviations, and its error by the influence of each draw on all
    that is estimated.
    """
    (before, sd), w = mean_sd(x), found.w
    if not sd:
        return 0.0, 0.0
    z = (x - before) / sd
    after = weighted_mean(z, w).mean
    spread = float(np.vdot(w, lead**2))
    slope = (
        float(np.vdot(w * lead, z - after)) / spread if spread else 0.0
    )  # of the parameter on the lead, where that is 0
    pull = (
        w * lead**2 / spread if spread else np.zeros(w.shape)
    )  # of a draw on that slope: its residual is too small by as much
    left = (z - after - slope * lead) / np.maximum(1 - pull, LEAST_FREE)
    influence = w * left - z - after * (z**2 - 1) / 2
    return after, standard_error(influence)
