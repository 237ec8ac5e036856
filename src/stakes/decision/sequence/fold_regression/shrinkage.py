"""By how much fitted leads are shrunk to their means before one chooses by them.

Whoever follows a regression follows its noise, and leaves the option best on average where that
does not pay. Leads that are shrunk to their means change the choice in fewer draws, and in none if
nothing is left of them. How much is left is found by cross-validation within the folds that a
variant knows, so that the fold on which its choices are tried has no say in it.
"""

from dataclasses import dataclass

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.sequence.fold_regression.folds import Folds

SHARES = np.array([0.0, 0.25, 0.5, 0.75, 1.0])  # of the leads' distances from their means
CLEARLY = 1.0  # standard errors, by which a gain has to be above 0: one, as for trees
BATCHES = 10  # of each fold, whose sums tell the error of a gain


def shrunk(leads: Array, means: Array, share: float) -> Array:
    """Coefficients (open, term) of leads of which a share is left, the rest being their means."""
    out = leads * share
    out[:, 0] += (1 - share) * means
    return out


@dataclass
class Trials:
    """What is gained over the option best on average by choosing with shrunk leads, in each fold
    that a variant knows, by regressions without the two.

    Attributes
    ----------
    leads : (variant, fold, open, term), coefficients of the regressions.
    means : (variant, fold, open), what the leads are on average.
    gains : (variant, share, fold, batch), sums over draws.
    """

    folds: Folds
    leads: Array
    means: Array
    gains: Array

    @classmethod
    def of(cls, folds: Folds, leads: Array, means: Array) -> "Trials":
        """Before any has been made."""
        return cls(folds, leads, means, np.zeros((folds.count, len(SHARES), folds.count, BATCHES)))

    def add(self, fold: int, piece: slice, rows: Array, y: Array) -> None:
        """All variants that know a fold, in a piece of it.

        Parameters
        ----------
        rows : (term, draw), the functions of the design.
        y : (variant or 1, open, draw), what each open option leads to.
        """
        batch = self.folds.batches(fold, piece, BATCHES)
        for v in range(self.folds.count):
            if fold in self.folds.known(v):
                mean = self.means[v, fold][:, None]
                away = self.leads[v, fold] @ rows - mean
                best = np.array([(mean + share * away).argmax(axis=0) for share in SHARES])
                taken = np.take_along_axis(y[v % len(y)], best, axis=0)
                for s, gain in enumerate(taken - taken[0]):
                    self.gains[v, s, fold] += np.bincount(batch, gain, BATCHES)

    def shares(self) -> Array:
        """For each variant, the share that gains most among those whose gain is clear; 0 if none
        is.

        References
        ----------
        Breiman, L., Friedman, J. H., Olshen, R. A. and Stone, C. J. (1984). Classification and
        Regression Trees. Wadsworth. (3.4.3, the simplest within the errors of cross-validation.)
        van der Laan, M. J., Polley, E. C. and Hubbard, A. E. (2007). Super learner. Statistical
        Applications in Genetics and Molecular Biology 6(1), 25.
        """
        found = []
        for v in range(self.folds.count):
            sums = self.gains[v][:, self.folds.known(v)].reshape(len(SHARES), -1)
            gain = sums.sum(axis=1)
            clear = gain > CLEARLY * sums.std(axis=1, ddof=1) * np.sqrt(sums.shape[1])
            found.append(SHARES[np.argmax(np.where(clear, gain, 0))])
        return np.array(found)
