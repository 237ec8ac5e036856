"""Certainty equivalents of options under a constant aversion to risk."""

from collections.abc import Hashable
from typing import Any

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array, unstacked
from stakes.decision.draws.blocks.reading import streams
from stakes.decision.draws.branches import branch_draws, one_branch
from stakes.decision.draws.inputs import takes_draws
from stakes.decision.draws.labels import option_coords, option_position, unit_of
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.decision.risk.absolute_outcomes import absolute_draws
from stakes.decision.risk.equivalents_in_blocks import equivalents_in_blocks
from stakes.decision.risk.exponential_utility import Equivalent, Found, equivalent


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
        events are in every draw. Of draws in blocks (`stakes.in_blocks`), Pareto k and how many
        draws carry an error are told by every so many-th draw; all else is of all draws.
    risk_aversion : a, per unit of `value`: 0 is neutral and gives the mean, a negative one seeks
        risk. A number or a DataArray.
    against : the option from which the others differ; the first if None.

    Returns
    -------
    DataArray[..., option]
        In the unit of `value`, with the dims of `risk_aversion`. Coordinates: mcse (delta method,
        wider where few draws carry it); difference, difference_mcse: from the option `against`, and
        the error of the paired difference, NaN where either equivalent is; ess, the effective
        number of draws after weighting by exp(-a x); pareto_k of these weights; reason, why the
        draws cannot carry the number: under 100 effective draws, a Pareto k from 0.5 on, or under
        50 draws that carry the error, as where a rare loss decides. There it is NaN and unreliable
        is true. What never occurs in the draws cannot be seen in them: a loss of one in a thousand
        needs some ten thousands, or branches.

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
    blocks = streams(value)
    if not blocks:
        absolute_draws(one_branch(value))  # not relative ones
    base = 0 if against is None else option_position(value, against)
    aversion = _checked(risk_aversion, value)
    said = equivalents_in_blocks if blocks else _in_memory
    found = [f for row in said(value, aversion.values.ravel(), base) for f in row]
    columns: dict[str, list[Any]] = {
        "mcse": [f.error for f in found],
        "difference_mcse": [f.difference_error for f in found],
        "ess": [f.ess for f in found],
        "pareto_k": [f.pareto_k for f in found],
        "reason": [f.reason for f in found],
    }
    amounts = [np.nan if f.reason else f.amount for f in found]
    dims, shape = (*aversion.dims, "option"), (*aversion.shape, value.sizes["option"])
    coords = {name: xr.Variable(dims, np.reshape(c, shape)) for name, c in columns.items()}
    coords["unreliable"] = coords["reason"] != ""
    if aversion.ndim < 2:
        per = unit_of(value, "per ")
        coords["risk_aversion"] = xr.Variable(aversion.dims, aversion.values, per)
    result = xr.DataArray(np.reshape(amounts, shape), dims=dims, name="certainty_equivalent")
    coords["difference"] = (result - result.isel(option=base)).variable
    result = result.assign_attrs(unit_of(value)).assign_coords(option_coords(value))
    return result.assign_coords(aversion.coords).assign_coords(coords)


def _in_memory(value: xr.DataArray, aversions: Array, base: int) -> list[list[Found]]:
    x, weights = branch_draws(value)
    draws, several = (x, weights) if len(weights) > 1 else (x[:, 0], None)
    rows = [[equivalent(row, a, several) for row in draws] for a in aversions]
    return [[_found(e, row[base]) for e in row] for row in rows]


def _found(e: Equivalent, base: Equivalent) -> Found:
    difference = standard_error(e.influence - base.influence)
    error = max(e.allowance, base.allowance) * difference
    return Found(e.amount, e.error, error, e.ess, e.pareto_k, e.doubt())


def _checked(risk_aversion: float | xr.DataArray, value: xr.DataArray) -> xr.DataArray:
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
    return aversion
