"""Monte Carlo standard errors of regret and of the value of perfect information."""

import math

import numpy as np
from scipy.special import ndtri

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.standard_errors.means import ess, mean_sd, standard_error
from stakes.decision.draws.summaries.sampling_errors import Draws, few

CLOSE = (
    3.0  # standard errors within which an option may be the best: of many that tie, some look worse
)
SIMULATED = 4_000  # means, of which the least is found where options tie
SIDE = float(ndtri(0.975))


def regret_errors(x: Draws, scale: float) -> Array:
    """Error of what choosing an option costs on average against the best of each draw."""
    part, factor = few(x)
    top = part.max(axis=0)
    return np.multiply(factor, [_error(np.subtract(top, row, dtype=float), scale) for row in part])


def _error(series: Array, scale: float) -> float:
    sd = mean_sd(series)[1]
    return standard_error(series) if sd > 8 * np.finfo(float).eps * scale else 0.0


def information_error(
    x: Draws, best: int, lead: Array, lead_error: Array, regret_error: Array
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
    # the symmetric root, which rounding does not turn: eigenvectors alone are not unique
    root = vectors * np.sqrt(np.maximum(values, 0.0)) @ vectors.T
    means = np.random.default_rng(0).normal(size=(SIMULATED, len(errors))) @ root
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
