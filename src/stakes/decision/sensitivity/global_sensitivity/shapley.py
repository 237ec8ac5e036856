"""Shapley effects: what each group adds to the variance that others explain."""

import math
from collections.abc import Callable

import numpy as np

from stakes.decision.draws.standard_errors.means import standard_error
from stakes.decision.limits import CLEAR
from stakes.decision.sensitivity.global_sensitivity.explained_variance import Share
from stakes.decision.sensitivity.global_sensitivity.response import Response


def lattice(r: Response, sets: list[list[str]], share: Callable[[list[str]], Share]) -> list[Share]:
    """Share of every set of groups, by the bits of its index; at least about what a part of it
    explains.
    """
    out: list[Share] = [share([])]
    for mask in range(1, 1 << len(sets)):
        inside = [i for i in range(len(sets)) if mask >> i & 1]
        own = share([name for i in inside for name in sets[i]])
        part = max((out[mask ^ 1 << i] for i in inside), key=lambda s: s.value)
        more = part.value - own.value
        clear = more > 0 and more > CLEAR * standard_error(
            (part.influence - own.influence).reshape(r.shape)
        )
        out.append(part if clear else own)
    return out


def shapley(r: Response, shares: list[Share]) -> list[tuple[float, float]]:
    """Shapley effect and its error of each group, from the shares of all sets."""
    count = len(shares).bit_length() - 1
    return [_effect(r, shares, i, count) for i in range(count)]


def _effect(r: Response, shares: list[Share], i: int, count: int) -> tuple[float, float]:
    value, noise, influence = 0.0, 0.0, np.zeros(r.z.size)
    for mask in range(1 << count):
        if mask >> i & 1:
            continue
        without, along = shares[mask], shares[mask | 1 << i]
        weight = 1 / (count * math.comb(count - 1, mask.bit_count()))
        value += weight * (along.value - without.value)
        influence += weight * (along.influence - without.influence)
        noise += weight * max(along.noise - without.noise, 0)
    return value, Share(value, influence, noise).error(r.shape)
