"""Functions of one parameter to regress on that may jump: expected values that change at once, or
on a narrow interval only.
"""

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.regression.axis import Axis, axis, fine_axis
from stakes.decision.draws.regression.intervals import cells_of, clear_interval
from stakes.decision.draws.regression.levels import as_category, is_category
from stakes.decision.draws.regression.moments import moments
from stakes.decision.draws.regression.penalties import PRICE, keep, modes, penalties
from stakes.decision.draws.regression.tensor_products import products

MOST = 6  # intervals
NAMES = 20.0  # draws' worth of variance by which levels have to predict better than a smooth curve


def axis_with_jumps(x: Array, y: Array, shape: tuple[int, ...], as_names: bool = True) -> Axis:
    """`fine_axis` of a parameter with a step at either end of each interval on which the series `y`
    depart from a smooth curve.

    An interval is one if the mean of what the curve leaves there differs from 0 by more than
    `intervals.DEPARTED`, with the larger of the variances inside and everywhere, so that one far
    draw makes none, and counting autocorrelation in full.

    Parameters
    ----------
    x : draws of the parameter.
    y : (row, draw)
    shape : of the draws: (sample,), (chain, draw) or (chain, draw, set).
    as_names : whether a number of many levels may be taken for the names of categories, where that
        predicts better.

    References
    ----------
    Olshen, A. B., Venkatraman, E. S., Lucito, R. and Wigler, M. (2004). Circular binary
    segmentation for the analysis of array-based DNA copy number data. Biostatistics 5(4), 557-572.
    """
    found = _as_it_predicts(x, y) if as_names else fine_axis(x)
    if is_category(x) or found.order.max() <= 1:
        return found
    cells = cells_of(x)
    for _ in range(MOST):
        left = _left(found, y)[0]
        left = left[(left**2).sum(axis=1) > 0]
        if not len(left) or (ends := clear_interval(cells, left, shape)) is None:
            break
        ordered = x[cells.order]
        found = _stepped(
            found, x, np.array([(ordered[k - 1] + ordered[k]) / 2 for k in ends if 0 < k < x.size])
        )
    return found


def _as_it_predicts(x: Array, y: Array) -> Axis:
    """The axis of a number; that of a category where the levels are names, by which it predicts
    better (cross-validation).
    """
    smooth, names = fine_axis(x), None if is_category(x) else as_category(x)
    if names is None or not y.any():
        return smooth
    levels = axis(names)
    return levels if _left(levels, y)[1] < _left(smooth, y)[1] - NAMES / x.size else smooth


def _left(a: Axis, y: Array) -> tuple[Array, float]:
    """What the smooth curves, and the steps so far, leave of the series, and what they would of
    others, as a share.
    """
    basis = products([a], len(a.rough))
    m = modes(basis, moments(basis, y, [slice(None)]), y)
    kept = keep(m.rough, penalties(m, m.weight, y.shape[1] / PRICE))
    left = y - (m.mean + m.at(a.table.T) @ (m.weight * kept)).T[:, a.bin]
    free = np.maximum(1 - PRICE * (1 + kept.sum(axis=0)) / y.shape[1], 1e-9)
    return left, float(
        (left.var(axis=1) / free**2 / np.maximum(y.var(axis=1), np.finfo(float).tiny)).min()
    )


def _stepped(a: Axis, x: Array, places: Array) -> Axis:
    """The axis with a step at some places, without a penalty; bins that hold such a place are
    divided there.
    """
    side = np.searchsorted(places, x, side="right")
    pair, index, count = np.unique(
        a.bin * (len(places) + 1) + side, return_inverse=True, return_counts=True
    )
    level = pair % (len(places) + 1)
    steps = (level[:, None] > np.arange(len(places))).astype(float)
    share = count @ steps / x.size
    steps = (steps - share) / np.sqrt(share * (1 - share))
    table = np.concatenate([a.table[pair // (len(places) + 1)], steps], axis=1)
    added = np.ones(len(places), int)
    return Axis(
        index, table, np.concatenate([a.rough, 0 * added]), np.concatenate([a.order, added])
    )
