"""Functions of a group of parameters: products of those that matter most, bends of the others."""

from collections.abc import Callable

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.dependence import apart
from stakes.decision.draws.regression.axis import Axis
from stakes.decision.draws.regression.tensor_products import Basis, products
from stakes.decision.sensitivity.global_sensitivity.response import Element

CORE = 10  # elements of a group with products and bends of their own
DRAWS_PER_TERM = 5


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


def axes_of(members: list[Element], made: Callable[[Array], Axis], held: str) -> list[Axis]:
    """The axis of each, anew where others of the set nearly determine it."""
    known = [e.x for e in members]
    return [
        getattr(e, held) if x is e.x else made(x)
        for e, x in zip(members, apart(known), strict=True)
    ]


def limit_of(most: int, n: int) -> int:
    return max(min(most, n // DRAWS_PER_TERM), 2)
