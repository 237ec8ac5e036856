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
from stakes.decision.sensitivity.scenarios.boxes import SMALLEST, is_confirmed, share_among
from stakes.decision.sensitivity.scenarios.boxes_in_words import sentences
from stakes.decision.sensitivity.scenarios.prim import Cases, holds, pasted
from stakes.decision.sensitivity.scenarios.scenario_discovery import discover, table_of

BLOCKS = 8  # of the draws; of chains alone there are too few for an error
NONE = "no box was confirmed that both halves of the draws find"


def discover_twice(value: xr.DataArray, parameters: xr.Dataset, option: str) -> xr.Dataset:
    """`stakes.discover`, and again with the halves of the draws exchanged: the boxes that both
    searches agree on.

    Of a box, a parameter is restricted at an end only where both searches restrict it. There, the
    limit is moved to where it is best in each of eight blocks of the draws; it is the mean of
    these, or of a state a middle one.

    Parameters
    ----------
    value, parameters, option : as for `stakes.discover`; with several chains, an even number of
        them.

    Returns
    -------
    Dataset
        As from `stakes.discover`. Coverage, density and mass are of all draws; errors also hold
        how far those of the blocks' limits differ. Boxes end with the first on which the searches
        agree in nothing, or which is not lost more often than all draws are by three errors.
        Attrs: reason, where there is none.
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
    state = np.array([np.unique(row).size <= LEVELS for row in x])
    table = table_of(list(_common(pairs, x, lost, state)), list(found))
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
    pairs: list[tuple[Array, Array]], x: Array, lost: Array, state: Array
) -> Iterator[tuple[Array, Weighted, Weighted, float]]:
    """Limits, coverage, density and mass of what pairs of boxes have in common."""
    fresh = np.ones(lost.shape, bool)
    for pair in pairs:
        both = np.isfinite(pair[0]) & np.isfinite(pair[1])
        if not both.any():
            return
        boxes = _moved(np.where(both, np.mean(pair, axis=0), [-np.inf, np.inf]), x, lost, fresh)
        levels = np.sort(boxes, axis=0)[BLOCKS // 2]
        box = np.where(state[:, None], levels, boxes.mean(axis=0))
        inside, apart = holds(box, x), [holds(each, x) for each in boxes]
        if not is_confirmed(lost, fresh & inside):
            return
        coverage = _unsure(
            share_among(fresh & inside, lost),
            [lost[fresh & each].sum() / lost.sum() for each in apart],
        )
        density = _unsure(share_among(lost, inside), [lost[each].mean() for each in apart])
        yield box, coverage, density, float(inside.mean())
        fresh &= ~inside


def _moved(box: Array, x: Array, lost: Array, fresh: Array) -> Array:
    """The box with each limit where it is best in one block of the draws: an array (block,
    parameter, bound).
    """
    sides, rows = np.isfinite(box), np.isfinite(box).any(axis=1)
    n = int(np.prod(lost.shape[:2]))
    kept, y = fresh.reshape(n, -1), lost.reshape(n, -1)
    values = x[rows].reshape(int(rows.sum()), n, -1)
    found = np.tile(box, (BLOCKS, 1, 1))
    for i, block in enumerate(np.array_split(np.arange(n), BLOCKS)):
        keep = kept[block]
        its = Cases(values[:, block][:, keep], y[block][keep], np.zeros(len(values), bool), 0, 0)
        its = its._replace(least=int(np.ceil(SMALLEST * keep.size)), total=int(its.lost.sum()))
        if 0 < its.total < its.lost.size:
            ends = its.x.min(axis=1)[:, None], its.x.max(axis=1)[:, None]
            found[i][rows] = np.clip(pasted(its, box[rows]), *ends)
    return np.where(sides, found, box)


def _unsure(share: Weighted, among: list[float]) -> Weighted:
    spread = np.std(among, ddof=1) / np.sqrt(len(among))
    return Weighted(share.mean, float(np.hypot(share.error, spread)))
