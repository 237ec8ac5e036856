"""What the options are worth with a parameter at either end of its range (tornado)."""

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array, check_finite, option_draws, option_ids
from stakes.decision.draws.importance_weights import share_error
from stakes.decision.draws.inputs import Parameters, takes_draws
from stakes.decision.draws.labels import option_index, unit_of
from stakes.decision.draws.parameters import flat_parameters
from stakes.decision.draws.standard_errors.means import ess, standard_error
from stakes.decision.sensitivity.one_way.conditional_mean import Curve, curve

ENDS = (0.05, 0.95)


@takes_draws
def tornado(value: xr.DataArray, parameters: Parameters) -> xr.Dataset:
    """What the options are worth with each parameter at the ends of its posterior, the others
    following as they depend on it.

    Parameters
    ----------
    value : draws of the net value with dims ``option`` and (chain, draw[, set]), or (sample,) if
        independent.
    parameters : the same draws of the parameters; of a variable with further dims, each element, as
        ``name[label]``.

    Returns
    -------
    Dataset with, in the unit of `value`,

    low, high [parameter, option] : E[value | parameter at its 5 %, its 95 % quantile], by a
        penalised spline; for a variable of at most 20 values, the mean of the draws at that value.
    low_se, high_se : their Monte Carlo standard errors, which hold that of the quantile.
    expected [option] : mean over all draws.
    at_low, at_high [parameter] : those quantiles, in the
        unit of the parameter.

    Raises
    ------
    ValueError
        As in `stakes.evppi`.

    References
    ----------
    Howard, R. A. (1988). Decision analysis: practice and promise. Management Science 34(6),
    679-695; conditional means rather than one-at-a-time changes, so that dependent parameters move
    together.

    Examples
    --------
    >>> x = np.random.default_rng(1).normal(size=4000)
    >>> value = xr.DataArray(
    ...     [0 * x, 2 * x], dims=("option", "sample"), coords={"option": ["wait", "act"]}
    ... )
    >>> tornado(value, xr.Dataset({"x": ("sample", x)}))["high"].sel(option="act").round(1).item()
    3.3
    """
    x, ids = option_draws(value).astype(float), option_ids(value)
    check_finite(x, ids)
    shape, y = x[0].shape, x.reshape(len(x), -1)
    found = flat_parameters(value, parameters)
    at = np.array([np.quantile(d, ENDS, method="inverted_cdf") for d in found.values()])
    cells = np.array(
        [_bar(y, d, shape, q) for d, q in zip(found.values(), at, strict=True)]
    )  # parameter, column, option
    names = ("low", "high", "low_se", "high_se")
    return xr.Dataset(
        {name: (("parameter", "option"), cells[:, i]) for i, name in enumerate(names)}
        | {
            "expected": ("option", y.mean(axis=1)),
            "at_low": ("parameter", at[:, 0]),
            "at_high": ("parameter", at[:, 1]),
        },
        {"parameter": list(found), **option_index(value)},
        unit_of(value),
    )


def _bar(y: Array, x: Array, shape: tuple[int, ...], ends: Array) -> Array:
    if x.min() == x.max():
        mean, error = y.mean(axis=1), np.array([standard_error(row.reshape(shape)) for row in y])
        return np.array([mean, mean, error, error])
    line, rows = curve(x, y, shape), range(len(y))
    moves = [_moves(line, x, shape, e, q) for e, q in zip(ends, ENDS, strict=True)]
    errors = [
        [float(np.hypot(line.error(r, e), move[r])) for r in rows]
        for e, move in zip(ends, moves, strict=True)
    ]
    return np.array([[line.at(r, e) for r in rows] for e in ends] + errors)


def _moves(line: Curve, x: Array, shape: tuple[int, ...], end: float, level: float) -> list[float]:
    """How far each curve moves within the error of the quantile itself."""
    off = share_error((x <= end).reshape(shape) * 1.0, ess(x.reshape(shape)))
    near = np.quantile(x, np.clip([level - off, level + off], 0, 1), method="inverted_cdf")
    return [abs(line.at(r, near[1]) - line.at(r, near[0])) / 2 for r in range(len(line.fit))]
