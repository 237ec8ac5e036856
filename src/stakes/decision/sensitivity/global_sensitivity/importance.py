"""Which parameters an outcome depends on, and how much of its variance each explains:
`stakes.importance`.
"""

import math
from collections.abc import Iterable, Mapping

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import LARGEST, Array, to_numpy
from stakes.decision.draws.groups import members
from stakes.decision.draws.inputs import Parameters, as_parameters
from stakes.decision.draws.parameters import check_draws, elements
from stakes.decision.draws.standard_errors.means import mean_sd
from stakes.decision.sensitivity.global_sensitivity.borgonovo import delta
from stakes.decision.sensitivity.global_sensitivity.explained_variance import Share, explain
from stakes.decision.sensitivity.global_sensitivity.response import element, response
from stakes.decision.sensitivity.global_sensitivity.shapley import lattice, shapley

FEWEST, ENOUGH = 50, 40_000  # draws
MOST = 8  # groups, with 255 regressions


def importance(
    y: xr.DataArray, parameters: Parameters, groups: Mapping[str, Iterable[str]] | None = None
) -> xr.Dataset:
    """Importance of parameters for an outcome: the variance they explain, and how far knowing them
    shifts its distribution.

    From the draws at hand, without new runs of a model; parameters may depend on each other.

    Parameters
    ----------
    y : draws of the outcome, with dims (chain, draw[, set]), or (sample,) if independent.
    parameters : the same draws of the parameters. A variable of at most 20 distinct values is a
        state, with exact conditional means; of a variable with further dims, the elements are known
        together.
    groups : mapping of a name to the variables that are known together; elements are named
        ``name[label]``. By default, each variable is a group.

    Returns
    -------
    Dataset with, for each group along ``parameter``, shares between 0 and 1 with Monte Carlo
    standard errors:

    first_order, first_order_se : Var(E[y | group]) / Var(y), the share of the variance that goes on
        average if the group alone becomes known (first-order Sobol index; closed index of a group
        of several). Estimates below 0 are set to 0.
    delta, delta_se : Borgonovo's moment-independent importance, half the expected area between the
        densities of y and of y given the group: 0 if they are independent, 1 if y is a function of
        the group. Strictly rising functions of y and of each parameter leave it as it is. Estimates
        below 0 are set to 0.
    shapley, shapley_se : Shapley effect, the share that the group adds to what others explain,
        averaged over all orders in which they may become known. The effects add up to `explained`;
        by noise, one may be a little below 0. For at most 8 groups.

    and the scalars explained, explained_se: the share of the variance that all groups explain
    together. A parameter that does not vary has 0 throughout. Attrs: reason, where shapley is NaN.

    Raises
    ------
    ValueError
        If there are fewer than 50 draws, y does not vary or is NaN or infinite; if draws do not
        match in number or coordinates, or are NaN or infinite; or if a group is empty, names an
        unknown variable, or one twice.

    Notes
    -----
    y is regressed on a penalised cubic spline of one parameter, on products of such functions for
    several: at most 200 from smooth to rough, and one for 5 draws. In a group of more than 10
    elements, the 10 that matter most on their own have products, the others straight lines and
    single bends as far as they fit in; an interaction among these is missed. The share explained by
    the fit to all draws is too high by about as much as that in draws held out (one tenth at a
    time; stretches of chains) is too low: their weighted mean has no bias from the noise of the
    regression, to first order. The error is that of a mean of influences (by effective sample size
    for chains), with the noise of what a fit takes up by chance. What smoothing and the limit of
    terms leave out is not in it, save for 0.0005 of the share: explained is a lower bound where
    many parameters interact.

    Of draws with several sets for each posterior draw, as many sets are used as make 40,000 draws:
    every set of groups is a regression of its own.

    Of an outcome with a long tail the variance is mostly not in the draws: the first order index of
    a lognormal(1.5) outcome comes out low, and its interval covers 63 to 88 % (docs/accuracy.md);
    delta goes by ranks and does not mind.

    Where a set of groups would explain less than a part of it by more than 2.2 standard errors of
    the difference, the part's share holds for the set.

    delta is the largest excess of P(A) over its value under independence, over events A in the
    outcome and the group: A is where a smooth fit of the ratio of the joint density to the product
    of the margins exceeds 1, in classes of one percent of ranks, with and without the draws held
    out as above. So it is defined for a group of several as for one. It comes out low where the
    density of y given the group is narrow or jumps: 0.845 for 0.852 where the correlation of two
    normals is 0.995. Near 0 it is too high by half a standard error or so.

    References
    ----------
    Borgonovo, E. (2007). A new uncertainty importance measure. Reliability Engineering & System
    Safety 92(6), 771-784. Plischke, E., Borgonovo, E. and Smith, C. L. (2013). Global sensitivity
    measures from given data. European Journal of Operational Research 226(3), 536-550. Owen, A. B.
    (2014). Sobol' indices and Shapley value. SIAM/ASA Journal on Uncertainty Quantification 2(1),
    245-251. Song, E., Nelson, B. L. and Staum, J. (2016). Shapley effects for global sensitivity
    analysis: theory and computation. SIAM/ASA Journal on Uncertainty Quantification 4(1),
    1060-1083. Broto, B., Bachoc, F. and Depecker, M. (2020). Variance reduction for estimation of
    Shapley effects and adaptation to unknown input distribution. SIAM/ASA Journal on Uncertainty
    Quantification 8(2), 693-716.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> a, b = rng.normal(size=(2, 4000))
    >>> table = importance(
    ...     xr.DataArray(2 * a + b, dims="sample"),
    ...     xr.Dataset({"a": ("sample", a), "b": ("sample", b)}),
    ... )
    >>> table["shapley"].round(1).values.tolist(), round(table["explained"].item(), 2)
    ([0.8, 0.2], 1.0)
    """
    y, parameters = _few_sets(y, parameters)
    r = response(_outcome(y))
    asked = members(groups, elements(check_draws(y, parameters, "parameters")))
    moving = {name: x for group in asked.values() for name, x in group.items() if x.min() < x.max()}
    found = {name: element(r, x) for name, x in moving.items()}
    sets = [[name for name in group if name in found] for group in asked.values()]

    def share(names: list[str]) -> Share:
        return explain(r, [found[name] for name in dict.fromkeys(names)])

    shares = lattice(r, sets, share) if len(sets) <= MOST else None
    single = [shares[1 << i] for i in range(len(sets))] if shares else [share(s) for s in sets]
    joint = shares[-1] if shares else share([name for s in sets for name in s])
    effects = shapley(r, shares) if shares else [(math.nan, math.nan)] * len(sets)
    columns = {
        "first_order": [(max(s.value, 0.0), s.error(r.shape)) for s in single],
        "delta": [
            (max(d, 0.0), se) for d, se in (delta(r, [found[name] for name in s]) for s in sets)
        ],
        "shapley": effects,
    }
    table = {
        name + end: ("parameter", [c[i] for c in col])
        for name, col in columns.items()
        for i, end in enumerate(("", "_se"))
    }
    scalars = {"explained": joint.value, "explained_se": joint.error(r.shape)}
    return xr.Dataset(
        table | scalars,
        {"parameter": list(asked)},
        {} if shares else {"reason": _too_many(len(sets))},
    )


def _few_sets(y: xr.DataArray, parameters: Parameters) -> tuple[xr.DataArray, xr.Dataset]:
    parameters = as_parameters(parameters, "parameters")
    if not isinstance(y, xr.DataArray) or "set" not in y.dims:
        return y, parameters
    few = slice(max(ENOUGH * y.sizes["set"] // y.size, 2))
    return y.isel(set=few), parameters.isel(set=few, missing_dims="ignore")


def _too_many(count: int) -> str:
    return (
        f"shapley is for at most {MOST} groups, not {count}: put parameters together by "
        f"groups={{name: [variables]}}"
    )


def _outcome(y: xr.DataArray) -> Array:
    if not isinstance(y, xr.DataArray):
        raise ValueError(f"y must be a DataArray of draws, not {type(y).__name__}")
    x = to_numpy(y)
    if bad := int(np.count_nonzero(~np.isfinite(x))):
        raise ValueError(
            f"{bad} draws of y are NaN or infinite: mend their source, or drop these draws here "
            "and in parameters"
        )
    if max(float(x.max()), -float(x.min())) > LARGEST:
        raise ValueError(f"y is beyond {LARGEST:g}, too large to square: give it in a larger unit")
    if x.size < FEWEST:
        raise ValueError(f"at least {FEWEST} draws are needed for shares of variance, not {x.size}")
    if not mean_sd(x)[1]:
        raise ValueError("y does not vary (its variance is 0): there is nothing to explain")
    return x.astype(float)
