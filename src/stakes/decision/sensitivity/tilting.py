"""How far beliefs would have to move before two options are worth the same: the smallest change, in
nats.
"""

from typing import NamedTuple

import numpy as np
import xarray as xr
from scipy.optimize import brentq

from stakes.decision.draws.arrays import Array, check_finite, option_draws, option_ids
from stakes.decision.draws.importance_weights import kish, pareto_k, weighted_mean, weights
from stakes.decision.draws.inputs import Parameters, known_option, option_position, takes_draws
from stakes.decision.draws.parameters import flat_parameters
from stakes.decision.draws.standard_errors.long_tails import upper_tail
from stakes.decision.draws.standard_errors.means import ROUNDING, ess, mean_sd, standard_error
from stakes.decision.limits import TRUSTED

SURE = 2.5  # standard errors by which the tail of the lead is longer than exponential
LEAST_FREE = 0.05  # share of a residual that one draw leaves at least


class Tilted(NamedTuple):
    rate: float  # of the exponential, per unit of the lead
    w: Array  # weights of the draws, of mean 1
    kl: float
    error: float
    ess: float
    pareto_k: float
    at_most: bool = False


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
    found = _tilted(lead) if ahead is None else _impossible(lead)
    scalars = {
        "kl": found.kl,
        "se": np.nan if found.at_most else found.error,
        "ess": found.ess,
        "pareto_k": found.pareto_k,
    }
    scalars["at_most"] = found.at_most
    per = {"unit": f"per {value.attrs['unit']}"} if "unit" in value.attrs else {}
    table = xr.Dataset(scalars | {"tilt": ((), found.rate, per)})
    if ahead is not None:
        table.attrs["reason"] = _reason(ahead, options, lead)
    if parameters is None:
        return table
    shifts = [
        _shift(x, lead, found) if ahead is None else (np.nan, np.nan) for x in series.values()
    ]
    columns = np.reshape(shifts, (-1, 2)).T
    return table.assign(
        shift_sd=("parameter", columns[0]), shift_se=("parameter", columns[1])
    ).assign_coords(parameter=list(series))


def _lead(value: xr.DataArray, options: tuple[str, str]) -> Array:
    ids = option_ids(value) if "option" in value.dims else []
    if (
        isinstance(options, str)
        or len(options) != 2
        or options[0] == options[1]
        or not all(known_option(value, o) for o in options)
    ):
        raise ValueError(
            f"options must be two ids of {', '.join(ids) or 'a dim option, which is missing'}, not {
                options
            }"
        )
    pair = option_draws(value.isel(option=[option_position(value, o) for o in options]))
    check_finite(pair, list(options))
    lead = np.subtract(*pair, dtype=float)
    return np.where(np.abs(lead) > ROUNDING * np.abs(pair).max(), lead, 0.0)


def _leader(lead: Array, options: tuple[str, str]) -> str | None:
    """The option that is never behind and somewhere ahead, if there is one."""
    if lead.min() < 0 < lead.max() or not lead.any():
        return None
    return options[0] if lead.max() > 0 else options[1]


def _tilted(lead: Array) -> Tilted:
    rate = _rate(lead)
    w = weights(rate * lead)
    top = float((rate * lead).max())
    kl = -top - float(np.log(np.exp(rate * lead - top).mean()))
    kept = kish(w) / w.size
    count, k = min(ess(lead), lead.size), pareto_k(rate * lead)
    bound = bool(rate) and (
        TRUSTED < k < np.inf or _longer_than_exponential(lead * np.sign(rate), count)
    )
    return Tilted(rate, w, max(0.0, kl), standard_error(w), kept * count, k, bound)


def _longer_than_exponential(gaining: Array, count: float) -> bool:
    """Whether the upper tail of what gains weight is: its Pareto k is above 0 by more than its
    errors, (1 + k) / sqrt(draws).
    """
    tail = upper_tail(np.ravel(gaining), count)
    return tail is not None and tail.k > SURE / np.sqrt(tail.share * count)


def _impossible(lead: Array) -> Tilted:
    return Tilted(
        -np.inf if lead.max() > 0 else np.inf,
        np.full(lead.shape, np.nan),
        np.inf,
        np.nan,
        0.0,
        np.nan,
    )


def _rate(lead: Array) -> float:
    """Root of the weighted mean of a lead of both signs, which rises with the rate."""
    sd = mean_sd(lead)[1] or 1.0
    z = lead.ravel() / sd

    def mean(rate: float) -> float:
        return float(np.vdot(z, weights(rate * z)) / z.size)

    far = -mean(0.0)
    if abs(far) <= ROUNDING:
        return 0.0
    while mean(far) * far < 0:  # the root of a normal lead is just here
        far *= 2
    return float(brentq(mean, min(0.0, far), max(0.0, far), xtol=1e-13 * abs(far))) / sd


def _shift(x: Array, lead: Array, found: Tilted) -> tuple[float, float]:
    """Shift of the mean in standard deviations, and its error by the influence of each draw on all
    that is estimated.
    """
    (before, sd), w = mean_sd(x), found.w
    if not sd:
        return 0.0, 0.0
    z = (x - before) / sd
    after = weighted_mean(z, w).mean
    spread = float(np.vdot(w, lead**2))
    slope = (
        float(np.vdot(w * lead, z - after)) / spread if spread else 0.0
    )  # of the parameter on the lead, where that is 0
    pull = (
        w * lead**2 / spread if spread else np.zeros(w.shape)
    )  # of a draw on that slope: its residual is too small by as much
    left = (z - after - slope * lead) / np.maximum(1 - pull, LEAST_FREE)
    influence = w * left - z - after * (z**2 - 1) / 2
    return after, standard_error(influence)


def _reason(ahead: str, options: tuple[str, str], lead: Array) -> str:
    other = options[1 - options.index(ahead)]
    how = "leads" if lead.all() else "leads or equals"
    return (
        f"{ahead} {how} {other} in every draw: no belief that holds every draw for possible "
        "makes them equal"
    )
