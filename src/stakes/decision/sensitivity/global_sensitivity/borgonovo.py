"""Borgonovo's delta: how far knowing parameters shifts the distribution of a response."""

import math

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.regression.moments import Moments, moments
from stakes.decision.draws.regression.penalties import GRID, PRICE, Modes, keep, modes, penalties
from stakes.decision.draws.regression.tensor_products import Basis
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.decision.sensitivity.global_sensitivity.bands import by_band
from stakes.decision.sensitivity.global_sensitivity.explained_variance import blend
from stakes.decision.sensitivity.global_sensitivity.group_basis import axes_of, basis_of, limit_of
from stakes.decision.sensitivity.global_sensitivity.response import (
    Element,
    Response,
    by_relevance,
    functions_of,
    rank_axis,
    time_of,
)

DELTA_TERMS = 100
# price of a degree of freedom across functions of the response: most of them have nothing to do
# with a parameter
ACROSS = 2.5
CHOSEN = 1.5  # how much wider an error is where the event was chosen by the draws
# a delta from which the conditional density may be too narrow for a smooth fit of the ratio
CLOSE = 0.5


def delta(r: Response, members: list[Element]) -> tuple[float, float]:
    """Borgonovo's delta of members known together, and its standard error.

    It is the excess probability, over that under independence, of the event that the joint density
    exceeds the product of the margins: the event comes from a smooth fit of the ratio, with and
    without the draw's fold; the excess is a mean over draws.
    """
    if not members:
        return 0.0, 0.0
    basis = basis_of(
        axes_of(by_relevance(members), rank_axis, "ranks"), limit_of(DELTA_TERMS, r.z.size)
    )
    y = functions_of(r.ranks)
    sums = moments(basis, y, r.parts)
    m = modes(basis, sums, y)
    kept = _kept(r, m, time_of(r, basis, m, y))
    excess, influence = np.empty((2, 2, r.z.size))
    for k, part in enumerate(r.parts):
        for i, weight in enumerate((m.weight, _without(sums, m, k))):
            excess[i, part], influence[i, part] = _excess(r, basis, m, kept * weight, part)
    inside, outside = excess.mean(axis=1)
    error = standard_error(blend(*influence).reshape(r.shape))
    smooth = float(blend(inside, outside)), math.hypot(CHOSEN * error, inside - outside)
    if smooth[0] < CLOSE:
        return smooth
    narrow = by_band(r, members)
    return max(smooth, narrow)


def _kept(r: Response, m: Modes, time: float) -> Array:
    """Share kept of each (mode, function of the response), by roughness in both directions."""
    n = r.z.size
    kept = keep(m.rough, penalties(m, m.weight, n / (PRICE * time)))
    power, noise = ((kept * m.weight) ** 2).sum(axis=0), ACROSS * time * (kept**2).sum(axis=0) / n
    across = keep(r.ranks.rough[1:], GRID[::-1])
    risk = (1 - across.T) ** 2 @ power + 2 * across.T @ noise
    return np.asarray(kept * across[:, np.argmin(risk)])


def _without(sums: Moments, m: Modes, k: int) -> Array:
    cross = (sums.cross.sum(axis=0) - sums.cross[k]) / (sums.size.sum() - sums.size[k])
    return np.asarray(m.mix.T @ (cross[1:] - np.outer(m.centre, cross[0])))


def _excess(r: Response, basis: Basis, m: Modes, weight: Array, part: slice) -> tuple[Array, Array]:
    """Excess of each draw of a part, and its influence on the mean."""
    single = len(basis.axes) == 1
    point = m.at(basis.axes[0].table.T if single else basis.rows(part))
    x = basis.axes[0].bin[part] if single else np.arange(len(point))
    y, count = r.ranks.bin[part], np.bincount(r.ranks.bin)
    event = (point @ weight @ r.ranks.table[:, 1:].T > 0).astype(float)
    excess = event[x, y] - (event @ (count / count.sum()))[x]
    return excess, excess - (np.bincount(x, minlength=len(point)) @ event / x.size)[y]
