"""Borgonovo's delta: how far knowing parameters shifts the distribution of a response."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from stakes.decision.draws.penalised_regression import GRID, PRICE, Modes, Moments, coefficients, keep, modes, moments, penalties
from stakes.decision.draws.spline_basis import Basis, fine_axis
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.decision.sensitivity.explained_variance import (
    CLASSES,
    RESOLUTION,
    TERMS,
    Element,
    Response,
    axes_of,
    basis_of,
    blend,
    by_relevance,
    fitted,
    functions_of,
    limit_of,
    rank_axis,
    time_of,
)
from stakes.decision.sensitivity.rank_bands import Prediction, by_neighbours, ranks, widest_excess

type Array = npt.NDArray[Any]

DELTA_TERMS = 100
ACROSS = 2.5  # price of a degree of freedom across functions of the response: most of them have nothing to do with a parameter
CHOSEN = 1.5  # how much wider an error is where the event was chosen by the draws
CLOSE = 0.5  # a delta from which the conditional density may be too narrow for a smooth fit of the ratio
NARROW = 0.005  # of a band: more of its width is not counted as an error


def delta(r: Response, members: list[Element]) -> tuple[float, float]:
    """Borgonovo's delta of members known together, and its standard error.

    It is the excess probability, over that under independence, of the event that the joint density exceeds the product of the
    margins: the event comes from a smooth fit of the ratio, with and without the draw's fold; the excess is a mean over draws.
    """
    if not members:
        return 0.0, 0.0
    basis = basis_of(axes_of(by_relevance(members), rank_axis, "ranks"), limit_of(DELTA_TERMS, r.z.size))
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
    narrow = _by_band(r, members)
    return max(smooth, narrow)


def _by_band(r: Response, members: list[Element]) -> tuple[float, float]:
    """The excess of a band around a prediction of the rank, and its error: where knowing the members leaves little."""
    u = ranks(r.z)
    if len(members) > 1:
        predictions = [_by_regression(r, members, u)]
    elif np.unique(members[0].x).size > CLASSES:
        predictions = by_neighbours(members[0].x, u, r.parts)
    else:
        return 0.0, 0.0
    excess, width = widest_excess(u, predictions)
    return float(excess.mean()), math.hypot(standard_error(excess.reshape(r.shape)), RESOLUTION, min(width, NARROW))


def _by_regression(r: Response, members: list[Element], u: Array) -> Prediction:
    basis, y = basis_of(axes_of(by_relevance(members), fine_axis, "axis"), limit_of(TERMS, u.size)), (u - u.mean())[None]
    sums = moments(basis, y, r.parts)
    time = float(np.mean([e.time for e in members]))
    place = u.mean() + fitted(basis, *coefficients(basis, sums, modes(basis, sums, y), PRICE * time), r.parts)[1]
    return Prediction(place, np.full(u.size, np.abs(u - place).mean()))


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
