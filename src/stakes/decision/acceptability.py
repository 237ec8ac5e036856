"""Other weights of the attributes: how likely each option is to be the best, and what choosing it
is expected to lose.
"""

from collections.abc import Hashable, Iterator, Sequence
from typing import Any

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import (
    Array,
    check_finite,
    option_draws,
    option_ids,
    option_labels,
    unstacked,
)
from stakes.decision.draws.inputs import option_coords, unit_of
from stakes.decision.draws.standard_errors.means import mean_sd
from stakes.decision.draws.summary import estimate, summarise
from stakes.decision.expected_value import net_value
from stakes.decision.limits import CLEAR


def acceptability(parts: xr.DataArray, weights: xr.DataArray) -> xr.DataArray:
    """Acceptability curves and frontier: how likely each option is to be the best as the weights of
    the attributes change.

    Parameters
    ----------
    parts : draws with dims ``attribute``, ``option`` and the sample dims, in one unit.
    weights : DataArray[sweep, attribute], a weight for every attribute at each point of one sweep
        dim of any name.

    Returns
    -------
    DataArray[sweep, option]
        P(best), where ties are split equally. Coordinates: p_best_mcse[sweep, option], as in
        `compare`; frontier[sweep]: id of the option with the highest expected value, which need not
        be the likeliest to be best; resolved[sweep]: whether its lead over every other option
        exceeds 2 standard errors.

    Raises
    ------
    ValueError
        If weights do not have one dim besides ``attribute``, or they miss an attribute, have an
        unknown one or are not finite; if draws are NaN or infinite; if there are fewer than two
        options or draws, or dims are missing or unknown.

    References
    ----------
    Fenwick, E., Claxton, K. and Sculpher, M. (2001). Representing uncertainty: the role of
    cost-effectiveness acceptability curves. Health Economics 10(8), 779-787.

    Examples
    --------
    >>> draws = np.random.default_rng(1).normal(
    ...     [[0, 0], [2, -1]], [[0, 0], [2, 0.1]], size=(1000, 2, 2)
    ... )
    >>> parts = xr.DataArray(
    ...     draws, dims=("sample", "option", "attribute"), coords={"attribute": ["gain", "cost"]}
    ... )
    >>> weights = xr.DataArray(
    ...     [[1, 0], [1, 1], [1, 3]],
    ...     dims=("care", "attribute"),
    ...     coords={"attribute": ["gain", "cost"]},
    ... )
    >>> curve = acceptability(parts, weights)
    >>> curve.sel(option=1).values.round(1).tolist(), curve["frontier"].values.tolist()
    ([0.8, 0.7, 0.3], ['1', '1', '0'])
    """
    sweep, ids = _sweep(parts, weights), option_ids(parts)
    points = [summarise(x, ids) for x in _along(sweep, parts, weights)]
    clear = [np.delete(p.lead.mean > CLEAR * p.lead.error, p.best).all() for p in points]
    curve = _curve([p.share.mean for p in points], sweep, parts, weights)
    return curve.rename("p_best").assign_coords(
        p_best_mcse=(curve.dims, np.array([p.p_best_error for p in points])),
        frontier=(sweep, option_labels(parts)[[p.best for p in points]]),
        resolved=(sweep, clear),
    )


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
    sweep, ids = _sweep(parts, weights), option_ids(parts)
    points = [_losses(x, ids) for x in _along(sweep, parts, weights)]
    means, errors, best = zip(*points, strict=True)
    curve = (
        _curve(means, sweep, parts, weights).rename("expected_loss").assign_attrs(unit_of(parts))
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


def _sweep(parts: xr.DataArray, weights: Any) -> Hashable:
    wanted = (
        "weights must be a DataArray[sweep, attribute] of numbers, with one dim of any name "
        "besides 'attribute'"
    )
    if not isinstance(weights, xr.DataArray):
        raise ValueError(
            f"{wanted}; for a single set of weights take compare(net_value(parts, weights))"
        )
    others = [d for d in weights.dims if d != "attribute"]
    if (
        len(others) != 1
        or weights.ndim != 2
        or not weights.size
        or weights.dtype.kind not in "biuf"
    ):
        raise ValueError(f"{wanted}; it has {dict(weights.sizes)} of type {weights.dtype}")
    if others[0] in unstacked(parts).dims:
        raise ValueError(
            f"the sweep dim {others[0]!r} of weights is a dim of parts as well: rename one of them"
        )
    return others[0]


def _along(sweep: Hashable, parts: xr.DataArray, weights: xr.DataArray) -> Iterator[Array]:
    parts = unstacked(parts)
    for i in range(weights.sizes[sweep]):  # one point at a time in memory
        with np.errstate(invalid="ignore"):
            value = net_value(parts, weights.isel({sweep: i}, drop=True))
        yield option_draws(value)


def _curve(
    rows: Sequence[Any], sweep: Hashable, parts: xr.DataArray, weights: xr.DataArray
) -> xr.DataArray:
    curve = xr.DataArray(np.array(rows), dims=(sweep, "option")).assign_coords(option_coords(parts))
    return curve.assign_coords(weights.isel(attribute=0, drop=True).coords)
