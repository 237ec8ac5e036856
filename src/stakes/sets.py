"""Draws in sets: the error of a mean over posterior draws of which each has several draws of what no evidence touches.

A series is an array (chain, draw, set). Given the posterior draws the sets are independent of each other; within one set the
draws may be the points of a low-discrepancy sequence. Each set has to deal its points to the posterior draws in a random order of
its own: scrambled or not, the points of Sobol sequences alternate in step with each other, which would pass for something that
the sets share.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri, stdtrit

from stakes.autocorrelation import FEW, autocorrelation_time, covariance_between

type Array = npt.NDArray[Any]

SIDE = 0.975  # of a two-sided interval of 95 %, for which errors are widened


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
    """Standard error of the mean over all draws of a series (chain, draw, set) that varies along the sets.

    Its square is the sum of two parts. What the posterior draws leave open is the variance of E[y | posterior draw] times its
    autocorrelation time over the number of draws, both from products of different sets, in which the noise inside a draw has
    no part. What the sets leave open is the variance of the means of the M sets over M: sets of a low-discrepancy sequence agree
    better than independent draws would, and it shows. As M is small, the error is widened by the ratio of the quantiles of
    Student's t and of the normal distribution, with the degrees of freedom of such a sum: M - 1 if it is all from the sets.

    References
    ----------
    Owen, A. B. (1997). Monte Carlo variance of scrambled net quadrature. SIAM Journal on Numerical Analysis 34(5), 1884-1910.
    Satterthwaite, F. E. (1946). An approximate distribution of estimates of variance components. Biometrics Bulletin 2(6),
    110-114.
    Sun, Y., Apley, D. W. and Staum, J. (2011). Efficient nested simulation for estimating the variance of a conditional
    expectation. Operations Research 59(4), 998-1007.
    """
    count = series.shape[-1]
    sets = float(series.mean(axis=(0, 1), dtype=float).var(ddof=1)) / count
    shared = _shared(series)
    if not sets:
        return float(np.sqrt(shared))
    freedom = (count - 1) * ((shared + sets) / sets) ** 2
    return float(np.sqrt(shared + sets) * stdtrit(freedom, SIDE) / ndtri(SIDE))


def _shared(series: Array) -> float:
    """Variance of the mean over posterior draws of what the sets have in common; 0 if none is seen."""
    if series.shape[1] < FEW:
        return max(_common_variance(series.reshape(-1, series.shape[-1])), 0.0) / series[..., 0].size
    found = covariance_between(series)
    return found.variance * autocorrelation_time(found) / found.size if found.variance > 0 else 0.0


def _common_variance(x: Array) -> float:
    """Variance between posterior draws (draw, set) by analysis of variance."""
    count = x.shape[1]
    if len(x) < 2:
        return 0.0
    return float((count * x.mean(axis=1).var(ddof=1) - x.var(axis=0, ddof=1).mean()) / (count - 1))
