"""Of many options, those that are compared in pairs and under changed numbers."""

from collections.abc import Sequence

from stakes.assessment.shortlist import DRAWS
from stakes.assessment.without_case.given import Given
from stakes.assessment.without_case.thinned import every, kept
from stakes.decision.covering_options import MOST, added
from stakes.decision.draws.arrays import to_numpy


def shortlist(held: Given, first: Sequence[str]) -> list[str]:
    """Ids of at most `MOST` options, in their order: `first`, and others that together lose least
    against all; all, if there are no more.
    """
    ids = list(held.options)
    if len(ids) <= MOST:
        return ids
    some = held.value.isel(kept(held.value, every(held.value.size // len(ids), DRAWS)))
    x = to_numpy(some, "option").reshape(len(ids), -1)
    chosen = added(x, [ids.index(name) for name in first], MOST)
    return [name for i, name in enumerate(ids) if i in chosen]
