"""Certainty equivalents of options under a constant aversion to risk."""

from collections.abc import Hashable
from typing import Any

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import unstacked
from stakes.decision.draws.branches import branch_draws, one_branch
from stakes.decision.draws.inputs import takes_draws
from stakes.decision.draws.labels import option_coords, option_position, unit_of
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.decision.risk.absolute_outcomes import absolute_draws
from stakes.decision.risk.exponential_utility import equivalent


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
    x, weights = branch_draws(value)
    draws, several = (x, weights) if len(weights) > 1 else (x[:, 0], None)
    base = 0 if against is None else option_position(value, against)
    aversion = _checked(risk_aversion, value)
    rows = [[equivalent(row, a, several) for row in draws] for a in aversion.values.ravel()]
    found = [e for row in rows for e in row]
    doubts = [e.doubt() for e in found]
    amounts = [np.nan if why else e.amount for e, why in zip(found, doubts, strict=True)]
    columns: dict[str, list[Any]] = {
        "mcse": [e.error for e in found],
        "difference_mcse": [
            standard_error(e.influence - row[base].influence) for row in rows for e in row
        ],
        "ess": [e.ess for e in found],
        "pareto_k": [e.pareto_k for e in found],
        "reason": doubts,
    }
    dims, shape = (*aversion.dims, "option"), (*aversion.shape, len(x))
    coords = {name: xr.Variable(dims, np.reshape(c, shape)) for name, c in columns.items()}
    coords["unreliable"] = coords["reason"] != ""
    if aversion.ndim < 2:
        per = unit_of(value, "per ")
        coords["risk_aversion"] = xr.Variable(aversion.dims, aversion.values, per)
    result = xr.DataArray(np.reshape(amounts, shape), dims=dims, name="certainty_equivalent")
    coords["difference"] = (result - result.isel(option=base)).variable
    result = result.assign_attrs(unit_of(value)).assign_coords(option_coords(value))
    return result.assign_coords(aversion.coords).assign_coords(coords)


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
