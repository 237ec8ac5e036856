"""Scenario discovery: boxes in a few parameters in which an option is not the best, found by the
patient rule induction method.

Inside, a box is an array ``(parameter, bound)`` of inclusive limits, infinite where it is free.
"""

from collections.abc import Hashable, Iterator
from typing import Any

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array, check_finite, option_draws, option_ids
from stakes.decision.draws.importance_weights import Weighted, kish, weighted_mean
from stakes.decision.draws.inputs import Parameters, option_position, takes_draws
from stakes.decision.draws.parameters import flat_parameters
from stakes.decision.draws.spline_basis import LEVELS
from stakes.decision.draws.standard_errors.draw_sets import by_draw
from stakes.decision.draws.standard_errors.means import ess
from stakes.decision.sensitivity.prim import Cases, holds, simplified

SMALLEST = 0.05  # share of all draws that a box holds at least
MOST_BOXES = 3
FEW_DRAWS = 20  # in which the option loses, or does not, from which nothing is learnt
CLEAR = 3.0  # standard errors
MOST_DRAWS = 10_000  # that boxes are looked for in


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
    >>> discover(
    ...     value, xr.Dataset({"rate": ("sample", rate), "price": ("sample", price)}), "act"
    ... ).attrs["sentences"]
    ['act loses where rate is above 7: 100 % of the cases in which it loses lie there, and it loses
    in 100 % of the cases there.']
    """
    draws, ids = option_draws(value), option_ids(value)
    check_finite(draws, ids)
    at = option_position(value, option)
    found = flat_parameters(value, parameters)
    lost = np.delete(draws, at, axis=0).max(axis=0) > draws[at]
    x = np.reshape(list(found.values()), (len(found), *lost.shape))
    state = np.array([np.unique(row).size <= LEVELS for row in x])
    table = _table(list(_boxes(x, lost, state)), list(found))
    attrs = {"base_rate": float(lost.mean()), "sentences": list(_sentences(option, table, state))}
    return table.assign_attrs(
        attrs | ({} if table.sizes["box"] else {"reason": _reason(option, lost)})
    )


def _boxes(
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
        if not _confirmed(lost, fresh & inside):
            return
        yield box, _share(fresh & inside, lost), _share(lost, inside), float(inside.mean())
        fresh &= ~inside
        keep = ~holds(box, cases.x)
        cases = cases._replace(x=cases.x[:, keep], lost=cases.lost[keep])


def _confirmed(lost: Array, inside: Array) -> bool:
    density = _share(lost, inside) if inside.any() else Weighted(0.0, 0.0)
    return bool(density.mean - lost.mean() > CLEAR * density.error)


def _halves(shape: tuple[int, ...]) -> tuple[Any, Any]:
    if (
        len(shape) > 1 and shape[0] == 1
    ):  # neighbours in a chain are alike, so that every other draw would hold nothing out
        sets = (slice(None),) * (len(shape) - 2)
        return (..., slice(shape[1] // 2), *sets), (..., slice(shape[1] // 2, None), *sets)
    draws = (slice(None),) * (len(shape) - 1)
    return (..., slice(0, None, 2), *draws), (..., slice(1, None, 2), *draws)


def _share(what: Array, among: Array) -> Weighted:
    what, among = by_draw(what, among)
    w = among.astype(float)
    share, n = weighted_mean(what.astype(float), w), kish(w)
    p = (n * share.mean + 1) / (n + 2)
    return Weighted(share.mean, max(share.error, float(np.sqrt(p * (1 - p) / (n + 3)))))


def _table(boxes: list[tuple[Array, Weighted, Weighted, float]], names: list[str]) -> xr.Dataset:
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


def _sentences(option: Hashable, table: xr.Dataset, state: Array) -> Iterator[str]:
    names = table["parameter"].values.tolist()
    for i, limits in enumerate(table["limits"].values):
        coverage, density = (
            f"{100 * table[share].values[i]:.0f} %" for share in ("coverage", "density")
        )
        where = " and ".join(
            _restriction(*row)
            for row in zip(names, limits, state, strict=True)
            if np.isfinite(row[1]).any()
        )
        further = "a further " if i else ""
        yield (
            f"{option} loses where {where}: {further}{coverage} of the cases in which it loses "
            "lie there, "
            f"and it loses in {density} of the cases there."
        )


def _restriction(name: str, limits: Array, level: bool) -> str:
    lower, upper = limits
    if np.isfinite(limits).all():
        return (
            f"{name} is {lower:.3g}"
            if lower == upper
            else f"{name} is between {lower:.3g} and {upper:.3g}"
        )
    if np.isfinite(lower):
        return f"{name} is {'at least' if level else 'above'} {lower:.3g}"
    return f"{name} is {'at most' if level else 'below'} {upper:.3g}"


def _reason(option: Hashable, lost: Array) -> str:
    if not lost.any() or lost.all():
        return f"{option} loses in {'every' if lost.any() else 'no'} draw"
    n = np.count_nonzero(lost)
    few = (
        "too few to learn from"
        if min(n, lost.size - n) < 2 * FEW_DRAWS
        else "no box was confirmed in which that is more often"
    )
    return f"{option} loses in {n} of {lost.size} draws: {few}"
