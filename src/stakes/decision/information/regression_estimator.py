"""What knowing some parameters is worth, by regression: the numbers under EVPPI and EVSI."""

from typing import NamedTuple

import numpy as np

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.dependence import apart
from stakes.decision.draws.regression.autocorrelation_times import autocorrelation_times
from stakes.decision.draws.regression.jumps import axis_with_jumps
from stakes.decision.draws.regression.moments import folds, moments, told
from stakes.decision.draws.regression.penalised_regression import choices, coefficients
from stakes.decision.draws.regression.penalties import PRICE, Modes, modes
from stakes.decision.draws.regression.tensor_products import Basis, products
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.decision.information.choice import Choice
from stakes.decision.information.learnt import NOTHING, Learnt
from stakes.decision.information.noise_floor import null_estimates
from stakes.decision.limits import CLEAR

TERMS = 300
DRAWS_PER_TERM = 20
FLOOR = 0.99


class Regression(NamedTuple):
    basis: Basis
    modes: Modes
    time: Array  # (mode,): autocorrelation time
    spread: Array  # (lead, lead): covariance of the leads in the draws that were regressed
    gain: Array  # (draw,): what the option chosen is worth above the best on average

    @property
    def draws(self) -> int:
        return len(self.basis.axes[0].bin)


def learn(given: Choice, parameters: list[Array]) -> Learnt:
    """Value of knowing parameters together, with its error and noise floor."""
    if not parameters or not given.evpi:
        return NOTHING
    fit = regress(given, parameters)
    floor = 0.0
    for one in parameters if len(parameters) > 1 else []:
        alone = regress(given, [one])
        more = alone.gain - fit.gain
        if more.mean() > CLEAR * standard_error(more.reshape(given.shape)):
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
