"""The value of information: of knowing parameters (EVPPI), of a study (EVSI), and of a study less
its cost (ENBS).
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.inputs import Parameters, takes_draws, unit_of
from stakes.decision.draws.parameters import check_draws, elements, independent_members, members
from stakes.decision.draws.spline_basis import DRAWS_A_LEVEL, LEVELS, is_category
from stakes.decision.information.regression_estimator import Learnt, choice, learn
from stakes.decision.limits import CLEAR

SIMULATED = 4_000  # sets of noise, by which the winner's curse is found


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
    jump off and the estimate is then up to 3 % low (``benchmarks/voi_coverage.py``).

    A group contains the functions of its members. Where its estimate is less than a member's by
    more than 2 standard errors of the difference, the member's is reported.

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
    columns = _table("evppi", found, "group") | {"share_of_evpi": ("group", share)}
    columns["shrunk"] = (
        "group",
        [any(_few_a_level(x) for x in group.values()) for group in asked.values()],
    )
    return xr.Dataset(columns, {"group": list(asked)}, attrs)


def _few_a_level(x: Array) -> bool:
    """Whether some level of a category with many has so few draws that its mean is mostly that of
    all.
    """
    return is_category(x) and x.max() >= LEVELS and bool(np.bincount(x).min() < DRAWS_A_LEVEL)


@takes_draws
def evsi(value: xr.DataArray, summaries: Parameters) -> xr.Dataset:
    """Expected value of sample information: what a study is worth before choosing, by regression on
    its simulated summaries.

    Parameters
    ----------
    value : draws as in `evppi`.
    summaries : what the study would report, simulated once for each of the same draws: such as a
        mean, a count, an estimate with its spread. All variables are known together, by size where
        they have the dim ``size``.

    Returns
    -------
    Dataset with evsi, se, noise_floor and indistinguishable as in `evppi`, for each ``size`` if the
    summaries have that dim. The sizes are estimated one by one: they may fall by no more than their
    errors where the truth grows.

    Raises
    ------
    ValueError
        As in `evppi`.

    References
    ----------
    Strong, M., Oakley, J. E., Brennan, A. and Breeze, P. (2015). Estimating the expected value of
    sample information using the probabilistic sensitivity analysis sample: a fast, nonparametric
    regression-based method. Medical Decision Making 35(5), 570-583. Heath, A., Manolopoulou, I. and
    Baio, G. (2018). Efficient Monte Carlo estimation of the expected value of sample information
    using moment matching. Medical Decision Making 38(2), 163-173.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> effect = rng.normal(0, 1, 4000)
    >>> value = xr.DataArray(np.stack([0 * effect, effect]), dims=("option", "sample"))
    >>> means = np.stack([effect + rng.normal(0, n**-0.5, 4000) for n in (1, 100)])
    >>> study = xr.Dataset({"mean": (("size", "sample"), means)}, {"size": [1, 100]})
    >>> evsi(value, study)["evsi"].round(1).values.tolist()
    [0.3, 0.4]
    """
    given = choice(value)
    study = check_draws(value, summaries, "summaries")
    sizes = range(study.sizes["size"]) if "size" in study.dims else [None]
    found = []
    for i in sizes:
        one = study if i is None else study.isel(size=i, drop=True)
        group = {name: x for parts in elements(one).values() for name, x in parts.items()}
        found.append(learn(given, list(independent_members(group)[0].values())))
    table = xr.Dataset(_table("evsi", found, "size"), attrs=unit_of(value))
    if "size" not in study.dims:
        return table.isel(size=0)
    return table.assign_coords(size=study["size"]) if "size" in study.coords else table


def enbs(
    evsi: xr.DataArray | xr.Dataset, cost: xr.DataArray, population: float = 1.0
) -> xr.Dataset:
    """Expected net benefit of sampling: what a study is worth to all who decide by it, less its
    cost.

    Parameters
    ----------
    evsi : DataArray[size], or the Dataset from `stakes.evsi`, whose errors are then carried along.
    cost : DataArray[size], in the unit of `evsi`.
    population : how many decisions of this kind the study serves (discounted, if they lie in the
        future).

    Returns
    -------
    Dataset with enbs[size] and, if there are errors, se[size], both in the unit of `evsi`;
    best_size, the size with the highest; optimism, by how much the highest of so many noisy numbers
    is too high on average, if the errors of sizes are independent, at most; worthwhile, whether the
    highest less that is above 2 of its errors, and its EVSI above what noise would give
    (``indistinguishable``): if it is not, no study is clearly better than none. Without errors,
    whether it is above 0.

    Raises
    ------
    ValueError
        If the dim ``size`` is missing or the sizes differ, a number is NaN or infinite, or
        `population` is negative.

    References
    ----------
    Raiffa, H. and Schlaifer, R. (1961). Applied Statistical Decision Theory. Harvard.

    Examples
    --------
    >>> sizes = {"size": [10, 20, 40]}
    >>> gain = xr.DataArray([1.0, 2.0, 2.5], sizes, "size")
    >>> enbs(gain, xr.DataArray([1.0, 1.5, 2.5], sizes, "size"))["best_size"].item()
    20
    """
    gain, error = (evsi["evsi"], evsi.get("se")) if isinstance(evsi, xr.Dataset) else (evsi, None)
    for name, da in (("evsi", gain), ("cost", cost)):
        if da.dims != ("size",):
            raise ValueError(
                f"{name} needs the one dim 'size'; it has {da.dims or 'none'}: "
                "expand_dims(size=[n]) for one study"
            )
        if not np.isfinite(da).all():
            raise ValueError(
                f"{name} must be finite at every size: mend it, or drop these sizes from evsi and "
                "cost"
            )
    cost = _in_order(cost, gain)
    same = gain.sizes == cost.sizes and ("size" not in gain.indexes or "size" not in cost.indexes)
    if not same and not (
        gain.indexes.get("size") is not None
        and gain.indexes["size"].equals(cost.indexes.get("size"))
    ):
        raise ValueError(
            f"evsi has the sizes {gain['size'].values.tolist()}, cost "
            f"{cost['size'].values.tolist()}: give one cost for each size"
        )
    if not (np.isfinite(population) and population >= 0):
        raise ValueError(f"population is a number of decisions, 0 or more, not {population}")
    net = population * gain - cost
    out = xr.Dataset({"enbs": net}, attrs=unit_of(evsi))
    if error is not None:
        out["se"] = population * error
    best = int(np.argmax(net.to_numpy()))
    errors = np.zeros(net.size) if error is None else out["se"].to_numpy()
    optimism = _optimism(net.to_numpy(), errors)
    noise = (
        bool(evsi["indistinguishable"][best])
        if isinstance(evsi, xr.Dataset) and "indistinguishable" in evsi
        else False
    )
    clear = float(net[best]) - optimism > CLEAR * errors[best] and not noise
    return out.assign(
        best_size=net["size"].to_numpy()[best], optimism=optimism, worthwhile=bool(clear)
    )


def _optimism(net: Array, errors: Array) -> float:
    """What choosing the highest of noisy numbers adds to it on average: by simulation about these
    numbers (winner's curse).
    """
    if net.size < 2 or not errors.any():
        return 0.0
    noise = errors * np.random.default_rng(0).normal(size=(SIMULATED, net.size))
    best = np.argmax(net + noise, axis=1)
    return max(float(np.take_along_axis(noise, best[:, None], axis=1).mean()), 0.0)


def _in_order(cost: xr.DataArray, gain: xr.DataArray) -> xr.DataArray:
    """Costs in the order of the sizes, where the sizes are the same."""
    here, there = gain.indexes.get("size"), cost.indexes.get("size")
    same = (
        here is not None and there is not None and here.is_unique and sorted(here) == sorted(there)
    )
    return cost.sel(size=here) if same else cost


def _table(name: str, found: list[Learnt], dim: str) -> dict[str, Any]:
    return {
        name: (dim, [f.value for f in found]),
        "se": (dim, [f.error for f in found]),
        "noise_floor": (dim, [f.floor for f in found]),
        "indistinguishable": (dim, [f.value <= f.floor for f in found]),
    }
