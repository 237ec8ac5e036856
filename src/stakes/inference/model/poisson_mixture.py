"""Counts whose rate hangs on the state of a quantity, the state summed out."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt

from stakes.case.priors import Quantity
from stakes.inference.model.variables import state_likelihood, state_weights


def poisson_by_state(
    priors: Mapping[str, Quantity], state: str, name: str, rate: Any, observed: Any
) -> Any:
    """Register Poisson counts whose mean hangs on which state of a quantity holds.

    The sampler sees the mixture over states; the state is recovered afterwards, and replicates of
    the counts come from the state that was drawn.

    Parameters
    ----------
    priors : the case's quantities by id.
    state : id of the quantity with states, already registered.
    name : of the observed variable.
    rate : means, [state, count]; 0 only where nothing can be observed.
    observed : the counts, [count].

    Returns
    -------
    The observed random variable.

    References
    ----------
    McLachlan, G. and Peel, D. (2000). Finite Mixture Models. Wiley.

    Examples
    --------
    >>> import pymc as pm
    >>> from types import SimpleNamespace
    >>> schools = {"rate": SimpleNamespace(weights={"low": 0.5, "high": 0.5})}
    >>> with pm.Model(coords={"rate_level": ["low", "high"]}) as model:
    ...     _ = poisson_by_state(schools, "rate", "events", np.array([[0.1], [2.0]]), np.array([0]))
    >>> float(model["rate_state_loglik"].eval()[1])
    -2.0
    """
    weights = state_weights(priors, state)
    state_likelihood(state, _log_poisson(observed, pt.as_tensor(rate)), of=name)
    return pm.CustomDist(
        name,
        rate,
        weights,
        logp=_mixture_logp,
        random=_mixture_random,
        signature="(s,c),(s)->(c)",
        observed=observed,
    )


def _log_poisson(count: Any, rate: Any) -> Any:
    return (count * pt.log(pt.maximum(rate, 1e-12)) - rate - pt.gammaln(count + 1.0)).sum(axis=-1)


def _mixture_logp(count: Any, rate: Any, weights: Any) -> Any:
    return pm.math.logsumexp(pt.log(weights) + _log_poisson(count, rate))


def _mixture_random(rate: Any, weights: Any, rng: Any = None, size: Any = None) -> Any:
    rate = np.broadcast_to(rate, (*(size or ()), *np.shape(rate)[-2:])) if size else rate
    draw = rng.random(rate.shape[:-2])
    state = (np.cumsum(weights, axis=-1) < draw[..., None]).sum(axis=-1)
    return rng.poisson(np.take_along_axis(rate, state[..., None, None], axis=-2)[..., 0, :])
