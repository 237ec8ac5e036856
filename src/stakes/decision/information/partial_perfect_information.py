"""The value of knowing some parameters before choosing (EVPPI)."""

from collections.abc import Iterable, Mapping

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.blocks.reading import streams
from stakes.decision.draws.categories import LEVELS
from stakes.decision.draws.dependence import independent_members
from stakes.decision.draws.groups import members
from stakes.decision.draws.inputs import Parameters, takes_draws
from stakes.decision.draws.labels import unit_of
from stakes.decision.draws.parameters import check_draws, elements
from stakes.decision.draws.regression.levels import DRAWS_A_LEVEL, is_category
from stakes.decision.information.choice import choice
from stakes.decision.information.evppi_in_blocks import learnt_in_blocks
from stakes.decision.information.learnt import NOTHING, columns_of
from stakes.decision.information.regression_estimator import learn


@takes_draws
def evppi(
    value: xr.DataArray, parameters: Parameters, groups: Mapping[str, Iterable[str]] | None = None
) -> xr.Dataset:
    """Expected value of partial perfect information: what it is worth to know some parameters
    before choosing.

    EVPPI(x) = E[max over options d of E(NB_d | x)] - max over d of E(NB_d).

    Parameters
    ----------
    value : draws of the net value (more is better) with dims ``option`` and (chain, draw[, set]),
        or (sample,) if independent.
    parameters : the same draws of the parameters: a Dataset, a DataFrame, a mapping of arrays, or
        ``fit.posterior``. A variable of at most 20 distinct values is a state, with exact
        conditional means; text, pandas categories and numbers with the attribute ``categorical``
        (true) are names, and so are numbers of more levels where that predicts better; of a
        variable with further dims, the elements are known together.
    groups : mapping of a name to the variables that become known together; elements are named
        ``name[label]``. By default, each variable is a group.

    Returns
    -------
    Dataset with, for each group and in the unit of `value`,

    evppi, se : the estimate and its standard error, which holds the sampling of parameters, the
        scatter of values about the regression, the autocorrelation of chains, the noise of an
        estimate near 0, and one draw more that changes the choice. Where several options may be the
        best on average, it is the largest that any of them gives.
    noise_floor : what 99 % of estimates would not exceed if the values had nothing to do with the
        group: as if they came in circularly shifted order, by simulation of the sums that enter the
        regression.
    indistinguishable : whether the estimate does not exceed the floor: it is indistinguishable from
        zero.
    share_of_evpi : the part of the value of perfect information; 0 if that is 0.
    shrunk : whether the group has a category of over 20 levels, one of which has under 20 draws:
        the fewer draws a level has, the more its mean is shrunk towards that of all draws. Of over
        250 levels the rarest count as one.

    Attrs: constant and dropped, lists of the parameters that do not vary (worth 0) and of those
    that depend linearly on others of their group, each as ``group: name``; the unit of `value` if
    it has one.

    Raises
    ------
    ValueError
        As in `stakes.compare`; and if draws do not match in number or coordinates, are NaN or
        infinite, or a group is empty, names an unknown variable, or one twice.

    Notes
    -----
    The leads over the option that is best on average are regressed on the parameters: on a
    penalised cubic spline for one, on products of such functions, at most 300 from smooth to rough,
    for several. The regression is used only to *choose*: the estimate is the mean over draws of
    what the option chosen is worth in that draw above the best on average. Chosen by a regression
    on all draws, this is too high by about as much as it is too low when the draw was held out (one
    tenth at a time; stretches of chains), and the estimate is the mean of the two: to first order
    it has no bias from the noise of the regression or from its smoothing, it never exceeds EVPI,
    and its standard error is that of a mean. The usual plug-in estimate, the mean of the largest
    fitted value, varies by up to a tenth less where the truth is a straight line, but was too low
    by 9 % on a steep function of five parameters where this one was by 0.3 %
    (``benchmarks/voi_accuracy.py``). Nominal 95 % intervals cover 93 to 95 % for straight and
    curved functions, and 87 to 92 % where the expected value jumps, as the regression rounds the
    jump off and the estimate is then up to 3 % low (``benchmarks/voi_coverage.py``). A threshold
    that ten draws lie beyond, as at the 99.9 % quantile of a long tail, has intervals that cover 75
    to 80 %.

    Of draws in blocks (`stakes.in_blocks`) single parameters are taken, numbers: bins, knots and
    steps are placed by every so many-th draw, the normal equations and gains are summed over all.

    A group contains the functions of its members. Where its estimate is less than a member's by
    more than 2.2 standard errors of the difference, the member's is reported.

    References
    ----------
    Strong, M., Oakley, J. E. and Brennan, A. (2014). Estimating multiparameter partial expected
    value of perfect information from a probabilistic sensitivity analysis sample: a nonparametric
    regression approach. Medical Decision Making 34(3), 311-326. Heath, A., Manolopoulou, I. and
    Baio, G. (2017). A review of methods for analysis of the expected value of information. Medical
    Decision Making 37(7), 747-758.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> cost, effect = rng.normal(0, 0.01, 4000), rng.normal(0.2, 1, 4000)
    >>> value = xr.DataArray(np.stack([0 * cost, effect - cost]), dims=("option", "sample"))
    >>> table = evppi(value, xr.Dataset({"cost": ("sample", cost), "effect": ("sample", effect)}))
    >>> table["evppi"].round(1).values.tolist(), table["indistinguishable"].values.tolist()
    ([0.0, 0.3], [True, False])
    """
    if streams(value):
        return _in_blocks(value, parameters, groups)
    given = choice(value)
    asked = members(groups, elements(check_draws(value, parameters, "parameters")))
    found, constant, dropped = [], [], []
    for name, group in asked.items():
        kept, same, dependent = independent_members(group)
        constant += [f"{name}: {m}" for m in same]
        dropped += [f"{name}: {m}" for m in dependent]
        found.append(learn(given, list(kept.values())))
    share = [f.value / given.evpi if given.evpi else 0.0 for f in found]
    attrs = {"constant": constant, "dropped": dropped} | unit_of(value)
    columns = columns_of("evppi", found, "group") | {"share_of_evpi": ("group", share)}
    columns["shrunk"] = (
        "group",
        [any(_few_a_level(x) for x in group.values()) for group in asked.values()],
    )
    return xr.Dataset(columns, {"group": list(asked)}, attrs)


def _in_blocks(
    value: xr.DataArray, parameters: Parameters, groups: Mapping[str, Iterable[str]] | None
) -> xr.Dataset:
    if groups is not None:
        raise ValueError(
            "draws lie in several chunks, and of these only single parameters are read block by "
            "block, not groups: leave them out, or load a part of the draws, isel(...).compute()"
        )
    found, whole = learnt_in_blocks(value, parameters)
    constant = [f"{name}: {name}" for name, f in found.items() if f is NOTHING and whole]
    columns = columns_of("evppi", list(found.values()), "group")
    share = [f.value / whole if whole else 0.0 for f in found.values()]
    columns |= {"share_of_evpi": ("group", share), "shrunk": ("group", [False] * len(found))}
    attrs = {"constant": constant, "dropped": []} | unit_of(value)
    return xr.Dataset(columns, {"group": list(found)}, attrs)


def _few_a_level(x: Array) -> bool:
    """Whether some level of a category with many has so few draws that its mean is mostly that of
    all.
    """
    return is_category(x) and x.max() >= LEVELS and bool(np.bincount(x).min() < DRAWS_A_LEVEL)
