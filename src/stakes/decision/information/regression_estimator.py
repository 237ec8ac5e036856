"""What knowing some parameters is worth: the numbers under
`stakes.decision.information.value_of_information`.
"""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.decision.draws.arrays import check_finite, option_draws, option_ids
from stakes.decision.draws.jumps import axis_with_jumps
from stakes.decision.draws.parameters import apart
from stakes.decision.draws.penalised_regression import (
    PRICE,
    Modes,
    autocorrelation_times,
    choices,
    coefficients,
    folds,
    modes,
    moments,
    told,
)
from stakes.decision.draws.spline_basis import Basis, products
from stakes.decision.draws.standard_errors.means import mean_sd, standard_error
from stakes.decision.information.noise_floor import null_estimates

type Array = npt.NDArray[Any]

TERMS = 300
DRAWS_PER_TERM = 20
FLOOR = 0.99
CLOSE = 2.0  # standard errors


class Choice(NamedTuple):
    """A choice to be informed."""

    shape: tuple[int, ...]  # (chain, draw), (sample,) or (chain, draw, set)
    # (lead, draw): what other options are worth above the best on average, the closest first
    lead: Array
    rivals: list[int]  # leads that may be the best on average
    evpi: float
    # root mean square of what perfect information gains in a draw in which it changes the choice
    jump: float


class Learnt(NamedTuple):
    value: float
    error: float
    floor: float


class Regression(NamedTuple):
    basis: Basis
    modes: Modes
    time: Array  # (mode,): autocorrelation time
    spread: Array  # (lead, lead): covariance of the leads in the draws that were regressed
    gain: Array  # (draw,): what the option chosen is worth above the best on average

    @property
    def draws(self) -> int:
        return len(self.basis.axes[0].bin)


NOTHING = Learnt(0.0, 0.0, 0.0)


def choice(value: xr.DataArray) -> Choice:
    """`Choice` between the options of `value`; one that equals another in every draw counts once.

    Raises
    ------
    ValueError
        As in `stakes.compare`.
    """
    x, ids = option_draws(value), option_ids(value)
    check_finite(x, ids)
    moment = [mean_sd(row) for row in x]
    order = sorted(range(len(x)), key=lambda d: (-moment[d][0], ids[d]))
    shape, best = x[0].shape, x[order[0]].astype(float)
    leads: list[Array] = []
    for d in order[1:]:
        lead = (x[d] - best).ravel()
        if lead.any() and not any(np.array_equal(lead, other) for other in leads):
            leads.append(lead)
    y = np.array(leads).reshape(len(leads), best.size)
    rivals = [
        i for i, row in enumerate(y) if -row.mean() < CLOSE * standard_error(row.reshape(shape))
    ]
    gain = np.maximum(y.max(axis=0, initial=0), 0)
    jump = np.sqrt((gain**2).sum() / max(np.count_nonzero(gain), 1))
    return Choice(shape, y, rivals, float(gain.mean()), float(jump))


def learn(given: Choice, parameters: list[Array]) -> Learnt:
    """Value of knowing parameters together, with its error and noise floor."""
    if not parameters or not given.evpi:
        return NOTHING
    fit = regress(given, parameters)
    floor = 0.0
    for one in parameters if len(parameters) > 1 else []:
        alone = regress(given, [one])
        more = alone.gain - fit.gain
        if more.mean() > CLOSE * standard_error(more.reshape(given.shape)):
            fit, floor = alone, max(floor, _null(fit)[1])
    spread, own = _null(fit)
    error = max(
        standard_error((fit.gain - rest).reshape(given.shape))
        for rest in [0.0, *given.lead[given.rivals]]
    )
    unseen = given.jump * fit.time.max() / fit.draws  # one draw more, in which the choice changes
    return Learnt(
        max(float(fit.gain.mean()), 0.0),
        float(np.linalg.norm([error, spread, unseen])),
        max(floor, own),
    )


def regress(given: Choice, parameters: list[Array]) -> Regression:
    """What choosing by the parameters gains in each draw."""
    parameters, y, shape = told(parameters, given.lead, given.shape)
    basis, parts, n = basis_of(parameters, y, shape), folds(shape), y.shape[1]
    sums = moments(basis, y, parts)
    m = modes(basis, sums, y)
    time = autocorrelation_times(basis, m, y, shape)
    inside, outside = choices(basis, *coefficients(basis, sums, m, PRICE * time.mean()), parts)
    gain = (
        sum(
            _gain(given.lead, np.repeat(chosen, given.lead.shape[1] // n))
            for chosen in (inside, outside)
        )
        / 2
    )
    return Regression(basis, m, time, np.cov(y).reshape(len(y), len(y)), np.asarray(gain))


def basis_of(parameters: list[Array], y: Array, shape: tuple[int, ...]) -> Basis:
    """Functions of parameters known together to regress leads `y` (lead, draw) on."""
    axes = [axis_with_jumps(x, y, shape) for x in apart(parameters)]
    return products(axes, min(TERMS, max(y.shape[1] // DRAWS_PER_TERM, 2)))


def _null(fit: Regression) -> tuple[float, float]:
    null = null_estimates(fit.basis, fit.modes, fit.spread, fit.time, fit.draws)
    return float(null.std()), float(np.quantile(null, FLOOR))


def _gain(y: Array, chosen: Array) -> Array:
    out = np.zeros(y.shape[1])
    for d, row in enumerate(y, 1):
        np.copyto(out, row, where=chosen == d)
    return out
