"""How likely what is talked about is, by option: what claims that forecast ask for."""

import numpy as np
import xarray as xr

from .moscow import Chain
from .numbers import AT_ONCE, Numbers, Steps
from .rungs import erosion, stacked
from .status import status

JUNE_2016 = 2016.5


def forecasts(beliefs, setting, ends=np.inf):
    """Chances by the horizon, or so many years from the start if sooner, or by June 2016, if an
    option is pursued from the start.

    Returns
    -------
    Dataset[option, chain, draw] of chances: `signed` and `signed_by_2016`, `works` (expected number
    of times that work begins, at most one), `working_years` (expected), `passed` (expected first
    passes) and `eroded` (of at least one erosion).
    """
    n, steps = Numbers(beliefs, setting), Steps(setting, ends)
    options = list(setting.options.values())
    shape = beliefs["attack_rate"].transpose("chain", "draw").shape
    blocks = [
        _chances(n.part(slice(at, at + AT_ONCE)), steps, options)
        for at in range(0, int(np.prod(shape)), AT_ONCE)
    ]
    dims, coords = ("option", "chain", "draw"), {"option": list(setting.options)}
    return xr.Dataset(
        {
            name: (dims, np.concatenate([b[name] for b in blocks], axis=-1).reshape(-1, *shape))
            for name in blocks[0]
        },
        coords,
    )


def _chances(n, steps, options):
    state = status(n, steps, Chain(n, steps), options)
    early = steps.wide(steps.year <= JUNE_2016, 2)
    works, years = state.began.sum(axis=0), state.at_work.sum(axis=0) * steps.length
    eroded = -np.expm1(-stacked(erosion(n), options) * years / np.maximum(works, 1e-12))
    return {
        "signed": state.signed.sum(axis=0),
        "signed_by_2016": (state.signed * early).sum(axis=0),
        "works": works,
        "working_years": years,
        "passed": state.passed.sum(axis=0),
        "eroded": works * eroded,  # as if whatever works did so for equally long
    }
