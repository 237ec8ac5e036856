"""Shares of variance and shifts of distribution that parameters explain: the numbers under
`stakes.importance`.
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from stakes.decision.draws.parameters import apart
from stakes.decision.draws.penalised_regression import (
    FOLDS,
    PRICE,
    Modes,
    autocorrelation_times,
    coefficients,
    folds,
    keep,
    modes,
    moments,
    penalties,
)
from stakes.decision.draws.spline_basis import Axis, Basis, axis, fine_axis, is_category, products
from stakes.decision.draws.standard_errors.means import mean_sd, standard_error

type Array = npt.NDArray[Any]

INSIDE = FOLDS / (
    2 * FOLDS - 1
)  # weight at which the gain of a fit from its own draws and its loss on others cancel
TERMS = 200  # 300 would take twice the time and explain 0.0004 more of the Ishigami function
DRAWS_PER_TERM = 5
CORE = 10  # elements of a group with products and bends of their own
CLASSES = 100  # of ranks
# of an explained share: what products of smooth functions may leave of a response without noise
RESOLUTION = 5e-4


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


class Share(NamedTuple):
    """Share of the variance explained."""

    value: float
    influence: Array  # (draw,): on the value, of mean 0
    noise: float  # variance of what is explained by chance

    def error(self, shape: tuple[int, ...]) -> float:
        return math.hypot(
            standard_error(self.influence.reshape(shape)),
            math.sqrt(self.noise),
            RESOLUTION * self.value,
        )


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


def blend(inside: Array, outside: Array) -> Array:
    return INSIDE * inside + (1 - INSIDE) * outside


def basis_of(ranked: list[Axis], limit: int) -> Basis:
    """Products of the first axes, and straight lines and single bends of the others, as far as they
    fit in.
    """
    rest = ranked[CORE:]
    more = [
        (j, k, int(a.order[k]))
        for j, a in enumerate(rest, CORE)
        for k in range(1, len(a.order))
        if a.order[k] <= 2
    ]
    more = sorted(more, key=lambda t: t[2])[: limit // 2]
    core = products(ranked[:CORE], limit - len(more))
    rough = np.concatenate([core.rough, [(order - 1.0) ** 4 for _, _, order in more]])
    return _without_idle(Basis(ranked, core.terms + [(0, j, k) for j, k, _ in more], rough))


def _without_idle(basis: Basis) -> Basis:
    """The same terms, without the functions that none of them uses: to tabulate them at the draws
    is most of the work.
    """
    if len(basis.axes) == 1:
        return basis
    last = [0] * len(basis.axes)
    for _, j, k in basis.terms:
        last[j] = max(last[j], k)
    axes = [
        a._replace(table=np.asfortranarray(a.table[:, : k + 1]))
        for a, k in zip(basis.axes, last, strict=True)
    ]
    return basis._replace(axes=axes)


def by_relevance(members: list[Element]) -> list[Element]:
    return sorted(members, key=lambda e: -e.relevance)


def rank_axis(x: Array) -> Axis:
    return axis(x if is_category(x) else classes(x) * 1.0)


def axes_of(members: list[Element], made: Callable[[Array], Axis], held: str) -> list[Axis]:
    """The axis of each, anew where others of the set nearly determine it."""
    known = [e.x for e in members]
    return [
        getattr(e, held) if x is e.x else made(x)
        for e, x in zip(members, apart(known), strict=True)
    ]


def limit_of(most: int, n: int) -> int:
    return max(min(most, n // DRAWS_PER_TERM), 2)


def explain(r: Response, members: list[Element]) -> Share:
    """`Share` that members explain together: what a fit leaves of a draw, times what one leaves
    that held it out.

    Squares of the former are too small by what the fit took up of the noise, those of the latter
    too large by as much; and where there is no noise but a tail that a fit cannot extend, only the
    former are small.
    """
    if not members:
        return Share(0.0, np.zeros(r.z.size), 0.0)
    n, y = r.z.size, r.z[None]
    basis = basis_of(axes_of(by_relevance(members), fine_axis, "axis"), limit_of(TERMS, n))
    time = float(np.mean([e.time for e in members]))
    sums = moments(basis, y, r.parts)
    m = modes(basis, sums, y)
    inside, outside = fitted(basis, *coefficients(basis, sums, m, PRICE * time), r.parts)
    gain = r.base - (r.z - inside) * (r.z - outside)
    scale = r.base.mean()
    value = float(gain.mean() / scale)
    kept = keep(m.rough, penalties(m, m.weight, n / (PRICE * time)))
    return Share(
        value,
        (gain - value * r.base) / scale,
        2 * float((kept**2).sum()) * (time * (1 - value) / n) ** 2,
    )


def fitted(basis: Basis, full: Array, out: Array, parts: list[slice]) -> tuple[Array, Array]:
    """Expected response in each draw, by the regression on all draws and by the one that held the
    draw out.
    """
    inside, outside = np.empty((2, len(basis.axes[0].bin)))
    for k, part in enumerate(parts):
        both = np.concatenate([full, out[k]], axis=1)
        if len(basis.axes) == 1:
            inside[part], outside[part] = (basis.axes[0].table @ both)[basis.axes[0].bin[part]].T
            continue
        for piece, rows in basis.chunks(part):
            inside[piece], outside[piece] = both.T @ rows
    return inside, outside
