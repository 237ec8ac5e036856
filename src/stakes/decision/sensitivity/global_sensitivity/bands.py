"""Delta where knowing the parameters leaves little: the excess of a band around a prediction."""

import math
from typing import NamedTuple

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.regression.axis import fine_axis
from stakes.decision.draws.regression.moments import moments
from stakes.decision.draws.regression.penalised_regression import coefficients
from stakes.decision.draws.regression.penalties import PRICE, modes
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.decision.sensitivity.global_sensitivity.explained_variance import (
    RESOLUTION,
    TERMS,
    fitted,
)
from stakes.decision.sensitivity.global_sensitivity.group_basis import axes_of, basis_of, limit_of
from stakes.decision.sensitivity.global_sensitivity.response import (
    CLASSES,
    Element,
    Response,
    by_relevance,
)

NARROW = 0.005  # of a band: more of its width is not counted as an error
SIDES = (1, 8)  # neighbours on either side that predict the rank
SCALE = 10  # neighbours on either side whose errors give the width of a band
WIDTHS = (0.7, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)  # of bands: mean absolute errors on either side


class Prediction(NamedTuple):
    """Of the rank of each draw, between 0 and 1, by draws of other folds."""

    place: Array
    error: Array  # what is usual there


def by_band(r: Response, members: list[Element]) -> tuple[float, float]:
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
