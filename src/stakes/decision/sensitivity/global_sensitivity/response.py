"""The outcome to be explained, and the parameters that may explain it."""

from typing import NamedTuple

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.regression.autocorrelation_times import autocorrelation_times
from stakes.decision.draws.regression.axis import Axis, axis, fine_axis
from stakes.decision.draws.regression.levels import is_category
from stakes.decision.draws.regression.moments import folds, moments
from stakes.decision.draws.regression.penalties import PRICE, Modes, keep, modes, penalties
from stakes.decision.draws.regression.tensor_products import Basis, products
from stakes.decision.draws.standard_errors.means import mean_sd

CLASSES = 100  # of ranks


class Response(NamedTuple):
    """What is to be explained."""

    shape: tuple[int, ...]  # (chain, draw), (sample,) or (chain, draw, set)
    parts: list[slice]
    z: Array  # (draw,): standardised
    base: Array  # (draw,): squared distance from the mean
    ranks: Axis  # functions of its rank


class Element(NamedTuple):
    """One parameter that varies."""

    x: Array  # (draw,)
    axis: Axis
    ranks: Axis
    time: float  # autocorrelation time of its products with the response
    relevance: float


def response(y: Array) -> Response:
    """`Response` of draws (chain, draw), (sample,) or (chain, draw, set) that vary."""
    mean, sd = mean_sd(y)
    z, parts = (y.ravel().astype(float) - mean) / sd, folds(y.shape)
    others = np.empty_like(
        z
    )  # mean without the fold: a constant then explains nothing, neither more nor less
    for part in parts:
        others[part] = -z[part].sum() / (z.size - z[part].size)
    return Response(y.shape, parts, z, z * (z - others), axis(classes(y.ravel()) * 1.0))


def element(r: Response, x: Array) -> Element:
    """`Element` of the draws of a parameter that varies; its relevance also counts a change in
    spread.
    """
    one = products([fine_axis(x)], x.size)
    y = np.concatenate([r.z[None], functions_of(r.ranks)[:2]])
    m = modes(one, moments(one, y, r.parts), y)
    time = time_of(r, one, m, y)
    kept = keep(m.rough, penalties(m, m.weight, x.size / (PRICE * time)))
    return Element(
        x, one.axes[0], rank_axis(x), time, float(((kept * m.weight) ** 2).sum(axis=0).max())
    )


def time_of(r: Response, basis: Basis, m: Modes, y: Array) -> float:
    first = m._replace(mean=m.mean[:1], square=m.square[:1])
    return float(autocorrelation_times(basis, first, y[:1], r.shape).mean())


def classes(x: Array) -> Array:
    """Number of each draw's class, which a strictly rising function of `x` does not change: its
    level, or a percent of ranks.
    """
    levels, index, count = np.unique(x, return_inverse=True, return_counts=True)
    if len(levels) <= CLASSES:
        return np.asarray(index)
    return np.floor((np.cumsum(count) - count / 2) * (CLASSES / x.size))[index]


def functions_of(a: Axis) -> Array:
    return a.table[:, 1:].T[:, a.bin]


def by_relevance(members: list[Element]) -> list[Element]:
    return sorted(members, key=lambda e: -e.relevance)


def rank_axis(x: Array) -> Axis:
    return axis(x if is_category(x) else classes(x) * 1.0)
