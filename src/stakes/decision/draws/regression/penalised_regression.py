"""Expected values given parameters, by penalised regression, and the choices that follow from them.

The options are measured against the one that is best on average: a *lead* is what another is worth
above it, (lead, draw).
"""

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.regression.moments import Moments
from stakes.decision.draws.regression.penalties import TINY, Modes, keep, penalties
from stakes.decision.draws.regression.tensor_products import Basis


def coefficients(basis: Basis, m: Moments, d: Modes, price: float) -> tuple[Array, Array]:
    """(term, lead) from all draws, and (fold, term, lead) from all draws but the fold's, with the
    penalties of all.
    """
    n = m.size.sum()
    penalty = penalties(d, d.weight, n / price)
    inner = d.mix @ (d.weight * keep(d.rough, penalty))
    full = np.concatenate([[d.mean - d.centre @ inner], inner])
    gram, cross = m.gram.sum(axis=0) - m.gram, m.cross.sum(axis=0) - m.cross
    out = np.empty_like(cross)
    diagonal = np.diag_indices(len(full))
    for k, lead in np.ndindex(len(gram), len(penalty)):
        a = gram[k].copy()
        a[diagonal] += (n - m.size[k]) * penalty[lead] * basis.rough + TINY * np.diag(a)
        out[k, :, lead] = np.linalg.solve(a, cross[k, :, lead])
    return full, out


def best_option(fit: Array) -> Array:
    """Number of the best option by its lead (..., lead); 0 is the one best on average."""
    return np.where(fit.max(axis=-1) > 0, fit.argmax(axis=-1) + 1, 0)


def choices(basis: Basis, full: Array, out: Array, parts: list[slice]) -> tuple[Array, Array]:
    """Option chosen in each draw by the regression on all draws, and by the one that held the draw
    out.
    """
    inside, outside = np.empty((2, len(basis.axes[0].bin)), np.intp)
    for k, part in enumerate(parts):
        if len(basis.axes) == 1:
            index, table = basis.axes[0].bin[part], basis.axes[0].table
            inside[part], outside[part] = (
                best_option(table @ full)[index],
                best_option(table @ out[k])[index],
            )
            continue
        both = np.concatenate([full, out[k]], axis=1).T
        for piece, rows in basis.chunks(part):
            fit = np.split((both @ rows).T, 2, axis=1)
            inside[piece], outside[piece] = best_option(fit[0]), best_option(fit[1])
    return inside, outside
