"""Aversions to risk at which two options have the same certainty equivalent."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.standard_errors.means import ROUNDING, mean_sd, standard_error
from stakes.decision.risk.exponential_utility import FLAT, equivalent

SCANNED = 100  # points between which a crossing is looked for
# risk aversion times range of the outcomes, beyond which only the worst draw counts
STEEP = 700.0


class Switch(NamedTuple):
    at: float
    error: float
    doubtful: bool  # whether either equivalent cannot be carried by the draws
    above: int  # which of the two is preferred beyond it


def switches(pair: tuple[Array, Array], upper: float) -> list[Switch]:
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
                _switch(pair, float(brentq(lead, a, b, xtol=1e-12 * b)), 0 if after > 0 else 1)
            )
    return found


def _switch(pair: tuple[Array, Array], at: float, above: int) -> Switch:
    one, two = (equivalent(x, at) for x in pair)
    slope = abs(one.slope - two.slope)
    error = standard_error(one.influence - two.influence)
    return Switch(at, error / slope if slope else np.inf, bool(one.doubt() or two.doubt()), above)


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


def leader(pair: tuple[Array, Array], aversion: float) -> int:
    """Which of two has the higher certainty equivalent; the first if neither."""
    return int(equivalent(pair[0], aversion).amount < equivalent(pair[1], aversion).amount)
