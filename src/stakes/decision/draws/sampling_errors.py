"""Monte Carlo standard errors of what is not a mean over draws: quantiles, tail means, perfect
information, regret.
"""

import math

import numpy as np
from scipy.special import betaincinv, ndtr, ndtri

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.standard_errors.draw_sets import by_draw
from stakes.decision.draws.standard_errors.long_tails import MANY
from stakes.decision.draws.standard_errors.means import ess, mean_sd, standard_error

CLOSE = (
    3.0  # standard errors within which an option may be the best: of many that tie, some look worse
)
SIMULATED = 4_000  # means, of which the least is found where options tie
SIDE = float(ndtri(0.975))


def few(x: Array) -> tuple[Array, float]:
    """Every so many-th of very many independent draws (option, sample), and what an error of theirs
    is to be multiplied by.
    """
    step = max(x[0].size // MANY, 1) if x.ndim == 2 else 1
    part = x[:, ::step]
    return part, math.sqrt(part[0].size / x[0].size)


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
    below = (series <= np.quantile(series, prob)).astype(float)
    n = min(ess(below), series.size)
    ends = betaincinv(n * prob + 1, n * (1 - prob) + 1, [ndtr(-1), ndtr(1)])
    low, high = np.quantile(series, ends)
    return float(high - low) / 2


def quantile_errors(x: Array, prob: float) -> Array:
    """Errors of both ends of the equal-tailed interval of each option: (2, option)."""
    part, factor = few(x)
    return factor * np.array(
        [
            [quantile_error(row.astype(float), p) for row in part]
            for p in ((1 - prob) / 2, (1 + prob) / 2)
        ]
    )


def cvar_errors(x: Array, worst: float) -> Array:
    """Error of the mean of the worst share of draws of each option: of its influence function.

    References
    ----------
    Trindade, A. A., Uryasev, S., Shapiro, A. and Zrazhevsky, G. (2007). Financial prediction with
    constrained tail risk. Journal of Banking & Finance 31(11), 3524-3538.
    """
    part, factor = few(x)
    found = [_tail_influence(row.astype(float), worst) for row in part]
    return factor * np.array([standard_error(influence) for influence in found])


def cvar_lead_errors(x: Array, worst: float, best: int) -> Array:
    """Error of the difference in that mean between an option and each, paired."""
    part, factor = few(x)
    found = [_tail_influence(row.astype(float), worst) for row in part]
    return factor * np.array([standard_error(found[best] - influence) for influence in found])


def _tail_influence(row: Array, worst: float) -> Array:
    return np.asarray(np.minimum(row - np.quantile(row, worst), 0.0) / worst)


def regret_errors(x: Array, scale: float) -> Array:
    """Error of what choosing an option costs on average against the best of each draw."""
    part, factor = few(x)
    top = part.max(axis=0)
    return factor * np.array([_error(np.subtract(top, row, dtype=float), scale) for row in part])


def _error(series: Array, scale: float) -> float:
    sd = mean_sd(series)[1]
    return standard_error(series) if sd > 8 * np.finfo(float).eps * scale else 0.0


def information_error(
    x: Array, best: int, lead: Array, lead_error: Array, regret_error: Array
) -> float:
    """Error of EVPI, the least over options of the mean of what the best of a draw is worth above
    the option.

    Options that lie within 3 errors of the best may be the best in truth: each then has the same
    mean regret, and the least of their noisy means is too low. The error is the one at which a
    normal interval of 95 % holds the truth: by simulation of these means, which are jointly normal.
    A draw more in which the choice changes is always allowed for, or nothing seen would pass for
    nothing there.
    """
    part, factor = few(x)
    close = (
        (lead_error > 0)
        & (lead <= CLOSE * lead_error)
        & (regret_error > 0)
        & (regret_error[best] > 0)
    )
    top, varying = part.max(axis=0), np.flatnonzero(close)
    rivals = [best]
    for r in varying.tolist():  # one that equals another in every draw counts once
        rivals += [] if any(np.array_equal(part[r], part[other]) for other in rivals) else [r]
    regret = [np.subtract(top, part[r], dtype=float) for r in rivals]
    spread = (
        _least_of(regret, regret_error[rivals]) if len(rivals) > 1 else float(regret_error[best])
    )
    return math.hypot(spread, factor * _one_more(part, best, regret[0]))


def _least_of(regret: list[Array], errors: Array) -> float:
    flat = np.stack([g.ravel() for g in regret])
    joint = np.corrcoef(flat) * np.outer(errors, errors)
    values, vectors = np.linalg.eigh(np.nan_to_num(joint))
    root = vectors * np.sqrt(np.maximum(values, 0.0))
    means = np.random.default_rng(0).normal(size=(SIMULATED, len(errors))) @ root.T
    return max(float(np.quantile(np.abs(means.min(axis=1)), 0.95)) / SIDE, float(errors[0]))


def _one_more(x: Array, best: int, gap: Array) -> float:
    """What one effective draw more would add to EVPI, were the choice to change in it."""
    leads = [np.subtract(x[best], row, dtype=float) for i, row in enumerate(x) if i != best]
    leads = [lead for lead in leads if lead.min() < lead.max()]
    if not leads:
        return 0.0
    count = min(min(ess(lead), lead.size) for lead in leads)
    changed = gap[gap > 0]
    size = (
        math.sqrt(float(np.mean(changed**2)))
        if changed.size
        else max(_beyond(lead) for lead in leads)
    )
    return float(size / count)


def _beyond(lead: Array) -> float:
    """What a draw farther than all would fall below 0 by, on average, with an exponential tail as
    the lowest draws have.
    """
    low = np.sort(lead, axis=None)[: max(lead.size // 50, 10)]
    scale = float(low[-1] - low.mean())
    return scale * math.exp(-float(low[0]) / scale) if scale > 0 else 0.0
