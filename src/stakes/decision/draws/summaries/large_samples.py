"""The same summary of very many independent draws, by compiled loops."""

from typing import Any, NamedTuple

import numpy as np

from stakes.decision.draws.arrays import Array, check_finite
from stakes.decision.draws.standard_errors.long_tails import thinned, widening
from stakes.decision.draws.standard_errors.means import ROUNDING
from stakes.decision.draws.summaries.estimate import Estimate, scale_of
from stakes.decision.draws.summaries.shares import Summary, summary_of

MANY = 1_000_000  # numbers, from which compiled loops repay numba's import


def many(x: Array) -> bool:
    """Whether draws are independent and many, so that the compiled loops serve them."""
    return x.ndim == 2 and x.size > MANY


def from_sums(x: Array, ids: list[str]) -> Summary:
    from stakes.decision.draws.summaries import compiled_sums

    n = x.shape[1]
    best = int(np.argmax(x[:, :: max(n // compiled_sums.CHUNK, 1)].mean(axis=1, dtype=float)))
    with np.errstate(invalid="ignore"):
        s = compiled_sums.sums(x, best)
    if not np.isfinite(s.square).all():
        check_finite(x, ids)
        raise ValueError(
            "utilities are too large for their squares to be summed: give them in a larger unit"
        )
    mean = x[:, 0].astype(float) + s.value / n
    if (found := int(np.argmax(mean))) != best:
        best, s = found, compiled_sums.sums(x, found)
    moments = moments_of(mean, s, n)
    all_of_them = np.full(len(x), float(n))
    part = np.stack([thinned(row) for row in x]).astype(float)
    value, lead = estimates(part, best, moments, np.stack([all_of_them, all_of_them]), n)
    return summary_of(
        n,
        value,
        lead,
        Estimate(moments.share, moments.share_sd, value.ess),
        Estimate(moments.gap, moments.gap_sd, float(n)),
        best,
    )


class Moments(NamedTuple):
    """Means and standard deviations from sums; spreads that are only rounding count as none."""

    value: Array
    value_sd: Array
    lead_sd: Array
    share: Array
    share_sd: Array
    gap: float
    gap_sd: float


def moments_of(mean: Array, s: Any, n: int) -> Moments:
    """`Moments` of `n` draws from their `compiled_sums.Sums` and the means of the options."""
    value, lead = _sd(s.value, s.square, n), _sd(s.lead, s.lead_square, n)
    limit, gap = ROUNDING * scale_of(zip(mean, value, strict=True)), _sd(s.gap[0], s.gap[1], n)
    return Moments(
        mean,
        np.where(value > ROUNDING * np.abs(mean), value, 0.0),
        np.where(lead > limit, lead, 0.0),
        s.share / n,
        _sd(s.share, s.share_square, n),
        float(s.gap[0] / n),
        float(gap) if gap > limit else 0.0,
    )


def estimates(
    part: Array, best: int, moments: Moments, effective: Array, draws: int
) -> tuple[Estimate, Estimate]:
    """Of values and of leads, whose errors are widened by what a part of the draws (option, draw)
    shows.

    Parameters
    ----------
    effective : (2, option): effective draws of the values, and of the leads; `draws` in all.
    """
    mean, sds = moments.value, np.stack([moments.value_sd, moments.lead_sd])
    both, centres = np.stack([part, part[best] - part]), np.stack([mean, mean[best] - mean])
    value, lead = (
        Estimate(centre, sd, ess, _wider(rows, centre, sd, ess.clip(max=draws)))
        for rows, centre, sd, ess in zip(both, centres, sds, effective, strict=True)
    )
    return value, lead


def _wider(rows: Array, mean: Array, sd: Array, effective: Array) -> Array:
    return np.array([widening(*row) for row in zip(rows, mean, sd, effective, strict=True)])


def _sd(total: Any, squares: Any, n: int) -> Any:
    return np.sqrt(np.maximum(squares - total**2 / n, 0) / (n - 1))
