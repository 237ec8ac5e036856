"""What model files call: sourced quantities become named variables of the PyMC model on the context
stack.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt

from stakes.case.priors import Part, Quantity, parts_of
from stakes.inference import jqpd
from stakes.inference.model.coordinates import half_normal
from stakes.inference.model.score_vectors import from_scores
from stakes.inference.model.trends import along_trend
from stakes.inference.states import BY_STATE, DENSITY, LEVEL, LIKELIHOOD, WEIGHT

_DISTRIBUTIONS: dict[str, Callable[..., Any]] = {
    "normal": pm.Normal,
    "half_normal": half_normal,
    "beta": pm.Beta,
    "gamma": pm.Gamma,
    "log_normal": pm.LogNormal,
    "uniform": pm.Uniform,
    "exponential": pm.Exponential,
}
_FAR = 1e6  # log likelihood against a state that is known not to hold


def quantities(
    priors: Mapping[str, Quantity], names: Iterable[str], dims: str | tuple[str, ...] | None = None
) -> dict[str, Any]:
    """Register quantities as random variables of the model on the context stack and return them by
    name.

    Three quantiles become a Johnson quantile-parameterised transform of a standard normal; all of a
    call share one normal vector, which keeps the model quick to compile. So do truncated, discrete
    and pooled beliefs, and whatever is correlated: all that go together are of one call. A quantity
    with drawn states (schools, point masses) registers ``<name>_by_state`` over the dimension
    ``<name>_level``: which state holds is drawn after sampling (see `states`), so what is returned
    is that vector over states. Events have nothing to sample: the probability is returned. One with
    elements, or along a trend, is a vector over its own dimension.

    Parameters
    ----------
    priors : the case's quantities by id.
    names : ids of quantities, which name the variables.
    dims : dimensions over which independent copies are drawn; for named distributions only.

    Raises
    ------
    KeyError
        If no quantity bears a name.
    CaseError
        If a quantity is correlated with one that the call does not name, or a trend has a parameter
        that is not registered yet.
    """
    names = list(names)
    parts = {part: pair for name in names for part, pair in parts_of(name, priors[name]).items()}
    values = from_scores(priors, parts)
    values |= _from_quantiles(
        {
            part: jqpd.parameters(p.quantiles, bounds)
            for part, (p, bounds) in parts.items()
            if p.quantiles and part not in values
        }
    )
    values |= {part: _other(part, p, dims) for part, (p, _) in parts.items() if part not in values}
    made = {
        name: _put_together(name, priors[name], values, dims)
        for name in names
        if priors[name].trend is None
    }
    return {name: made[name] if name in made else along_trend(priors[name]) for name in names}


def quantity(
    priors: Mapping[str, Quantity], name: str, dims: str | tuple[str, ...] | None = None
) -> Any:
    """Register the quantity `name` in the model on the context stack and return it; see
    `quantities`.
    """
    return quantities(priors, [name], dims)[name]


def _from_quantiles(several: Mapping[str, jqpd.Jqpd]) -> dict[str, Any]:
    """One normal vector for all bounded and one for all unbounded quantities."""
    values: dict[str, Any] = {}
    for bounded in (True, False):
        group = {name: p for name, p in several.items() if p.bounded == bounded}
        if group:
            label = f"{next(iter(group))}_and_others" if len(group) > 1 else next(iter(group))
            pm.modelcontext(None).add_coord(f"{label}_quantity", list(group))
            z = pm.Normal(f"{label}_z", 0.0, 1.0, dims=f"{label}_quantity")
            vector = jqpd.transform(jqpd.stack(list(group.values())), z, pt, _normal_cdf)
            values |= {name: vector[i] for i, name in enumerate(group)}
    return values


def _normal_cdf(z: Any) -> Any:
    return 0.5 * pt.erfc(-z / np.sqrt(2.0))


def _other(name: str, q: Part, dims: str | tuple[str, ...] | None) -> Any:
    if q.distribution is not None:
        return _DISTRIBUTIONS[q.distribution.name](name, **q.distribution.parameters, dims=dims)
    return pt.as_tensor(float(q.value or 0.0))


def _put_together(
    name: str, q: Quantity, values: Mapping[str, Any], dims: str | tuple[str, ...] | None
) -> Any:
    if q.kind == "event":
        return pt.as_tensor(q.weights["yes"])
    if q.states:
        pm.modelcontext(None).add_coord(f"{name}{LEVEL}", list(q.states))
        return pm.Deterministic(
            f"{name}{BY_STATE}",
            pt.stack([values[f"{name}_{level}"] for level in q.states]),
            dims=f"{name}{LEVEL}",
        )
    if q.along is not None:
        pm.modelcontext(None).add_coord(q.along.dim, q.along.labels)
        elements = pt.stack([values[part] for part in q.along.parts(name)])
        return pm.Deterministic(name, elements, dims=q.along.dim)
    own = pm.modelcontext(None).named_vars.get(name)
    return pm.Deterministic(name, values[name], dims=dims) if own is None else own


def state_weights(priors: Mapping[str, Quantity], name: str) -> Any:
    """Register and return the prior probabilities of the states of quantity `name`, for a
    likelihood that integrates them out.
    """
    return pm.Deterministic(
        f"{name}{WEIGHT}",
        pt.as_tensor(np.array(list(priors[name].weights.values()))),
        dims=f"{name}{LEVEL}",
    )


def state_likelihood(name: str, log_likelihood: Any, of: str = "") -> Any:
    """Register what the evidence says about the states of the quantity or event `name`.

    Parameters
    ----------
    name : id of a quantity with states, or of an event (levels ``no``, ``yes``).
    log_likelihood : vector over its levels: the log likelihood of the evidence if that state holds.
        The model itself must hold the marginal likelihood; this only lets the state be recovered
        from it.
    of : the observed variable whose marginal likelihood that is; empty where the evidence settles
        the state outright.
    """
    model = pm.modelcontext(None)
    if f"{name}{LEVEL}" not in model.coords:
        model.add_coord(f"{name}{LEVEL}", ["no", "yes"])
    if of:
        pm.Deterministic(f"{of}{DENSITY}", log_likelihood, dims=f"{name}{LEVEL}")
    return pm.Deterministic(
        f"{name}{LIKELIHOOD}", pt.as_tensor(log_likelihood), dims=f"{name}{LEVEL}"
    )


def known_event(name: str, evidence: Any, table: str = "milestones") -> None:
    """Settle the event `name` where a table of evidence knows its outcome; else leave its prior
    alone.

    Parameters
    ----------
    name : id of an event.
    evidence : what `add` of a model file is given.
    table : the table's name; its column ``event`` holds ids, ``outcome`` 0 or 1.

    Raises
    ------
    KeyError
        If the case has no such table, or the table lacks one of the two columns.
    """
    rows = evidence[table]
    outcome = rows.loc[rows["event"] == name, "outcome"].to_numpy()
    against = [_FAR * (outcome[0] == 1), _FAR * (outcome[0] == 0)] if len(outcome) else [0.0, 0.0]
    state_likelihood(name, -pm.Data(f"{name}_known", np.array(against, float)))
