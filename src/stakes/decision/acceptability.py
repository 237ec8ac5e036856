"""Acceptability curves: how likely each option is to be the best under other weights."""

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import option_ids, option_labels
from stakes.decision.draws.blocks.reading import streams
from stakes.decision.draws.summaries.summary import summarise
from stakes.decision.limits import clear_level
from stakes.decision.weight_sweep import curve_along, summaries_along, sweep_dim, values_along


def acceptability(parts: xr.DataArray, weights: xr.DataArray) -> xr.DataArray:
    """Acceptability curves and frontier: how likely each option is to be the best as the weights of
    the attributes change.

    Parameters
    ----------
    parts : draws with dims ``attribute``, ``option`` and the sample dims, in one unit; where
        they lie in blocks (`stakes.in_blocks`), they are read one after the other.
    weights : DataArray[sweep, attribute], a weight for every attribute at each point of one sweep
        dim of any name.

    Returns
    -------
    DataArray[sweep, option]
        P(best), where ties are split equally. Coordinates: p_best_mcse[sweep, option], as in
        `compare`; frontier[sweep]: id of the option with the highest expected value, which need not
        be the likeliest to be best; resolved[sweep]: whether its lead over every other option
        exceeds 2.2 standard errors.

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
    sweep, ids = sweep_dim(parts, weights), option_ids(parts)
    if streams(parts):
        points = summaries_along(sweep, parts, weights)
    else:
        points = [summarise(x, ids) for x in values_along(sweep, parts, weights)]
    clear = [
        np.delete(p.lead.mean > clear_level(p.lead.ess) * p.lead.error, p.best).all()
        for p in points
    ]
    curve = curve_along([p.share.mean for p in points], sweep, parts, weights)
    return curve.rename("p_best").assign_coords(
        p_best_mcse=(curve.dims, np.array([p.p_best_error for p in points])),
        frontier=(sweep, option_labels(parts)[[p.best for p in points]]),
        resolved=(sweep, clear),
    )
