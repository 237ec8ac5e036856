"""States that are drawn, not sampled: schools of thought, point masses and events, recovered from
the marginal model.

The sampler integrates them out. Given each draw of the continuous variables a state has the
probability proportional to its weight times the likelihood of the evidence under it, so one
categorical draw recovers the joint posterior.
"""

from collections.abc import Collection, Mapping
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.case.priors import Quantity

type Array = npt.NDArray[Any]
type Powers = Mapping[str, tuple[float, float]]  # topic -> power of its prior, of its likelihood

LEVEL, LIKELIHOOD, WEIGHT, BY_STATE, STATE = (
    "_level",
    "_state_loglik",
    "_state_weight",
    "_by_state",
    "_state",
)
PROBABILITY = "_state_probability"  # of each level, given what is sampled
HOME = "home"  # attribute: the model file from which a variable comes
DENSITY = "_loglik"  # of an observed variable; by state where its likelihood is a mixture


def recover(draws: xr.Dataset, quantities: Mapping[str, Quantity], seed: int) -> xr.Dataset:
    """Draw every state once and pick the quantities that hang on it: for independent draws, as of
    the prior.

    Parameters
    ----------
    draws : Dataset[chain, draw, ...] of the model's variables.
    quantities : the case's quantities by id.
    seed : each state draws from a stream of its own, derived from the seed and its name.

    Returns
    -------
    Dataset
        The draws with, for each quantity with states, ``<name>_state`` (index of the level) and
        ``<name>`` (its value), and for each event ``<name>`` (0 or 1).
    """
    new: dict[str, xr.DataArray] = {}
    for name, q in drawn_states(draws, quantities).items():
        u = np.random.default_rng([seed, crc32(name.encode())]).random(
            (draws.sizes["chain"], draws.sizes["draw"])
        )
        index = xr.DataArray(
            index_of(probabilities(draws, name, q).to_numpy(), u), dims=("chain", "draw")
        )
        new |= (
            {
                f"{name}{STATE}": index.assign_attrs(about_state(q)),
                name: pick(draws[f"{name}{BY_STATE}"], index),
            }
            if (q.kind == "states")
            else {name: index.astype(float)}
        )
    return draws.assign(new)


def drawn_states(draws: Collection[Any], quantities: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """The events, and the quantities with states, of a model with these variables."""
    return {
        n: q
        for n, q in quantities.items()
        if q.kind == "event" or (q.kind == "states" and f"{n}{BY_STATE}" in draws)
    }


def about_state(q: Quantity) -> dict[str, Any]:
    """Attributes of a drawn state: numbers and names of its levels."""
    levels = list(q.weights)
    return {"flag_values": list(range(len(levels))), "flag_meanings": " ".join(levels)}


def probabilities(
    draws: xr.Dataset, name: str, q: Quantity, powers: tuple[float, float] = (1.0, 1.0)
) -> xr.DataArray:
    """Probability of each state given what is sampled, its weight times its likelihood: [chain,
    draw, level], or only [level].

    `powers` are those to which the prior and the likelihood of its topic are raised.
    """
    dim, levels = f"{name}{LEVEL}", list(q.weights)
    with np.errstate(divide="ignore"):
        logit = xr.DataArray(np.log(list(q.weights.values())), dims=dim, coords={dim: levels})
    likelihood = draws.get(f"{name}{LIKELIHOOD}", 0.0)
    logit = powers[0] * logit + powers[1] * likelihood
    weight = xr.apply_ufunc(np.exp, logit - logit.max(dim))
    share: xr.DataArray = weight / weight.sum(dim)
    return share.transpose(..., dim)


def index_of(weights: Array, u: Array) -> Array:
    """Number of the state that a uniform number falls on: weights (..., level), in the shape that
    `u` (...) broadcasts to.
    """
    rising = np.cumsum(weights, axis=-1)[..., :-1]
    return (
        (rising / np.sum(weights, axis=-1, keepdims=True) < u[..., None])
        .sum(axis=-1)
        .astype("int8")
    )


def pick(by_state: xr.DataArray, index: xr.DataArray) -> xr.DataArray:
    """Value of a quantity under the state that `index` names in each draw."""
    dim = next(str(d) for d in by_state.dims if str(d).endswith(LEVEL))
    return by_state.isel({dim: index.astype(int)}).drop_vars(dim)
