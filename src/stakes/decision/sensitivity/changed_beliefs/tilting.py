"""How far beliefs would have to move before two options are worth the same: the smallest change, in
nats.
"""

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array, check_finite, option_draws
from stakes.decision.draws.inputs import Parameters, takes_draws
from stakes.decision.draws.labels import two_options, unit_of
from stakes.decision.draws.parameters import flat_parameters
from stakes.decision.draws.standard_errors.means import ROUNDING
from stakes.decision.sensitivity.changed_beliefs.exponential_tilt import (
    impossible,
    shift_of_mean,
    tilted_to_zero,
)


@takes_draws
def tilt(
    value: xr.DataArray, options: tuple[str, str], parameters: Parameters | None = None
) -> xr.Dataset:
    """The smallest change of belief that makes two options worth the same on average, and what it
    would mean for the parameters.

    Of all beliefs q under which both have the same expected value, the one with the least KL(q ||
    p) from the present p has the density of p times exp(tilt * lead), where the lead is the value
    of the first option less that of the second.

    Parameters
    ----------
    value : draws of the net value (more is better) with dims ``option`` and (chain, draw[, set]),
        or (sample,) if independent.
    options : ids of the two, in either order.
    parameters : the same draws of the parameters; an element of a vector is called ``name[label]``.

    Returns
    -------
    Dataset with the scalars

    kl, se : the divergence in nats, and its Monte Carlo standard error. For comparison: to move the
        mean of a normal belief by d of its standard deviations takes d^2 / 2 nats, and to rule out
        half of what is thought possible takes log 2 = 0.69.
    ess : effective number of draws left after weighting: the effective number for the mean of the
        lead, times the share that is left of draws of equal weight (Kish). Sets that agree better
        than independent draws count in full, not for more.
    pareto_k : shape of the upper tail of the weights: above 0.7, kl and shifts rest on few draws
        and tend to be too small. -inf where the largest weights are the same, as with a lead of few
        distinct values; inf with under 20 draws.
    at_most : whether kl is only a bound. Where the side of the lead that has to gain weight has a
        tail longer than exponential, as much is moved by ever less belief in ever farther amounts:
        the least divergence is 0, and what the draws give falls with their number. Told by the
        Pareto k of that tail, clearly above 0, or of the weights, above 0.7; se is then NaN.
    tilt : the rate of the exponential, per unit of `value`; exchanging the options changes its
        sign.

    and, for each ``parameter`` if there are any,

    shift_sd, shift_se : how far its mean moves, in present standard deviations, and the error of
        that (delta method, the tilt itself being estimated); 0 if it does not vary.

    Where one option leads in every draw, or leads or equals the other, no belief that holds every
    draw for possible makes them equal: kl is infinite, ess 0, tilt infinite, the rest NaN, and
    attrs["reason"] names the option. Two options that are equal in every draw have kl 0.
    Differences that are only rounding of the values count as none.

    Raises
    ------
    ValueError
        If `options` are not two ids of `value`, draws are NaN or infinite, fewer than two, or do
        not match those of `parameters`, or dims are missing or unknown.

    Notes
    -----
    At the tilt, d kl / d tilt = -E_q[lead] = 0, so that to first order the error of kl = -log
    E[exp(tilt * lead)] is that of the mean of the weights alone. The draws hold no belief beyond
    their range: as kl nears the logarithm of their number it is too small, and `pareto_k` warns
    before.

    References
    ----------
    Csiszár, I. (1975). I-divergence geometry of probability distributions and minimization
    problems. Annals of Probability 3(1), 146-158. Kish, L. (1965). Survey Sampling. Wiley. Vehtari
    et al. (2024), see `stakes.decision.draws.importance_weights.pareto_k`.

    Examples
    --------
    >>> effect = np.random.default_rng(1).normal(1, 2, 20_000)
    >>> value = xr.DataArray(
    ...     [0 * effect, effect], {"option": ["wait", "act"]}, ("option", "sample")
    ... )
    >>> found = tilt(value, ("act", "wait"), xr.Dataset({"effect": ("sample", effect)}))
    >>> (
    ...     found["kl"].round(2).item(),
    ...     found["tilt"].round(2).item(),
    ...     found["shift_sd"].round(1).values.tolist(),
    ... )
    (0.12, -0.25, [-0.5])
    """
    lead = _lead(value, options)
    asked = {} if parameters is None else flat_parameters(value, parameters)
    series = {name: x.reshape(lead.shape) for name, x in asked.items()}
    ahead = _leader(lead, options)
    found = tilted_to_zero(lead) if ahead is None else impossible(lead)
    scalars = {
        "kl": found.kl,
        "se": np.nan if found.at_most else found.error,
        "ess": found.ess,
        "pareto_k": found.pareto_k,
        "at_most": found.at_most,
    }
    table = xr.Dataset(scalars | {"tilt": ((), found.rate, unit_of(value, "per "))})
    if ahead is not None:
        table.attrs["reason"] = _reason(ahead, options, lead)
    if parameters is None:
        return table
    shifts = [
        shift_of_mean(x, lead, found) if ahead is None else (np.nan, np.nan)
        for x in series.values()
    ]
    columns = np.reshape(shifts, (-1, 2)).T
    return table.assign(
        shift_sd=("parameter", columns[0]), shift_se=("parameter", columns[1])
    ).assign_coords(parameter=list(series))


def _lead(value: xr.DataArray, options: tuple[str, str]) -> Array:
    pair = option_draws(two_options(value, options))
    check_finite(pair, list(options))
    lead = np.subtract(*pair, dtype=float)
    return np.where(np.abs(lead) > ROUNDING * np.abs(pair).max(), lead, 0.0)


def _leader(lead: Array, options: tuple[str, str]) -> str | None:
    """The option that is never behind and somewhere ahead, if there is one."""
    if lead.min() < 0 < lead.max() or not lead.any():
        return None
    return options[0] if lead.max() > 0 else options[1]


def _reason(ahead: str, options: tuple[str, str], lead: Array) -> str:
    other = options[1 - options.index(ahead)]
    how = "leads" if lead.all() else "leads or equals"
    return (
        f"{ahead} {how} {other} in every draw: no belief that holds every draw for possible "
        "makes them equal"
    )
