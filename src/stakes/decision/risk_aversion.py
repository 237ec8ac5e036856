"""Constant absolute risk aversion: certainty equivalents of one option's draws, and where two of
them cross.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.importance_weights import pareto_k
from stakes.decision.draws.standard_errors.long_tails import carriers, upper_tail
from stakes.decision.draws.standard_errors.means import ROUNDING, ess, mean_sd, standard_error
from stakes.decision.limits import CARRIED, ENOUGH, HEAVY

FEWEST = 20  # draws, to have a tail
# risk aversion times range of the outcomes, below which the premium is half the variance to all
# digits
FLAT = 1e-8
STEEP = 700.0  # the same, beyond which only the worst draw counts
SMALLEST = np.finfo(float).tiny
SCANNED = 100  # points between which a crossing is looked for


class Equivalent(NamedTuple):
    amount: float
    slope: float  # by risk aversion
    influence: Array  # of each draw on the amount
    kept: float  # effective share of the draws after weighting
    logs: Array  # logarithms of the weights

    @property
    def error(self) -> float:
        return standard_error(self.influence)

    @property
    def ess(self) -> float:
        return self.kept * min(
            ess(self.influence), self.influence.size
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
        return carriers(self.influence) * self.kept_of_chains

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


def trusted(pair: tuple[Array, Array]) -> float:
    """Largest risk aversion at which both options keep enough effective draws; at most where the
    worst draw alone counts.

    0 if they never do, or if neither varies.
    """
    widest = max(float(np.ptp(x)) for x in pair)
    if not widest or not _enough(pair, 0.0):
        return 0.0
    low, high = FLAT / widest, STEEP / widest
    if _enough(pair, high):
        return high
    for _ in range(20):  # by halves on the logarithmic scale: within a part in a hundred thousand
        middle = float(np.sqrt(low * high))
        low, high = (middle, high) if _enough(pair, middle) else (low, middle)
    return low


def _enough(pair: tuple[Array, Array], aversion: float) -> bool:
    return not any(equivalent(x, aversion).doubt() for x in pair)


class Crossing(NamedTuple):
    at: float
    error: float
    doubtful: bool  # whether either equivalent cannot be carried by the draws
    above: int  # which of the two is preferred beyond it


def crossings(pair: tuple[Array, Array], upper: float) -> list[Crossing]:
    """Where the certainty equivalents of two paired series cross between 0 and `upper`, found by
    the change of sign.
    """
    scale = max(abs(mean) + sd for mean, sd in map(mean_sd, pair))

    def lead(aversion: float) -> float:
        difference = equivalent(pair[0], aversion).amount - equivalent(pair[1], aversion).amount
        return difference if abs(difference) > ROUNDING * scale else 0.0

    points = [0.0, *np.geomspace(1e-4 * upper, upper, SCANNED).tolist()]
    signs = [(a, np.sign(lead(a))) for a in points]
    signs = [(a, sign) for a, sign in signs if sign]
    found = []
    for (a, before), (b, after) in pairwise(signs):
        if before != after:
            found.append(
                _crossing(pair, float(brentq(lead, a, b, xtol=1e-12 * b)), 0 if after > 0 else 1)
            )
    return found


def _crossing(pair: tuple[Array, Array], at: float, above: int) -> Crossing:
    one, two = (equivalent(x, at) for x in pair)
    slope = abs(one.slope - two.slope)
    error = standard_error(one.influence - two.influence)
    return Crossing(at, error / slope if slope else np.inf, bool(one.doubt() or two.doubt()), above)


def leader(pair: tuple[Array, Array], aversion: float) -> int:
    """Which of two has the higher certainty equivalent; the first if neither."""
    return int(equivalent(pair[0], aversion).amount < equivalent(pair[1], aversion).amount)
