"""The aversion to risk at which the choice between two options switches."""

import numpy as np
import xarray as xr

from stakes.decision.draws.inputs import takes_draws
from stakes.decision.draws.labels import two_options, unit_of
from stakes.decision.limits import ENOUGH
from stakes.decision.risk.absolute_outcomes import absolute_draws
from stakes.decision.risk.switches import leader, switches, trusted


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
    Dataset[root] with

    value, se : risk aversion and its standard error (paired, delta method), per unit of `value`,
        rising.
    above : id of the option preferred beyond it.
    unreliable : whether the draws cannot carry both certainty equivalents there; see
        `certainty_equivalent`.
    upper : scalar, the largest risk aversion considered. No crossing: value and se are NaN,
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
    x = absolute_draws(two_options(value, options))
    pair = x[0], x[1]
    if upper is None and not (upper := trusted(pair)):
        raise ValueError(
            f"{' and '.join(options)} have under {ENOUGH} effective draws or do not vary: give "
            "upper, or more draws"
        )
    if not 0 < upper < np.inf:
        raise ValueError(f"upper is a risk aversion above 0 and finite, not {upper}")
    found = switches(pair, upper)
    ahead = options[leader(pair, upper)]
    columns = {
        "value": [s.at for s in found] or [np.nan],
        "se": [s.error for s in found] or [np.nan],
        "above": [options[s.above] for s in found] or [ahead],
        "unreliable": [s.doubtful for s in found] or [False],
    }
    data = {name: ("root", column) for name, column in columns.items()}
    result = xr.Dataset(data | {"upper": upper}, attrs=unit_of(value, "per "))
    if found:
        return result
    every = f"at every risk aversion from 0 to {upper:.3g}"
    return result.assign_attrs(reason=f"{ahead} has the higher certainty equivalent {every}")
