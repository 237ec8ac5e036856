"""States that are drawn, not sampled: schools of thought, point masses and events, recovered from the marginal model.

The sampler integrates them out. Given each draw of the continuous variables a state has the probability proportional to its
weight times the likelihood of the evidence under it, so one categorical draw recovers the joint posterior.
"""

from collections.abc import Mapping
from zlib import crc32

import numpy as np
import xarray as xr

from stakes.priors import Quantity

type Powers = Mapping[str, tuple[float, float]]  # topic -> power of its prior, of its likelihood

LEVEL, LIKELIHOOD, WEIGHT, BY_STATE, STATE = "_level", "_state_loglik", "_state_weight", "_by_state", "_state"
HOME = "home"  # attribute: the model file from which a variable comes
DENSITY = "_loglik"  # of an observed variable; by state where its likelihood is a mixture


def recover(draws: xr.Dataset, quantities: Mapping[str, Quantity], seed: int, powers: Powers | None = None) -> xr.Dataset:
    """Draw every state and pick the quantities that hang on it.

    Parameters
    ----------
    draws : Dataset[chain, draw, ...] of a fitted (or prior) model.
    quantities : the case's quantities by id.
    seed : each state draws from a stream of its own, derived from the seed and its name.
    powers : by topic, to which prior and likelihood of the states are raised; all 1 if None.

    Returns
    -------
    Dataset
        The draws with, for each quantity with states, ``<name>_state`` (index of the level) and ``<name>`` (its value),
        and for each event ``<name>`` (0 or 1). Weights that the model reads become 1 for the state drawn, so that replicates
        of the evidence come from that state.
    """
    new: dict[str, xr.DataArray] = {}
    for name, q in quantities.items():
        if q.kind not in ("states", "event") or (q.kind == "states" and f"{name}{BY_STATE}" not in draws):
            continue
        index = _draw(draws, name, q.weights, seed, *(powers or {}).get(q.topic, (1.0, 1.0)))
        if q.kind == "event":
            new[name] = index.astype(float)
        else:
            new[f"{name}{STATE}"] = index.assign_attrs(updated=int(f"{name}{LIKELIHOOD}" in draws))
            new[name] = pick(draws[f"{name}{BY_STATE}"], index)
        if (weight := f"{name}{WEIGHT}") in draws:
            new[weight] = (draws[weight] * 0 + xr.DataArray(np.arange(len(q.weights)), dims=f"{name}{LEVEL}") == index) * 1.0
    return draws.assign(new)


def _draw(
    draws: xr.Dataset, name: str, prior: Mapping[str, float], seed: int, prior_power: float, likelihood_power: float
) -> xr.DataArray:
    dim, levels = f"{name}{LEVEL}", list(prior)
    with np.errstate(divide="ignore"):
        logit = xr.DataArray(np.log(list(prior.values())), dims=dim, coords={dim: levels})
    logit = prior_power * logit + likelihood_power * draws.get(f"{name}{LIKELIHOOD}", 0.0)
    weight = xr.apply_ufunc(np.exp, logit - logit.max(dim))
    rising = (weight / weight.sum(dim)).cumsum(dim)
    u = np.random.default_rng([seed, crc32(name.encode())]).random((draws.sizes["chain"], draws.sizes["draw"]))
    index = (rising < xr.DataArray(u, dims=("chain", "draw"))).sum(dim).clip(max=len(levels) - 1)
    index = index.transpose("chain", "draw").astype("int8")
    return xr.DataArray(index).assign_attrs(flag_values=list(range(len(levels))), flag_meanings=" ".join(levels))


def pick(by_state: xr.DataArray, index: xr.DataArray) -> xr.DataArray:
    """Value of a quantity under the state that `index` names in each draw."""
    dim = next(str(d) for d in by_state.dims if str(d).endswith(LEVEL))
    return by_state.isel({dim: index.astype(int)}).drop_vars(dim)
