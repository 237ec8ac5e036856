"""Borgonovo's delta: how far knowing parameters shifts the distribution of a response."""

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from stakes.decision.draws.penalised_regression import (
    GRID,
    PRICE,
    Modes,
    Moments,
    coefficients,
    keep,
    modes,
    moments,
    penalties,
)
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

type Array = npt.NDArray[Any]

DELTA_TERMS = 100
# price of a degree of freedom across functions of the response: most of them have nothing to do
# with a parameter
ACROSS = 2.5
CHOSEN = 1.5  # how much wider an error is where the event was chosen by the draws
# a delta from which the conditional density may be too narrow for a smooth fit of the ratio
CLOSE = 0.5
NARROW = 0.005  # of a band: more of its width is not counted as an error
SIDES = (1, 8)  # neighbours on either side that predict the rank
SCALE = 10  # neighbours on either side whose errors give the width of a band
WIDTHS = (0.7, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)  # of bands: mean absolute errors on either side


class Prediction(NamedTuple):
    """Of the rank of each draw, between 0 and 1, by draws of other folds."""

    place: Array
    error: Array  # what is usual there


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
    narrow = _by_band(r, members)
    return max(smooth, narrow)


def _by_band(r: Response, members: list[Element]) -> tuple[float, float]:
    """The excess of a band around a prediction of the rank, and its error: where knowing the
    members leaves little.
    """
    u = _ranks(r.z)
    if len(members) > 1:
        predictions = [_by_regression(r, members, u)]
    elif np.unique(members[0].x).size > CLASSES:
        predictions = _by_neighbours(members[0].x, u, r.parts)
    else:
        return 0.0, 0.0
    excess, width = _widest_excess(u, predictions)
    return float(excess.mean()), math.hypot(
        standard_error(excess.reshape(r.shape)), RESOLUTION, min(width, NARROW)
    )


def _by_regression(r: Response, members: list[Element], u: Array) -> Prediction:
    basis, y = (
        basis_of(axes_of(by_relevance(members), fine_axis, "axis"), limit_of(TERMS, u.size)),
        (u - u.mean())[None],
    )
    sums = moments(basis, y, r.parts)
    time = float(np.mean([e.time for e in members]))
    place = (
        u.mean()
        + fitted(basis, *coefficients(basis, sums, modes(basis, sums, y), PRICE * time), r.parts)[1]
    )
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


def _ranks(y: Array) -> Array:
    """Ranks between 0 and 1, the mean of equals."""
    index, count = np.unique(y, return_inverse=True, return_counts=True)[1:]
    return np.asarray(((np.cumsum(count) - (count - 1) / 2 - 0.5) / y.size)[index])


def _by_neighbours(x: Array, u: Array, parts: list[slice]) -> list[Prediction]:
    """Predictions of ranks `u` by the draws nearest in one parameter, few and more of them, of
    other folds.
    """
    return [_neighbours(x, u, parts, side) for side in SIDES]


def _neighbours(x: Array, u: Array, parts: list[slice], side: int) -> Prediction:
    place, error = np.empty((2, u.size))
    for part in parts:
        other = np.ones(u.size, bool)
        other[part] = False
        order = np.argsort(x[other], kind="stable")
        near = u[other][order]
        at = np.searchsorted(x[other][order], x[part])
        place[part] = _mean_around(near, at, side)
        error[part] = _mean_around(np.abs(np.diff(near)), at, SCALE)
    return Prediction(place, error)


def _mean_around(y: Array, at: Array, side: int) -> Array:
    total = np.concatenate([[0.0], np.cumsum(y)])
    low, high = np.clip(at - side, 0, y.size - 1), np.clip(at + side, 1, y.size)
    return np.asarray((total[high] - total[low]) / (high - low))


def _widest_excess(u: Array, predictions: list[Prediction]) -> tuple[Array, float]:
    """Whether each draw is in the band around its prediction, less the band's probability under
    independence; the best band's.

    Beside it the mean of that probability: as much as an outcome that is a function of the
    parameter may lack of 1.
    """
    bands = [_excess_of_band(u, p, width) for p in predictions for width in WIDTHS]
    return max(bands, key=lambda band: float(band[0].mean()))


def _excess_of_band(u: Array, given: Prediction, width: float) -> tuple[Array, float]:
    half = width * np.maximum(given.error, 1 / u.size)
    low, high = np.maximum(given.place - half, 0), np.minimum(given.place + half, 1)
    return (np.abs(u - given.place) <= half) - (high - low), float((high - low).mean())
