"""The same summary of very many independent draws, by compiled loops."""

from typing import Any

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
    value = Estimate(mean, _sd(s.value, s.square, n), np.full(len(x), float(n)))
    limit = ROUNDING * scale_of(zip(value.mean, value.sd, strict=True))
    lead, gap = _sd(s.lead, s.lead_square, n), _sd(s.gap[0], s.gap[1], n)
    value_wider, lead_wider = _widenings(
        x, best, mean, np.stack([value.sd, np.where(lead > limit, lead, 0.0)])
    )
    return summary_of(
        x,
        Estimate(
            mean,
            np.where(value.sd > ROUNDING * np.abs(mean), value.sd, 0.0),
            value.ess,
            value_wider,
        ),
        Estimate(None, np.where(lead > limit, lead, 0.0), value.ess, lead_wider),
        Estimate(s.share / n, _sd(s.share, s.share_square, n), value.ess),
        Estimate(float(s.gap[0] / n), float(gap) if gap > limit else 0.0, float(n)),
        best,
    )


def _widenings(x: Array, best: int, means: Array, sds: Array) -> Array:
    """Of values and of leads (2, option), by a part of very many draws."""
    part = np.stack([thinned(row) for row in x]).astype(float)
    both, centres = np.stack([part, part[best] - part]), np.stack([means, means[best] - means])
    return np.array(
        [
            [widening(*row, x[0].size) for row in zip(*r, strict=True)]
            for r in zip(both, centres, sds, strict=True)
        ]
    )


def _sd(total: Any, squares: Any, n: int) -> Any:
    return np.sqrt(np.maximum(squares - total**2 / n, 0) / (n - 1))
