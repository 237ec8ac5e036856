"""A choice to be informed: what other options are worth above the best on average."""

from typing import NamedTuple

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import Array, check_finite, option_draws, option_ids
from stakes.decision.draws.standard_errors.means import mean_sd, standard_error
from stakes.decision.limits import CLEAR


class Choice(NamedTuple):
    """A choice to be informed."""

    shape: tuple[int, ...]  # (chain, draw), (sample,) or (chain, draw, set)
    # (lead, draw): what other options are worth above the best on average, the closest first
    lead: Array
    rivals: list[int]  # leads that may be the best on average
    evpi: float
    # root mean square of what perfect information gains in a draw in which it changes the choice
    jump: float


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
        i for i, row in enumerate(y) if -row.mean() < CLEAR * standard_error(row.reshape(shape))
    ]
    gain = np.maximum(y.max(axis=0, initial=0), 0)
    jump = np.sqrt((gain**2).sum() / max(np.count_nonzero(gain), 1))
    return Choice(shape, y, rivals, float(gain.mean()), float(jump))
