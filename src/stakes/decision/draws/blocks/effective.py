"""How many independent draws the means over blocks are worth: of independent ones all, of chains by
batch means.
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
    count, best, batches = len(t.ids), t.best, t.batches
    if batches is None:
        n = float(t.layout.size)
        whole = np.full(count, n)
        return Effective(whole, whole, whole, whole, n)
    unit = np.eye(2 * count + 1)
    value, share, top = unit[:count], unit[count:-1], unit[-1]
    return Effective(
        batches.each(value, moments.value_sd),
        batches.each(value[best] - value, moments.lead_sd, scale),
        batches.each(share, moments.share_sd),
        batches.each(top - value, regret_sd, scale),
        batches.ess(top - value[best], moments.gap_sd, scale),
    )
