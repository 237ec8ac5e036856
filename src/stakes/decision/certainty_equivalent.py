"""Options under a constant aversion to risk: their certainty equivalents, and the aversion at which
a choice switches.
"""

from collections.abc import Hashable
from typing import Any

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import option_ids, unstacked
from stakes.decision.draws.branches import branch_draws, one_branch
from stakes.decision.draws.inputs import (
    known_option,
    option_coords,
    option_position,
    takes_draws,
    unit_of,
)
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.decision.limits import ENOUGH
from stakes.decision.risk_aversion import crossings, equivalent, leader, trusted
from stakes.decision.stochastic_dominance import absolute_draws


@takes_draws
def certainty_equivalent(
    value: xr.DataArray,
    risk_aversion: float | xr.DataArray,
    against: Hashable | None = None,
) -> xr.DataArray:
    """Certain amount that is worth as much as each option, at a constant absolute risk aversion a:
    -log(E[exp(-a x)]) / a.

    Parameters
    ----------
    value : draws of absolute outcomes, event noise included: ``consequences(..., relative=False,
        simulate=True)``, with dims ``option`` and (chain, draw[, set]), or (sample,) if
        independent; or in branches with weights, as from `stakes.simulate_outcomes`, where rare
        events are in every draw.
    risk_aversion : a, per unit of `value`: 0 is neutral and gives the mean, a negative one seeks
        risk. A number or a DataArray.
    against : the option from which the others differ; the first if None.

    Returns
    -------
    DataArray[..., option]
        In the unit of `value`, with the dims of `risk_aversion`. Coordinates: mcse (delta method);
        difference, difference_mcse: from the option `against`, and the error of the paired
        difference, NaN where either equivalent is; ess, the effective number of draws after
        weighting by exp(-a x); pareto_k of these weights; reason, why the draws cannot carry the
        number: under 100 effective draws, a Pareto k from 0.5 on, or under 50 draws that carry the
        error, as where a rare loss decides. There it is NaN and unreliable is true. What never
        occurs in the draws cannot be seen in them: a loss of one in a thousand needs some ten
        thousands.

    Raises
    ------
    ValueError
        If draws or `risk_aversion` are NaN or infinite, or as in `dominance`, whose warning is
        given too; one option is enough.

    References
    ----------
    Pratt, J. W. (1964). Risk aversion in the small and in the large. Econometrica 32(1/2), 122-136.

    Examples
    --------
    >>> draws = xr.DataArray(
    ...     np.random.default_rng(1).normal([100, 110], [50, 120], (10_000, 2)),
    ...     dims=("sample", "option"),
    ... )
    >>> certainty_equivalent(draws, xr.DataArray([0, 0.002], dims="aversion")).round(
    ...     -1
    ... ).values.tolist()
    [[100.0, 110.0], [100.0, 90.0]]
    """
    absolute_draws(one_branch(value))  # not relative ones
    (x, branches), ids = branch_draws(value), option_ids(value)
    weights = branches if len(branches) > 1 else None
    base = 0 if against is None else option_position(value, against)
    aversion = xr.DataArray(risk_aversion).astype(float)
    clash = [d for d in aversion.dims if d in unstacked(value).dims]
    if clash:
        raise ValueError(
            f"risk_aversion and value share the dims {clash}: rename those of risk_aversion"
        )
    if not np.isfinite(aversion).all():
        raise ValueError(
            "risk_aversion must be finite: 0 is neutral, and 1 / sd of the outcomes is already "
            "large"
        )
    rows = x if weights is not None else x[:, 0]
    found = [equivalent(row, a, weights) for a in aversion.values.ravel() for row in rows]
    others = [found[i - i % len(ids) + base] for i in range(len(found))]
    dims = (*aversion.dims, "option")

    def shaped(numbers: list[Any]) -> xr.Variable:
        return xr.Variable(dims, np.reshape(numbers, (*aversion.shape, len(ids))))

    doubts = [e.doubt() for e in found]
    columns = {
        "mcse": [e.error for e in found],
        "difference": [
            np.nan if doubts[i] or doubts[i - i % len(ids) + base] else e.amount - other.amount
            for i, (e, other) in enumerate(zip(found, others, strict=True))
        ],
        "difference_mcse": [
            standard_error(e.influence - other.influence)
            for e, other in zip(found, others, strict=True)
        ],
        "ess": [e.ess for e in found],
        "pareto_k": [e.pareto_k for e in found],
    }
    coords = {name: shaped(column) for name, column in (columns | {"reason": doubts}).items()}
    coords["unreliable"] = coords["reason"] != ""
    amounts = [np.nan if why else e.amount for e, why in zip(found, doubts, strict=True)]
    result = xr.DataArray(shaped(amounts), name="certainty_equivalent", attrs=unit_of(value))
    result = (
        result.assign_coords(option_coords(value))
        .assign_coords(aversion.coords)
        .assign_coords(coords)
    )
    return (
        result.assign_coords(risk_aversion=(aversion.dims, aversion.values, unit_of(value, "per ")))
        if aversion.ndim < 2
        else result
    )


@takes_draws
def risk_aversion_switch(
    value: xr.DataArray, options: tuple[str, str], upper: float | None = None
) -> xr.Dataset:
    """Risk aversions at which the choice between two options switches: where their certainty
    equivalents cross.

    Parameters
    ----------
    value : draws of absolute outcomes, as in `certainty_equivalent`.
    options : ids of the two.
    upper : largest risk aversion to consider, per unit of `value`; by default the largest at which
        the draws carry both certainty equivalents.

    Returns
    -------
    Dataset[root]
        value, se : risk aversion and its standard error (paired, delta method), per unit of
            `value`, rising.
        above : id of the option preferred beyond it.
        unreliable : whether the draws cannot carry both certainty equivalents there; see
            `certainty_equivalent`.
        The scalar upper is the largest risk aversion considered. No crossing: value and se are NaN,
        above is the option preferred throughout, and attrs["reason"] says so. Crossings within a
        tenth of each other may be missed.

    Raises
    ------
    ValueError
        If `options` are not two ids of `value`, `upper` is not positive and finite, no default for
        it can be found, or as in `dominance`, whose warning is given too.

    References
    ----------
    Pratt, J. W. (1964). Risk aversion in the small and in the large. Econometrica 32(1/2), 122-136.

    Examples
    --------
    >>> draws = np.random.default_rng(2).normal([100, 110], [50, 120], (100_000, 2))
    >>> value = xr.DataArray(draws, dims=("sample", "option"), coords={"option": ["safe", "risky"]})
    >>> found = risk_aversion_switch(value, ("safe", "risky"))
    >>> found["value"].round(4).values.tolist(), found["above"].values.tolist()
    ([0.0017], ['safe'])
    """
    ids = option_ids(value) if "option" in value.dims else []
    if (
        len(options) != 2
        or options[0] == options[1]
        or not all(known_option(value, o) for o in options)
    ):
        raise ValueError(
            f"options must be two ids of {', '.join(ids) or 'a dim option, which is missing'}, not {
                options
            }"
        )
    x = absolute_draws(value.isel(option=[option_position(value, o) for o in options]))
    pair = x[0], x[1]
    if upper is None and not (upper := trusted(pair)):
        raise ValueError(
            f"{' and '.join(options)} have under {ENOUGH} effective draws or do not vary: give "
            "upper, or more draws"
        )
    if not 0 < upper < np.inf:
        raise ValueError(f"upper is a risk aversion above 0 and finite, not {upper}")
    found = crossings(pair, upper)
    above = [options[c.above] for c in found] or [options[leader(pair, upper)]]
    table = np.array(
        [[c.at, c.error, float(c.doubtful)] for c in found] or [[np.nan, np.nan, 0.0]]
    ).T
    columns = {"value": table[0], "se": table[1], "above": above, "unreliable": table[2] > 0}
    result = xr.Dataset(
        {name: ("root", column) for name, column in columns.items()} | {"upper": upper},
        attrs=unit_of(value, "per "),
    )
    why = (
        f"{above[0]} has the higher certainty equivalent at every risk aversion from 0 to "
        f"{upper:.3g}"
    )
    return result if found else result.assign_attrs(reason=why)
