"""Boxes in which an option loses, as long as draws that were held out confirm them."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.importance_weights import Weighted, kish, weighted_mean
from stakes.decision.draws.standard_errors.draw_sets import by_draw
from stakes.decision.draws.standard_errors.means import ess
from stakes.decision.sensitivity.scenarios.prim import Cases, holds, simplified

SMALLEST = 0.05  # share of all draws that a box holds at least
MOST_BOXES = 3
FEW_DRAWS = 20  # in which the option loses, or does not, from which nothing is learnt
CONFIRMED = 3.0  # standard errors by which held-out draws lose more often
MOST_DRAWS = 10_000  # that boxes are looked for in


def confirmed_boxes(
    x: Array, lost: Array, state: Array
) -> Iterator[tuple[Array, Weighted, Weighted, float]]:
    """Limits, coverage, density and mass of boxes, as long as held-out draws confirm them."""
    fit, held = _halves(lost.shape)
    y = lost[fit].ravel()
    thin = slice(None, None, -(-y.size // MOST_DRAWS))
    share = min(ess(lost[fit].astype(float)) / y.size, 1.0)
    cases = Cases(
        x[fit].reshape(len(x), -1)[:, thin],
        y[thin],
        state,
        int(np.ceil(SMALLEST * y[thin].size)),
        0,
    )
    x, lost = x[held], lost[held]
    fresh = np.ones(lost.shape, bool)
    for _ in range(MOST_BOXES):
        cases = cases._replace(total=int(np.count_nonzero(cases.lost)))
        if not FEW_DRAWS <= cases.total <= cases.lost.size - FEW_DRAWS or not lost.any():
            return
        box = simplified(cases, share)
        inside = holds(box, x)
        if not is_confirmed(lost, fresh & inside):
            return
        yield (
            box,
            share_among(fresh & inside, lost),
            share_among(lost, inside),
            float(inside.mean()),
        )
        fresh &= ~inside
        keep = ~holds(box, cases.x)
        cases = cases._replace(x=cases.x[:, keep], lost=cases.lost[keep])


def is_confirmed(lost: Array, inside: Array) -> bool:
    density = share_among(lost, inside) if inside.any() else Weighted(0.0, 0.0)
    return bool(density.mean - lost.mean() > CONFIRMED * density.error)


def _halves(shape: tuple[int, ...]) -> tuple[Any, Any]:
    if (
        len(shape) > 1 and shape[0] == 1
    ):  # neighbours in a chain are alike, so that every other draw would hold nothing out
        sets = (slice(None),) * (len(shape) - 2)
        return (..., slice(shape[1] // 2), *sets), (..., slice(shape[1] // 2, None), *sets)
    draws = (slice(None),) * (len(shape) - 1)
    return (..., slice(0, None, 2), *draws), (..., slice(1, None, 2), *draws)


def share_among(what: Array, among: Array) -> Weighted:
    what, among = by_draw(what, among)
    w = among.astype(float)
    share, n = weighted_mean(what.astype(float), w), kish(w)
    p = (n * share.mean + 1) / (n + 2)
    return Weighted(share.mean, max(share.error, float(np.sqrt(p * (1 - p) / (n + 3)))))
