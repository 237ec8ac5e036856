"""The mean of the worst outcomes: conditional value at risk."""

from collections.abc import Hashable

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array
from stakes.decision.draws.branches import branch_draws
from stakes.decision.draws.inputs import takes_draws
from stakes.decision.draws.labels import option_coords, option_position, unit_of
from stakes.decision.draws.standard_errors.means import standard_error

WORST = 0.05


@takes_draws
def cvar(value: xr.DataArray, worst: float = WORST, against: Hashable | None = None) -> xr.Dataset:
    """Mean of the worst share of outcomes of each option (conditional value at risk), and how far
    the options differ in it.

    Parameters
    ----------
    value : draws of absolute outcomes (more is better), event noise included, with dims ``option``
        and (chain, draw[, set]), or (sample,) if independent; and ``branch`` where each draw has
        several outcomes with a coordinate ``weight``, as from `stakes.simulate_outcomes`: a rare
        event is then in every draw.
    worst : the share, inside (0, 1).
    against : the option from which the others differ; the first if None.

    Returns
    -------
    Dataset[option], in the unit of `value`
        cvar, cvar_mcse : the mean of the worst outcomes, and its Monte Carlo standard error: that
            of its influence function.
        difference, difference_mcse : from the option `against`, and the error of the paired
            difference.

    Raises
    ------
    ValueError
        If `worst` is not inside (0, 1), `against` is no option, draws or weights are NaN or
        infinite, weights do not sum to 1 in every draw, or dims are missing or unknown.

    References
    ----------
    Rockafellar, R. T. and Uryasev, S. (2002). Conditional value-at-risk for general loss
    distributions. Journal of Banking & Finance 26(7), 1443-1471. Trindade, A. A., Uryasev, S.,
    Shapiro, A. and Zrazhevsky, G. (2007). Financial prediction with constrained tail risk. Journal
    of Banking & Finance 31(11), 3524-3538.

    Examples
    --------
    >>> draws = np.random.default_rng(1).normal([0.0, 0.0], [1.0, 2.0], size=(10_000, 2))
    >>> cvar(xr.DataArray(draws, dims=("sample", "option")))["cvar"].round(1).values.tolist()
    [-2.1, -4.1]
    """
    if not 0 < worst < 1:
        raise ValueError(f"worst is a share of the outcomes, inside (0, 1), not {worst}")
    x, w = branch_draws(value)
    means, influence = zip(*(_worst(row, w, worst) for row in x), strict=True)
    base = 0 if against is None else option_position(value, against)
    columns = {
        "cvar": means,
        "cvar_mcse": [standard_error(i) for i in influence],
        "difference": [m - means[base] for m in means],
        "difference_mcse": [standard_error(i - influence[base]) for i in influence],
    }
    return xr.Dataset(
        {name: ("option", np.array(column)) for name, column in columns.items()},
        option_coords(value),
        unit_of(value),
    )


def _worst(x: Array, w: Array, worst: float) -> tuple[float, Array]:
    """Mean of the worst share of draws (branch, *sample) by weight, and the influence of each draw
    on it.
    """
    order = np.argsort(x, axis=None)
    reached = np.cumsum(w.ravel()[order])
    cut = x.ravel()[order[min(int(np.searchsorted(reached, worst * reached[-1])), x.size - 1)]]
    influence = (np.minimum(x - cut, 0.0, dtype=float) * w).sum(axis=0) / worst
    return float(cut + influence.mean()), influence
