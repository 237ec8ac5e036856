"""Exponential utility, of constant absolute risk aversion: the certainty equivalent of one option's
draws, and whether they can carry it.
"""

import math
from typing import NamedTuple

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.importance_weights import pareto_k
from stakes.decision.draws.standard_errors.long_tails import carriers, upper_tail
from stakes.decision.draws.standard_errors.means import ess, mean_sd, standard_error
from stakes.decision.limits import CARRIED, ENOUGH, HEAVY

FEWEST = 20  # draws, to have a tail
# risk aversion times range of the outcomes, below which the premium is half the variance to all
# digits
FLAT = 1e-8
SMALLEST = np.finfo(float).tiny


class Found(NamedTuple):
    """What is said of one option at one risk aversion."""

    amount: float
    error: float
    difference_error: float
    ess: float
    pareto_k: float
    reason: str  # why the draws cannot carry the amount


class Equivalent(NamedTuple):
    amount: float
    slope: float  # by risk aversion
    influence: Array  # of each draw on the amount
    kept: float  # effective share of the draws after weighting
    logs: Array  # logarithms of the weights
    # effective draws that each one stands for, where these are a part of them; and the standard
    # error that all of them tell
    stands_for: float = 1.0
    told: float | None = None

    @property
    def error(self) -> float:
        told = standard_error(self.influence) if self.told is None else self.told
        return self.allowance * told

    @property
    def allowance(self) -> float:
        """By how much an error that few draws carry is wider: those samples are given an amount in
        which the tail happens to look short (a rule that was measured: docs/accuracy.md).
        """
        if not np.ptp(self.logs) > 0:  # neutral: a mean
            return 1.0
        return math.sqrt(1 + CARRIED / self.carried)

    @property
    def ess(self) -> float:
        return (
            self.stands_for * self.kept * min(ess(self.influence), self.influence.size)
        )  # sets may agree better, but no tail is seen more often

    @property
    def pareto_k(self) -> float:
        """Tail index of the weights: from 0.5 on, no error of their mean can be told.

        Where most weigh the same, as where a loss is rare, it is that of those that weigh more.
        """
        if self.influence.size < FEWEST:
            return -np.inf
        k = pareto_k(self.logs)
        if not np.isposinf(k):
            return k
        tail = upper_tail(np.exp(self.logs - self.logs.max()).ravel())
        return k if tail is None else tail.k

    @property
    def carried(self) -> float:
        """How many draws carry the error."""
        return carriers(self.influence) * self.kept_of_chains * self.stands_for

    @property
    def kept_of_chains(self) -> float:
        return min(ess(self.influence) / self.influence.size, 1.0)

    def doubt(self) -> str:
        """Why the draws cannot carry the amount; empty if they can."""
        if not np.ptp(self.influence) > 0:
            return ""
        if self.ess < ENOUGH:
            return f"{self.ess:.0f} effective draws are left after weighting, under {ENOUGH}"
        if not np.ptp(self.logs) > 0:  # neutral: a mean
            return ""
        if not (k := self.pareto_k) < HEAVY:
            return f"Pareto k of the weights is {k:.2f}, not below {HEAVY}"
        if self.carried < CARRIED:
            return (
                f"about {self.carried:.0f} of the draws carry the error, under {CARRIED}: a "
                "rare loss decides"
            )
        return ""


def equivalent(x: Array, aversion: float, weights: Array | None = None) -> Equivalent:
    """`Equivalent` of a series at a risk aversion per unit of it; negative seeks risk.

    With `weights`, draws and weights are of branches, (branch, *sample).
    """

    def over(amounts: Array) -> Array:  # branches
        return amounts if weights is None else np.asarray((weights * amounts).sum(axis=0))

    mean = mean_sd(over(x))[0]
    away = np.subtract(x, mean, dtype=float)
    variance = float(over(away**2).sum()) / max(over(away).size - 1, 1)
    reach = abs(aversion) * np.ptp(away)
    if reach < FLAT or not mean_sd(x)[1]:
        flat = over(away)
        return Equivalent(
            mean - aversion * variance / 2, -variance / 2, flat, 1.0, -aversion * flat
        )
    # the mean, so that little is lost to rounding, or the draw that weighs most, so that nothing
    # overflows
    origin = 0.0
    if reach >= 1:
        origin = away.min() if aversion > 0 else away.max()
    with np.errstate(over="ignore"):
        gain = np.expm1(-aversion * (away - origin))
    gained, weight = over(gain), 1 + over(gain)
    total = 1 + gained.mean()
    above = origin - np.log1p(gained.mean()) / aversion  # the mean
    tilted = np.mean(over((1 + gain) * away)) / total
    kept = total**2 / np.mean(weight**2)
    return Equivalent(
        float(mean + above),
        float(tilted - above) / aversion,
        -gained / (aversion * total),
        float(kept),
        -aversion * away if weights is None else np.log(np.maximum(weight, SMALLEST)),
    )
