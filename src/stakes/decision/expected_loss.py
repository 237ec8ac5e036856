"""Expected-loss curves: what choosing an option is expected to lose under other weights."""

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array, check_finite, option_ids, option_labels
from stakes.decision.draws.labels import unit_of
from stakes.decision.draws.standard_errors.means import mean_sd
from stakes.decision.draws.summaries.estimate import estimate
from stakes.decision.weight_sweep import curve_along, sweep_dim, values_along


def expected_loss(parts: xr.DataArray, weights: xr.DataArray) -> xr.DataArray:
    """Expected-loss curves: what choosing each option costs against the best of each draw, as the
    weights change.

    Parameters
    ----------
    parts, weights : as in `acceptability`.

    Returns
    -------
    DataArray[sweep, option]
        Expected regret in the unit of `parts`. Coordinates: mcse[sweep, option]; frontier[sweep]:
        the option with the highest expected value, whose loss is the least and equals EVPI.

    Raises
    ------
    ValueError
        As in `acceptability`.

    References
    ----------
    Eckermann, S. and Willan, A. R. (2011). Presenting evidence and summary measures to best inform
    societal decisions when comparing multiple strategies. PharmacoEconomics 29(7), 563-577.

    Examples
    --------
    >>> draws = np.array([[[0.0], [1.0]], [[0.0], [-1.0]], [[0.0], [3.0]], [[0.0], [1.0]]])
    >>> parts = xr.DataArray(
    ...     draws, dims=("sample", "option", "attribute"), coords={"attribute": ["net"]}
    ... )
    >>> expected_loss(
    ...     parts, xr.DataArray([[1.0]], dims=("at", "attribute"), coords={"attribute": ["net"]})
    ... ).values.tolist()
    [[1.25, 0.25]]
    """
    sweep, ids = sweep_dim(parts, weights), option_ids(parts)
    points = [_losses(x, ids) for x in values_along(sweep, parts, weights)]
    means, errors, best = zip(*points, strict=True)
    curve = (
        curve_along(means, sweep, parts, weights)
        .rename("expected_loss")
        .assign_attrs(unit_of(parts))
    )
    return curve.assign_coords(
        mcse=(curve.dims, np.array(errors)), frontier=(sweep, option_labels(parts)[list(best)])
    )


def _losses(x: Array, ids: list[str]) -> tuple[list[float], list[float], int]:
    check_finite(x, ids)
    moments = [mean_sd(row) for row in x]
    scale = max(abs(mean) + sd for mean, sd in moments)
    top = x.max(axis=0)
    found = [estimate(np.subtract(top, row, dtype=float), scale) for row in x]
    return (
        [e.mean for e in found],
        [float(e.error) for e in found],
        int(np.argmax([mean for mean, _ in moments])),
    )
