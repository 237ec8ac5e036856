"""Certainty equivalents of options under a constant relative aversion to risk."""

from collections.abc import Hashable
from typing import Any

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array, option_ids
from stakes.decision.draws.branches import branch_draws, one_branch
from stakes.decision.draws.inputs import takes_draws
from stakes.decision.draws.labels import option_coords, option_position, unit_of
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.decision.risk.absolute_outcomes import absolute_draws
from stakes.decision.risk.exponential_utility import Equivalent, equivalent


@takes_draws
def crra_equivalent(
    value: xr.DataArray,
    relative_risk_aversion: float,
    wealth: float = 0.0,
    against: Hashable | None = None,
) -> xr.Dataset:
    """Certain amount that is worth as much as each option to whoever has some wealth, at a constant
    relative risk aversion g: the amount x at which (w + x)^(1 - g) / (1 - g), or log(w + x) at
    g = 1, is its expected value.

    It is found as the certainty equivalent of log(w + x) at the absolute risk aversion g - 1, so
    all that is known of those holds (`certainty_equivalent`).

    Parameters
    ----------
    value : draws of absolute outcomes, event noise included, as in `certainty_equivalent`.
    relative_risk_aversion : g, a pure number: 0 is neutral, 1 the logarithm, 2 to 4 usual.
    wealth : w, what outcomes are added to, in the unit of `value`: all sums must be above 0.
    against : the option from which the others differ; the first if None.

    Returns
    -------
    Dataset[option], in the unit of `value`
        equivalent, equivalent_mcse : NaN where the draws cannot carry it, as `reason` then says.
        difference, difference_mcse : from the option `against`, and the error of the paired
        difference. ess, pareto_k, reason : as in `certainty_equivalent`. Attrs:
        relative_risk_aversion, wealth.

    Raises
    ------
    ValueError
        If an outcome leaves no wealth in some draw, g is not finite, or as in
        `certainty_equivalent`.

    References
    ----------
    Pratt, J. W. (1964). Risk aversion in the small and in the large. Econometrica 32(1/2), 122-136.

    Examples
    --------
    >>> draws = xr.DataArray(
    ...     np.random.default_rng(1).normal([2, 10], [1, 60], (10_000, 2)),
    ...     dims=("sample", "option"),
    ... )
    >>> found = crra_equivalent(draws, 3.0, wealth=400.0)
    >>> found["equivalent"].round(0).values.tolist()
    [2.0, -5.0]
    """
    if not np.isfinite(relative_risk_aversion):
        raise ValueError(f"relative_risk_aversion must be finite, not {relative_risk_aversion}")
    absolute_draws(one_branch(value))
    base = 0 if against is None else option_position(value, against)
    x, weights = branch_draws(value)
    logs = np.log(_above_ruin(x, wealth, option_ids(value)))
    draws, several = (logs, weights) if len(weights) > 1 else (logs[:, 0], None)
    found = [equivalent(row, relative_risk_aversion - 1, several) for row in draws]
    attrs = {"relative_risk_aversion": relative_risk_aversion, "wealth": wealth}
    return xr.Dataset(
        {name: ("option", column) for name, column in _columns(found, wealth, base).items()},
        option_coords(value),
        unit_of(value) | attrs,
    )


def _above_ruin(x: Array, wealth: float, ids: list[str]) -> Array:
    sums = np.asarray(wealth + x.astype(float))
    if ruined := [name for name, row in zip(ids, sums, strict=True) if not row.min() > 0]:
        raise ValueError(
            f"outcomes of {', '.join(ruined)} leave no wealth in some draws (the least is "
            f"{sums.min():g}), where utility has no bound: give more wealth, or constrain the "
            "chance of ruin (chance_constraints)"
        )
    return sums


def _columns(found: list[Equivalent], wealth: float, base: int) -> dict[str, Any]:
    """Back from logarithms: amounts, and by the chain rule their errors."""
    reasons = [e.doubt() for e in found]
    doubtful = np.array([bool(r) for r in reasons])
    level = np.exp([e.amount for e in found])
    influence = [at * e.influence for at, e in zip(level, found, strict=True)]
    wider = [max(e.allowance, found[base].allowance) for e in found]
    apart = [w * standard_error(i - influence[base]) for w, i in zip(wider, influence, strict=True)]
    amount = np.where(doubtful, np.nan, level - wealth)
    errors = level * np.array([e.error for e in found])
    return {
        "equivalent": amount,
        "equivalent_mcse": errors,
        "difference": amount - amount[base],
        "difference_mcse": np.array(apart),
        "ess": [e.ess for e in found],
        "pareto_k": [e.pareto_k for e in found],
        "reason": reasons,
    }
