"""How many independent draws the means over blocks are worth: all of independent draws, by batch means
of chains.
"""

from typing import NamedTuple

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.blocks.totals import Totals
from stakes.decision.draws.summaries.large_samples import Moments


class Effective(NamedTuple):
    """Effective draws by option, and of the gap."""

    value: Array
    lead: Array
    share: Array
    regret: Array
    gap: float


def effective(t: Totals, moments: Moments, regret_sd: Array, scale: float) -> Effective:
    """`Effective` draws of what was added up, by the standard deviations of single draws."""
    count, best = len(t.ids), t.best
    everything = np.full(count, float(t.layout.size))
    if t.batches is None:
        return Effective(*[everything] * 4, float(t.layout.size))
    unit = np.eye(2 * count + 1)
    value, share, top = unit[:count], unit[count:-1], unit[-1]

    def of(weights: Array, sds: Array, size: float = scale) -> Array:
        return np.array(
            [t.batches.ess(w, sd, size) for w, sd in zip(weights, sds, strict=True)]
        )

    return Effective(
        of(value, moments.value_sd, 0.0),
        of(value[best] - value, moments.lead_sd),
        of(share, moments.share_sd, 0.0),
        of(top - value, regret_sd),
        float(of([top - value[best]], [moments.gap_sd])[0]),
    )
