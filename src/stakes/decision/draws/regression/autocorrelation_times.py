"""How much less a regression knows from chains than from as many independent draws."""

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.regression.moments import sets_of
from stakes.decision.draws.regression.penalties import Modes
from stakes.decision.draws.regression.tensor_products import Basis

SHIFTS, SHIFTS_OF_SETS = 64, 24


def autocorrelation_times(basis: Basis, m: Modes, y: Array, shape: tuple[int, ...]) -> Array:
    """How much less the mean of a product of mode and lead knows than that of as many independent
    draws, (mode,).

    Of chains: from the leads in circularly shifted order. They are shifted by whole posterior
    draws, so that it also holds how alike the sets of a draw are.

    Parameters
    ----------
    shape : of the draws: (sample,), (chain, draw) or (chain, draw, set).
    """
    if len(shape) == 1:
        return np.ones(len(m.rough))
    n, sets = y.shape[1], sets_of(shape)
    count, least = SHIFTS if sets == 1 else SHIFTS_OF_SETS, n // sets // 20
    shifts = np.random.default_rng(2).integers(least, n // sets - least, count) * sets
    scale = (y - m.mean[:, None]) / np.where(m.square > 0, np.sqrt(m.square), 1)[:, None]
    cross = np.zeros((len(basis.terms), count * len(y)))
    if len(basis.axes) == 1:
        index, table = basis.axes[0].bin, basis.axes[0].table
        twice = np.concatenate([scale, scale], axis=1)
        rolled = [np.bincount(index, row[n - s : 2 * n - s]) for s in shifts for row in twice]
        cross = table.T @ np.array(rolled).T
    else:
        for piece, rows in basis.chunks(slice(0, n)):
            cross += (
                rows
                @ np.concatenate(
                    [scale[:, np.arange(piece.start, piece.stop) - s] for s in shifts]
                ).T
            )
    z = m.mix.T @ cross[1:]
    return np.asarray(np.maximum((z**2).mean(axis=1) / n, 0.1))
