"""Scenario discovery: boxes in a few parameters in which an option is not the best, found by the
patient rule induction method.

Inside, a box is an array ``(parameter, bound)`` of inclusive limits, infinite where it is free.
"""

from collections.abc import Hashable

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array, check_finite, option_draws, option_ids
from stakes.decision.draws.categories import LEVELS
from stakes.decision.draws.importance_weights import Weighted
from stakes.decision.draws.inputs import Parameters, takes_draws
from stakes.decision.draws.labels import option_position
from stakes.decision.draws.parameters import flat_parameters
from stakes.decision.sensitivity.scenarios.boxes import confirmed_boxes
from stakes.decision.sensitivity.scenarios.boxes_in_words import sentences, why_none


@takes_draws
def discover(value: xr.DataArray, parameters: Parameters, option: Hashable) -> xr.Dataset:
    """Scenario discovery: the circumstances, as boxes in a few parameters, in which an option is
    not the best.

    It loses in a draw if another option has a strictly higher value there.

    Parameters
    ----------
    value : draws of the net value (more is better) with dims ``option`` and (chain, draw[, set]),
        or (sample,) if independent.
    parameters : the same draws of the parameters. A variable of at most 20 distinct values is a
        state, which is cut level by level; an element of a vector is a parameter of its own,
        ``name[label]``.
    option : id of the option that loses.

    Returns
    -------
    Dataset with, for each ``box`` (1, 2, 3 or fewer),

    limits : by ``parameter`` and ``bound`` (lower, upper), inclusive, in the unit of the parameter;
        infinite where it is free.
    coverage, coverage_se : share of all losing draws that lie in this box and in none before, so
        that the boxes' shares add up.
    density, density_se : share of the draws in the box in which the option loses.
    mass : share of all draws that lie in the box.
    restricted : number of parameters that are not free.

    Attrs: sentences, one a box; base_rate, the share of all draws in which the option loses;
    reason, if there is no box.

    Raises
    ------
    ValueError
        As in `stakes.compare`; and if `option` is unknown, there are no parameters, or draws do not
        match or are not finite.

    Notes
    -----
    One half of the draws chooses the boxes, the other gives all numbers but the limits: every other
    chain or independent draw, or the earlier and later half of a single chain. Errors are at least
    those with one draw more that counts and one that does not. A box is peeled, 5 % of its draws or
    one level at a time, at the end where density rises most for the draws given up; from the whole,
    and from either half of the three parameters by which losing varies most, as two boxes in
    opposite corners hide each other. Of what is passed on the way, the largest 1.25 c d / (c + 0.25
    d) of coverage c and density d (an F-measure) is chosen among boxes with 5 % of the draws. Each
    limit in turn then moves to where that is largest, also outward (pasting). Limits are dropped as
    long as that costs at most 0.01, or 1 / sqrt(losing draws), in all; and 0.05 each while more
    than three parameters are restricted. The next box is looked for in the draws left. Boxes end
    with the first in which held-out draws, outside the earlier ones, are not lost more often than
    all are by 3 standard errors: one that only just passes is a little less dense than it looks.

    Where losing depends on a sum of many parameters, boxes describe it poorly; where only the
    combination of two matters but neither alone (a chessboard), they may not be found.

    References
    ----------
    Friedman, J. H. and Fisher, N. I. (1999). Bump hunting in high-dimensional data. Statistics and
    Computing 9(2), 123-143. Bryant, B. P. and Lempert, R. J. (2010). Thinking inside the box: a
    participatory, computer-assisted approach to scenario discovery. Technological Forecasting and
    Social Change 77(1), 34-49. Kwakkel, J. H. and Jaxa-Rozen, M. (2016). Improving scenario
    discovery for handling heterogeneous uncertainties and multinomial classified outcomes.
    Environmental Modelling & Software 79, 311-321.

    Examples
    --------
    >>> rate, price = np.random.default_rng(1).uniform(0, 10, (2, 10_000))
    >>> value = xr.DataArray(
    ...     [0 * rate, 7 - rate], {"option": ["wait", "act"]}, ("option", "sample")
    ... )
    >>> found = discover(
    ...     value, xr.Dataset({"rate": ("sample", rate), "price": ("sample", price)}), "act"
    ... )
    >>> found.attrs["sentences"][0][:31]
    'act loses where rate is above 7'
    """
    draws, ids = option_draws(value), option_ids(value)
    check_finite(draws, ids)
    at = option_position(value, option)
    found = flat_parameters(value, parameters)
    lost = np.delete(draws, at, axis=0).max(axis=0) > draws[at]
    x = np.reshape(list(found.values()), (len(found), *lost.shape))
    state = np.array([np.unique(row).size <= LEVELS for row in x])
    table = table_of(list(confirmed_boxes(x, lost, state)), list(found))
    attrs = {"base_rate": float(lost.mean()), "sentences": list(sentences(option, table, state))}
    return table.assign_attrs(
        attrs | ({} if table.sizes["box"] else {"reason": why_none(option, lost)})
    )


def table_of(boxes: list[tuple[Array, Weighted, Weighted, float]], names: list[str]) -> xr.Dataset:
    limits = np.reshape([box for box, *_ in boxes], (-1, len(names), 2))
    numbers = np.reshape(
        [(*coverage, *density, mass) for _, coverage, density, mass in boxes], (-1, 5)
    ).T
    columns = dict(
        zip(("coverage", "coverage_se", "density", "density_se", "mass"), numbers, strict=True)
    )
    columns["restricted"] = np.isfinite(limits).any(axis=2).sum(axis=1)
    data = {"limits": (("box", "parameter", "bound"), limits)} | {
        name: ("box", column) for name, column in columns.items()
    }
    return xr.Dataset(
        data, {"box": np.arange(1, len(boxes) + 1), "parameter": names, "bound": ["lower", "upper"]}
    )
