"""Values of a parameter at which two options are worth the same (break-even)."""

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import xarray as xr

from stakes.decision.draws.importance_weights import share_error
from stakes.decision.draws.inputs import takes_draws
from stakes.decision.draws.labels import unit_of
from stakes.decision.draws.standard_errors.means import ess
from stakes.decision.sensitivity.one_way.changes_of_choice import change_of_choice
from stakes.decision.sensitivity.one_way.lead_along import lead_along

RANGE = (0.005, 0.995)  # quantiles, beyond which draws are too few to tell


@takes_draws
def break_even(
    value: xr.DataArray, parameter: xr.DataArray, options: Sequence[Hashable]
) -> xr.Dataset:
    """Values of a parameter at which two options are worth the same, given that it has that value.

    The posterior is *conditioned* on the parameter, so that what depends on it moves with it.

    Parameters
    ----------
    value : draws of the net value with dims ``option`` and (chain, draw[, set]), or (sample,) if
        independent.
    parameter : the same draws of the parameter.
    options : ids of two options.

    Returns
    -------
    Dataset with

    value, se [root] : all break-evens between the 0.5 % and the 99.5 % quantile of the parameter,
        rising, and their standard errors. Where the expected lead of one option over the other does
        not differ from 0 by 2.2 standard errors on both sides of a crossing, it is no root. None:
        one NaN, and attrs["reason"] says who leads and by how much. The curve is smoothed, which
        the error does not hold: where it is steep and the other option has a tail as of a
        lognormal(2), intervals cover half (docs/accuracy.md).
    probability_beyond, probability_beyond_se : probability that the parameter lies where the choice
        is not today's. What is no root changes no choice, nor does a level of a state where the
        lead is not clear of 0; the error holds that it might.
    lower, upper : the range. lead_lower, lead_upper and their _se : the expected lead of the first
        option over the second there, in the unit of `value`.

    Attrs: parameter, better (today's choice), reason where there is no root, and the unit of the
    parameter if it has one.

    Raises
    ------
    ValueError
        As in `stakes.evppi`; and if the options are the same or unknown.

    References
    ----------
    Raiffa, H. and Schlaifer, R. (1961). Applied Statistical Decision Theory. Harvard, ch. 5
    (break-even values).

    Examples
    --------
    >>> x = np.random.default_rng(1).normal(size=4000)
    >>> value = xr.DataArray(
    ...     [0 * x, x - 0.5], dims=("option", "sample"), coords={"option": ["wait", "act"]}
    ... )
    >>> found = break_even(value, xr.DataArray(x, dims="sample"), ("act", "wait"))
    >>> found["value"].values.round(1).tolist(), found.attrs["better"]
    ([0.5], 'wait')
    """
    lead = lead_along(value, parameter, options)
    found = change_of_choice(lead)
    beyond = found.beyond.reshape(lead.series.shape)
    hangs_on = ess(lead.draws.reshape(lead.series.shape))
    columns: dict[str, Any] = {
        "value": ("root", found.roots or [np.nan]),
        "se": ("root", found.errors or [np.nan]),
        "probability_beyond": float(beyond.mean()),
        "probability_beyond_se": float(np.hypot(share_error(beyond, hangs_on), found.spread)),
    }
    columns |= dict(zip(("lower", "upper"), lead.ends, strict=True))
    for side, end in zip(("lower", "upper"), lead.ends, strict=True):
        columns |= dict(zip((f"lead_{side}", f"lead_{side}_se"), lead.at(end), strict=True))
    attrs = {"parameter": lead.name, "better": lead.ahead[0]} | unit_of(parameter)
    return xr.Dataset(columns, attrs=attrs | ({"reason": found.reason} if found.reason else {}))
