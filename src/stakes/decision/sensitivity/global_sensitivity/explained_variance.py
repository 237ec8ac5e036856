"""Shares of variance that parameters explain together."""

import math
from typing import NamedTuple

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.regression.axis import fine_axis
from stakes.decision.draws.regression.moments import FOLDS, moments
from stakes.decision.draws.regression.penalised_regression import coefficients
from stakes.decision.draws.regression.penalties import PRICE, keep, modes, penalties
from stakes.decision.draws.regression.tensor_products import Basis
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.decision.sensitivity.global_sensitivity.group_basis import axes_of, basis_of, limit_of
from stakes.decision.sensitivity.global_sensitivity.response import Element, Response, by_relevance

INSIDE = FOLDS / (
    2 * FOLDS - 1
)  # weight at which the gain of a fit from its own draws and its loss on others cancel
TERMS = 200  # 300 would take twice the time and explain 0.0004 more of the Ishigami function
# of an explained share: what products of smooth functions may leave of a response without noise
RESOLUTION = 5e-4


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


def blend(inside: Array, outside: Array) -> Array:
    return INSIDE * inside + (1 - INSIDE) * outside


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
