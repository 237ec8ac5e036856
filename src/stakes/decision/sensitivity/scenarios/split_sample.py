"""Boxes as far as either half of the draws finds them: what only one of them restricts is a choice
that noise made.
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array, option_draws
from stakes.decision.draws.categories import LEVELS
from stakes.decision.draws.importance_weights import Weighted
from stakes.decision.draws.labels import option_position
from stakes.decision.draws.parameters import flat_parameters
from stakes.decision.sensitivity.scenarios.boxes import is_confirmed, share_among
from stakes.decision.sensitivity.scenarios.boxes_in_words import sentences
from stakes.decision.sensitivity.scenarios.prim import holds
from stakes.decision.sensitivity.scenarios.scenario_discovery import discover, table_of

NONE = "no box was confirmed that both halves of the draws find"


def discover_twice(value: xr.DataArray, parameters: xr.Dataset, option: str) -> xr.Dataset:
    """`stakes.discover`, and again with the halves of the draws exchanged: the boxes that both
    searches agree on.

    Of a box, a parameter is restricted at an end only where both searches restrict it, at the mean
    of their limits.

    Parameters
    ----------
    value, parameters, option : as for `stakes.discover`; with several chains, an even number of
        them.

    Returns
    -------
    Dataset
        As from `stakes.discover`. Coverage, density and mass are of all draws; errors also hold
        half the distance between those of the limits of either search. Boxes end with the first on
        which the searches agree in nothing, or which is not lost more often than all draws are by
        three errors. Attrs: reason, where there is none.
    """
    searches = [
        discover(value, parameters, option),
        discover(_exchanged(value), _exchanged(parameters), option),
    ]
    pairs = list(zip(*(found["limits"].to_numpy() for found in searches), strict=False))
    found = flat_parameters(value, parameters)
    at, draws = option_position(value, option), option_draws(value)
    lost = np.delete(draws, at, axis=0).max(axis=0) > draws[at]
    x = np.reshape(list(found.values()), (len(found), *lost.shape))
    table = table_of(list(_common(pairs, x, lost)), list(found))
    state = np.array([np.unique(row).size <= LEVELS for row in x])
    attrs = searches[0].attrs | {"sentences": list(sentences(option, table, state))}
    return table.assign_attrs(attrs if table.sizes["box"] else {"reason": NONE} | attrs)


def _exchanged[T: (xr.DataArray, xr.Dataset)](draws: T) -> T:
    """The same draws with those exchanged that choose boxes and that test them: chains, or
    independent draws, shifted by one.
    """
    if "chain" in draws.dims and draws.sizes["chain"] > 1:
        return draws.roll(chain=1)
    return (
        draws.roll(draw=draws.sizes["draw"] // 2) if "chain" in draws.dims else draws.roll(sample=1)
    )


def _common(
    pairs: list[tuple[Array, Array]], x: Array, lost: Array
) -> Iterator[tuple[Array, Weighted, Weighted, float]]:
    """Limits, coverage, density and mass of what pairs of boxes have in common."""
    fresh = np.ones(lost.shape, bool)
    for pair in pairs:
        both = np.isfinite(pair[0]) & np.isfinite(pair[1])
        one, other = (np.where(both, box, [-np.inf, np.inf]) for box in pair)
        box = np.where(both, (one + other) / 2, one)
        inside, apart = holds(box, x), [holds(each, x) for each in (one, other)]
        if not both.any() or not is_confirmed(lost, fresh & inside):
            return
        coverage = _unsure(
            share_among(fresh & inside, lost),
            *(share_among(fresh & each, lost).mean for each in apart),
        )
        density = _unsure(
            share_among(lost, inside), *(share_among(lost, each).mean for each in apart)
        )
        yield box, coverage, density, float(inside.mean())
        fresh &= ~inside


def _unsure(share: Weighted, one: float, other: float) -> Weighted:
    return Weighted(share.mean, float(np.hypot(share.error, abs(one - other) / 2)))
