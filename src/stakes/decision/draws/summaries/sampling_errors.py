"""Monte Carlo standard errors of quantiles and of means of the worst draws."""

import math
from typing import NamedTuple

import numpy as np
from scipy.special import betaincinv, ndtr
from scipy.stats import rankdata

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.standard_errors.draw_sets import by_draw
from stakes.decision.draws.standard_errors.long_tails import MANY
from stakes.decision.draws.standard_errors.means import ess, ess_of_tail, standard_error


class Part(NamedTuple):
    """Draws that stand for more: what an error of theirs is to be multiplied by, a number or one an
    option.
    """

    draws: Array
    factor: float | Array


type Draws = Array | Part


def few(x: Draws) -> Part:
    """Every so many-th of very many independent draws (option, sample); a part as it is."""
    if isinstance(x, Part):
        return x
    step = max(x[0].size // MANY, 1) if x.ndim == 2 else 1
    part = x[:, ::step]
    return Part(part, math.sqrt(part[0].size / x[0].size))


def quantile_error(series: Array, prob: float) -> float:
    """Monte Carlo standard error of a quantile: half the distance of the quantiles that its rank
    may have, by one error each way.

    References
    ----------
    Vehtari, A., Gelman, A., Simpson, D., Carpenter, B. and Bürkner, P.-C. (2021).
    Rank-normalization, folding, and localization: an improved R-hat for assessing convergence of
    MCMC. Bayesian Analysis 16(2), 667-718.

    Examples
    --------
    >>> round(quantile_error(np.random.default_rng(1).normal(size=10_000), 0.5), 3)
    0.012
    """
    (series,) = by_draw(series)
    return _quantile_error(series, prob, ess_of_ranks(series))


def ess_of_ranks(series: Array) -> float:
    """Effective draws of the ranks of a series, which tails do not upset; all of independent
    ones.
    """
    (series,) = by_draw(series)
    if series.ndim == 1:
        return float(series.size)
    ranks = rankdata(series, axis=None).reshape(series.shape)
    return min(ess(ranks), float(series.size))


def _quantile_error(series: Array, prob: float, behind: float) -> float:
    below = (series <= np.quantile(series, prob)).astype(float)
    return rank_error(series, prob, float(ess_of_tail(min(ess(below), below.size), behind)))


def rank_error(series: Array, prob: float, n: float) -> float:
    """Half the distance of the quantiles that the rank of one may have in `n` effective draws."""
    ends = betaincinv(n * prob + 1, n * (1 - prob) + 1, [ndtr(-1), ndtr(1)])
    low, high = np.quantile(series, ends)
    return float(high - low) / 2


def ranks_behind(x: Draws) -> list[float]:
    """`ess_of_ranks` of each option, as errors of its tails take them."""
    return [ess_of_ranks(row) for row in few(x)[0]]


def quantile_errors(x: Draws, prob: float, behind: list[float]) -> Array:
    """Errors of both ends of the equal-tailed interval of each option: (2, option); `behind`: from
    `ranks_behind`.
    """
    part, factor = few(x)
    rows = [by_draw(row)[0] for row in _floats(part)]
    return np.multiply(
        factor,
        [
            [_quantile_error(row, p, n) for row, n in zip(rows, behind, strict=True)]
            for p in ((1 - prob) / 2, (1 + prob) / 2)
        ],
    )


def tail_error(influence: Array, behind: float) -> float:
    """Standard error of the mean of what is 0 outside a tail, by `ess_of_tail`.

    Parameters
    ----------
    influence : series of the influence of each draw.
    behind : effective draws of the ranks behind it.
    """
    own = min(ess(influence), influence.size)
    return standard_error(influence) * math.sqrt(own / float(ess_of_tail(own, behind)))


def cvar_errors(x: Draws, worst: float, behind: list[float]) -> Array:
    """Error of the mean of the worst share of draws of each option: of its influence function.

    References
    ----------
    Trindade, A. A., Uryasev, S., Shapiro, A. and Zrazhevsky, G. (2007). Financial prediction with
    constrained tail risk. Journal of Banking & Finance 31(11), 3524-3538.
    """
    part, factor = few(x)
    found = [_tail_influence(row, worst) for row in _floats(part)]
    return np.multiply(factor, [tail_error(i, n) for i, n in zip(found, behind, strict=True)])


def cvar_lead_errors(x: Draws, worst: float, best: int, behind: list[float]) -> Array:
    """Error of the difference in that mean between an option and each, paired."""
    part, factor = few(x)
    found = [_tail_influence(row, worst) for row in _floats(part)]
    return np.multiply(
        factor,
        [
            tail_error(found[best] - influence, min(n, behind[best]))
            for influence, n in zip(found, behind, strict=True)
        ],
    )


def _floats(part: Array) -> list[Array]:
    return [row.astype(float) for row in part]


def _tail_influence(row: Array, worst: float) -> Array:
    return np.asarray(np.minimum(row - np.quantile(row, worst), 0.0) / worst)
