"""The mean of a series of draws: its spread, its effective number of draws, its Monte Carlo
standard error.
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from stakes.decision.draws.standard_errors.autocorrelation import (
    FEW,
    autocorrelation_time,
    covariance,
)
from stakes.decision.draws.standard_errors.draw_sets import by_draw, error_over_sets
from stakes.decision.draws.standard_errors.long_tails import widening

type Array = npt.NDArray[Any]

ROUNDING = 8 * np.finfo(float).eps


def ess(series: Array) -> float:
    """Effective sample size of the mean of one quantity's draws.

    Autocorrelations of the split chains, combined over chains and summed by Geyer's initial
    monotone sequence. Independent draws ``(sample,)`` count in full; so do those of a constant, and
    of chains too short to tell (under 8 draws). With sets it is the number of independent draws
    whose mean would have the same error: a low-discrepancy sequence can be worth more than its
    length. A series that is the same in all sets has what it has without them.

    Parameters
    ----------
    series : (chain, draw), (sample,) or (chain, draw, set)

    References
    ----------
    Geyer, C. J. (1992). Practical Markov chain Monte Carlo. Statistical Science 7(4), 473-483.
    Vehtari, A., Gelman, A., Simpson, D., Carpenter, B. and Bürkner, P.-C. (2021).
    Rank-normalization, folding, and localization: an improved R-hat for assessing convergence of
    MCMC. Bayesian Analysis 16(2), 667-718.

    Examples
    --------
    >>> ess(np.random.default_rng(0).normal(size=500))
    500.0
    >>> walk = np.cumsum(np.random.default_rng(0).normal(size=(4, 500)), axis=1)
    >>> ess(walk) < 20
    True
    """
    (series,) = by_draw(series)
    if series.ndim == 3:
        sd = mean_sd(series)[1]
        return (sd / max(error_over_sets(series), ROUNDING * sd)) ** 2 if sd else float(series.size)
    if series.ndim == 1 or series.shape[-1] < FEW or series.min() == series.max():
        return float(series.size)
    found = covariance(series)
    return found.size / autocorrelation_time(found)


def ess_of_rare(own: Array | float, behind: Array | float) -> Array:
    """Effective draws of an event that few draws show: the geometric mean of those that they seem
    to be and those of what it hangs on.

    The few cannot tell how long chains stay where it occurs, which is less long than they take to
    forget altogether (a rule that was measured: docs/accuracy.md).
    """
    return np.asarray(np.sqrt(own * np.minimum(own, behind)))


def ess_of_tail(own: Array | float, behind: Array | float) -> Array:
    """Effective draws of what lies beyond a threshold, such as a tail or where an option is best:
    three parts those that it seems to be, one part those of the ranks behind it.

    Seen now and then, it seems to forget sooner than it does; with its own number alone intervals
    covered .90 in slow chains (a rule that was measured: docs/accuracy.md).
    """
    return np.asarray(own**0.75 * np.minimum(own, behind) ** 0.25)


def mean_sd(series: Array) -> tuple[float, float]:
    """Mean and standard deviation (divisor n - 1) of a series; a spread that is only rounding
    counts as none.
    """
    first = series.flat[0]
    away = np.subtract(
        series, first, dtype=float
    )  # from the first draw: a constant has the mean it says and no spread at all
    shift = away.mean()
    away -= shift
    mean = float(first) + float(shift)
    sd = float(np.sqrt(np.vdot(away, away) / (away.size - 1)))
    return mean, sd if sd > ROUNDING * abs(mean) else 0.0


def standard_error(series: Array, tails: bool = True) -> float:
    """Monte Carlo standard error of the mean of a series: see `ess` for chains,
    `draw_sets.error_over_sets` for sets.

    Where draws lie far out, it is wider by what `long_tails.widening` finds missing; not so without
    `tails`, as where weights and not the draws make a series long.

    Examples
    --------
    >>> round(standard_error(np.arange(100.0)), 3)
    2.901
    """
    (series,) = by_draw(series)
    mean, sd = mean_sd(series)
    if not sd:
        return 0.0
    count = ess(series)
    return (tail_factor(series, mean, sd, count) if tails else 1.0) * sd / math.sqrt(count)


def tail_factor(series: Array, mean: float, sd: float, count: float) -> float:
    """By how much the error of a mean is wider than by the spread of the draws and their effective
    number; 1 with sets.

    Sets show themselves what their tails leave to chance.
    """
    return 1.0 if series.ndim > 2 else widening(series.ravel(), mean, sd, min(count, series.size))
