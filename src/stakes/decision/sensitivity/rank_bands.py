"""How much likelier ranks of an outcome lie in a narrow band around a prediction than they would if they did not depend on it."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

type Array = npt.NDArray[Any]

SIDES = (1, 8)  # neighbours on either side that predict
SCALE = 10  # neighbours on either side whose errors give the width
WIDTHS = (0.7, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)  # mean absolute errors on either side


class Prediction(NamedTuple):
    """Of the rank of each draw, between 0 and 1, by draws of other folds."""

    place: Array
    error: Array  # what is usual there


def ranks(y: Array) -> Array:
    """Ranks between 0 and 1, the mean of equals."""
    index, count = np.unique(y, return_inverse=True, return_counts=True)[1:]
    return np.asarray(((np.cumsum(count) - (count - 1) / 2 - 0.5) / y.size)[index])


def by_neighbours(x: Array, u: Array, parts: list[slice]) -> list[Prediction]:
    """Predictions of ranks `u` by the draws nearest in one parameter, few and more of them, of other folds."""
    return [_by_neighbours(x, u, parts, side) for side in SIDES]


def _by_neighbours(x: Array, u: Array, parts: list[slice], side: int) -> Prediction:
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


def widest_excess(u: Array, predictions: list[Prediction]) -> tuple[Array, float]:
    """Whether each draw is in the band around its prediction, less the band's probability under independence; the best band's.

    Beside it the mean of that probability: as much as an outcome that is a function of the parameter may lack of 1.
    """
    bands = [_excess(u, p, width) for p in predictions for width in WIDTHS]
    return max(bands, key=lambda band: float(band[0].mean()))


def _excess(u: Array, given: Prediction, width: float) -> tuple[Array, float]:
    half = width * np.maximum(given.error, 1 / u.size)
    low, high = np.maximum(given.place - half, 0), np.minimum(given.place + half, 1)
    return (np.abs(u - given.place) <= half) - (high - low), float((high - low).mean())
