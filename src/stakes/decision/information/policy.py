"""What one would choose with evidence in hand, draw by draw."""

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import (
    check_finite,
    option_draws,
    option_ids,
    sample_dims,
    unstacked,
)
from stakes.decision.draws.dependence import independent_members
from stakes.decision.draws.inputs import takes_draws
from stakes.decision.draws.parameters import check_draws, elements
from stakes.decision.draws.regression.moments import folds, moments, told
from stakes.decision.draws.regression.penalised_regression import choices, coefficients
from stakes.decision.draws.regression.penalties import PRICE, modes
from stakes.decision.information.regression_estimator import basis_of


@takes_draws
def chosen_by(value: xr.DataArray, summaries: xr.Dataset) -> xr.DataArray:
    """Number of the option with the highest expected value given what evidence says, in each draw.

    Each draw's choice is by a regression that held it out (one tenth at a time), so that the mean
    of what was chosen is not raised by fitting noise.

    Parameters
    ----------
    value : draws of the net value with dims ``option`` and (chain, draw), (sample,) or (chain,
        draw, set).
    summaries : what the evidence would be in the same draws. Those that do not vary, or depend
        linearly on others, add nothing.

    Returns
    -------
    DataArray of integers over the sample dims: the position on ``option``.

    Raises
    ------
    ValueError
        As in `stakes.evsi`.
    """
    value = unstacked(value)
    x = option_draws(value)
    check_finite(x, option_ids(value))
    shape = x[0].shape
    flat = x.reshape(len(x), -1).astype(float)
    order = np.argsort(-flat.mean(axis=1), kind="stable")
    group = {
        name: d
        for parts in elements(check_draws(value, summaries, "summaries")).values()
        for name, d in parts.items()
    }
    known = list(independent_members(group)[0].values())
    position = np.zeros(flat.shape[1], np.intp)
    if known:
        known, leads, held = told(known, flat[order[1:]] - flat[order[0]], shape)
        basis = basis_of(known, leads, held)
        parts = folds(held)
        sums = moments(basis, leads, parts)
        chosen = choices(
            basis, *coefficients(basis, sums, modes(basis, sums, leads), PRICE), parts
        )[1]
        position = np.repeat(chosen, flat.shape[1] // leads.shape[1])
    dims = sample_dims(value)
    return xr.DataArray(
        order[position].reshape(shape),
        dims=dims,
        coords={d: value.coords[d] for d in dims if d in value.coords},
    )
