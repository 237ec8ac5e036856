"""Draws in sets: the error of a mean over posterior draws of which each has several draws of what
no evidence touches.

A series is an array (chain, draw, set). Given the posterior draws the sets are independent of each
other; within one set the draws may be the points of a low-discrepancy sequence. Each set has to
deal its points to the posterior draws in a random order of its own: scrambled or not, the points of
Sobol sequences alternate in step with each other, which would pass for something that the sets
share.
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri, stdtrit

from stakes.decision.draws.standard_errors.autocorrelation import (
    FEW,
    autocorrelation_time,
    covariance_between,
)

type Array = npt.NDArray[Any]

SIDE = 0.975  # of a two-sided interval of 95 %, for which errors are widened
WIDEST = 50.0  # variance of a logarithm, beyond which its exponential says nothing more
POSITIVE = 1 / math.sqrt(2 * math.pi)  # mean of the positive part of a standard normal


def repeats(series: Array) -> bool:
    """Whether a series has sets and is the same in all of them."""
    if series.ndim < 3:
        return False
    few = series[:, :8]  # most that vary show it at once
    return bool((few == few[..., :1]).all() and (series == series[..., :1]).all())


def by_draw(*series: Array) -> tuple[Array, ...]:
    """The series without the axis of sets where none of them varies along it; else as they are.

    Examples
    --------
    >>> by_draw(np.ones((4, 100, 8)))[0].shape
    (4, 100)
    """
    return tuple(s[..., 0] for s in series) if all(map(repeats, series)) else series


def error_over_sets(series: Array) -> float:
    """Standard error of the mean over all draws of a series (chain, draw, set) that varies along
    the sets.

    Its square is the sum of what the posterior draws leave open and what the sets do.

    The former is the variance of E[y | posterior draw] times its autocorrelation time over the
    number of draws, both from products of different sets, in which the noise inside a draw has no
    part but to scatter them; what that makes on average of a variance of 0, whose estimate cannot
    be negative, is taken off.

    The latter is the variance of the means of the M sets over M: sets of a low-discrepancy sequence
    agree better than independent draws would, and it shows. What they leave to chance is the tail,
    so that where it is long the means are skewed, and M of them mostly look too much alike: the
    farthest draw of each set counts once more, with the variance that a lognormal distribution of
    it has (a rule that was measured: docs/accuracy.md). As M is small, the error is widened by the
    ratio of the quantiles of Student's t and of the normal distribution, with the degrees of
    freedom of such a sum: M - 1 if it is all from the sets.

    References
    ----------
    Owen, A. B. (1997). Monte Carlo variance of scrambled net quadrature. SIAM Journal on Numerical
    Analysis 34(5), 1884-1910. Satterthwaite, F. E. (1946). An approximate distribution of estimates
    of variance components. Biometrics Bulletin 2(6), 110-114. Sun, Y., Apley, D. W. and Staum, J.
    (2011). Efficient nested simulation for estimating the variance of a conditional expectation.
    Operations Research 59(4), 998-1007.
    """
    count, shared = series.shape[-1], _shared(series)
    means = series.mean(axis=(0, 1), dtype=float)
    sets = (float(means.var(ddof=1)) + _of_farthest(series, means.mean())) / count
    if not sets:
        return float(np.sqrt(shared))
    freedom = (count - 1) * ((shared + sets) / sets) ** 2
    return float(np.sqrt(shared + sets) * stdtrit(freedom, SIDE) / ndtri(SIDE))


def _of_farthest(series: Array, centre: float) -> float:
    """Variance of what the draw farthest from the centre adds to the mean of a set, if its distance
    is lognormal.

    At most what one draw more adds, in all sets together, that lies as far out as the farthest of
    all.
    """
    away = (
        np.maximum(series.max(axis=(0, 1)) - centre, centre - series.min(axis=(0, 1)))
        / series[..., 0].size
    )
    logs = np.log(np.maximum(away, np.finfo(float).tiny))
    spread = min(float(logs.var(ddof=1)), WIDEST)
    return min(
        float(np.exp(2 * logs.mean() + spread) * np.expm1(spread)),
        float(away.max()) ** 2 / away.size,
    )


def _shared(series: Array) -> float:
    """Variance of the mean over posterior draws of what the sets have in common; 0 if none
    is seen.
    """
    count, draws = series.shape[-1], series[..., 0].size
    chance = float(series.var(axis=-1, ddof=1).mean()) * math.sqrt(
        2 / (count * (count - 1) * draws)
    )
    if series.shape[1] < FEW:
        return max(_common_variance(series.reshape(draws, count)) - POSITIVE * chance, 0.0) / draws
    found = covariance_between(series)
    variance = max(found.variance - POSITIVE * chance, 0.0)
    return variance * autocorrelation_time(found) / found.size if variance else 0.0


def _common_variance(x: Array) -> float:
    """Variance between posterior draws (draw, set) by analysis of variance."""
    count = x.shape[1]
    if len(x) < 2:
        return 0.0
    return float((count * x.mean(axis=1).var(ddof=1) - x.var(axis=0, ddof=1).mean()) / (count - 1))
