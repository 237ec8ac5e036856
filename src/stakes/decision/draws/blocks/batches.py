"""Means of batches along chains: what the error of a mean over chains is told by.

The mean over all draws is that of the batches, so it has their error; and what autocorrelation is
left between batches is seen as between draws.
"""

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.blocks.reading import Layout
from stakes.decision.draws.standard_errors.long_tails import MANY
from stakes.decision.draws.standard_errors.means import ROUNDING, ess, mean_sd


class Batches:
    """Sums over batches of neighbouring draws of each chain, all of one length; of few draws, each
    is a batch. What is left over at the end of a chain is left out.

    References
    ----------
    Flegal, J. M. and Jones, G. L. (2010). Batch means and spectral variance estimators in Markov
    chain Monte Carlo. Annals of Statistics 38(2), 1034-1070.
    """

    def __init__(self, rows: int, layout: Layout) -> None:
        self.length = max(layout.draws * layout.chains // MANY, 1)
        self.sums = np.zeros((rows, layout.chains, layout.draws // self.length))

    def add(self, rows: Array, chain: int, draw: int) -> None:
        """Rows (row, chain, draw) of a block, whose first chain and draw these are."""
        batch = (draw + np.arange(rows.shape[2])) // self.length
        batch = batch[batch < self.sums.shape[2]]
        if not batch.size:
            return
        starts = np.flatnonzero(np.diff(batch, prepend=-1))
        sums = np.add.reduceat(rows[..., : batch.size], starts, axis=2)
        self.sums[:, chain : chain + rows.shape[1], batch[starts]] += sums

    def ess(self, weights: Array, sd: float, scale: float = 0.0) -> float:
        """Effective draws of a weighted sum of the rows, whose draws have this standard
        deviation; spreads that are only rounding of numbers as large as `scale` count as none.
        """
        means = np.tensordot(weights, self.sums, 1) / self.length
        spread = mean_sd(means)[1]
        if not sd or spread <= ROUNDING * scale:
            return float(means.size * self.length)
        return float(ess(means) * (sd / spread) ** 2)

    def each(self, weights: Array, sds: Array, scale: float = 0.0) -> Array:
        """`ess` of several weighted sums (sum, row)."""
        return np.array([self.ess(w, sd, scale) for w, sd in zip(weights, sds, strict=True)])
