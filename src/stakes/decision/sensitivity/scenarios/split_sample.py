"""Boxes as far as every half of the draws finds them: what only some of them restrict is a choice
that noise made.
"""

from collections.abc import Iterable, Iterator

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import (
    Array,
    check_finite,
    option_draws,
    option_ids,
    sample_dims,
)
from stakes.decision.draws.categories import LEVELS
from stakes.decision.draws.importance_weights import Weighted
from stakes.decision.draws.labels import option_position
from stakes.decision.draws.parameters import flat_parameters
from stakes.decision.sensitivity.scenarios.boxes import SMALLEST, is_confirmed, share_among
from stakes.decision.sensitivity.scenarios.boxes_in_words import sentences, why_none
from stakes.decision.sensitivity.scenarios.prim import Cases, holds, pasted
from stakes.decision.sensitivity.scenarios.scenario_discovery import discover, table_of

BLOCKS = 8  # of the draws; of chains alone there are too few for an error
OTHERS = "\0others"  # no option is called so
NONE = "no box was confirmed that all halves of the draws find"
QUARTERS = (  # of the draws: the first and third choose boxes, the others test them
    (0, 2, 1, 3),
    (2, 0, 3, 1),
    (0, 1, 2, 3),
    (1, 0, 3, 2),
    (0, 1, 3, 2),
    (1, 0, 2, 3),
)


def agreed_boxes(value: xr.DataArray, parameters: xr.Dataset, option: str) -> xr.Dataset:
    """`stakes.discover` by each two quarters of the draws, tested by the other two: the boxes that
    all six searches agree on.

    Of a box, a parameter is restricted at an end only where every search restricts it. There, the
    limit is moved to where it is best in each of eight blocks of the draws; it is the mean of
    these, or of a state a middle one.

    Parameters
    ----------
    value, parameters, option : as for `stakes.discover`.

    Returns
    -------
    Dataset
        As from `stakes.discover`. Coverage, density and mass are of all draws; errors also hold
        how far those of the blocks' limits differ. Boxes end with the first on which the searches
        agree in nothing, or which is not lost more often than all draws are by three errors.
        Attrs: reason, where there is none.
    """
    at = option_position(value, option)
    check_finite(option_draws(value), option_ids(value))
    found = flat_parameters(value, parameters)
    others = value.drop_isel(option=at).max("option")
    pair = xr.concat([value.isel(option=at, drop=True), others], "option")
    pair = pair.assign_coords(option=[option, OTHERS])
    searches = [
        discover(_in_order(pair, order), _in_order(parameters, order), option) for order in QUARTERS
    ]
    own, best_other = option_draws(pair)
    lost = best_other > own
    x = np.reshape(list(found.values()), (len(found), *lost.shape))
    state = np.array([np.unique(row).size <= LEVELS for row in x])
    alike = zip(*(each["limits"].to_numpy() for each in searches), strict=False)
    table = table_of(list(_common(alike, x, lost, state)), list(found))
    attrs = {
        "base_rate": float(lost.mean()),
        "sentences": list(sentences(option, table, state)),
    }
    if not table.sizes["box"]:
        found_some = all(each.sizes["box"] for each in searches)
        attrs["reason"] = NONE if found_some else why_none(option, lost)
    return table.assign_attrs(attrs)


def _in_order[T: (xr.DataArray, xr.Dataset)](draws: T, order: tuple[int, ...]) -> T:
    """Quarters of the draws as four chains in this order."""
    dims = [d for d in sample_dims(draws) if d != "set"]
    flat = draws.stack(row=dims, create_index=False)
    quarters = np.arange(flat.sizes["row"] // 4 * 4).reshape(4, -1)[list(order)]
    return flat.isel(row=xr.DataArray(quarters, dims=("chain", "draw")))


def _common(
    alike: Iterable[tuple[Array, ...]], x: Array, lost: Array, state: Array
) -> Iterator[tuple[Array, Weighted, Weighted, float]]:
    """Limits, coverage, density and mass of what boxes of all searches have in
    common.
    """
    fresh = np.ones(lost.shape, bool)
    for found in alike:
        ends = np.isfinite(found).all(axis=0)
        if not ends.any():
            return
        boxes = _moved(np.where(ends, np.mean(found, axis=0), [-np.inf, np.inf]), x, lost, fresh)
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
