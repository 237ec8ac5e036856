"""Power scaling inside the model: a topic's prior or likelihood can be raised to a power without
compiling again.

The powers are data of the model, 1 unless a refit sets them; each log density is added (power - 1)
times more.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from pymc.logprob.basic import conditional_logp
from pytensor.graph.replace import graph_replace

from stakes.inference.log_densities import of_scores
from stakes.inference.model.observed import observed
from stakes.inference.states import DENSITY, LIKELIHOOD, WEIGHT

PRIOR, EVIDENCE = "power_of_prior", "power_of_evidence"


def add_powers(
    model: pm.Model,
    topics: Mapping[str, str],
    evidence: Mapping[str, str],
    all_topics: Collection[str],
) -> None:
    """Let powers, one a topic, scale the priors and the likelihoods of a model.

    Parameters
    ----------
    model : that is sampled; potentials are added to it.
    topics : topic of each quantity, and of each state of a quantity, that has a prior of its own. A
        quantity given by quantiles is scaled by the density of its standard normal score: the
        median stays, the rest is widened or narrowed. Variables further down the hierarchy are not
        scaled.
    evidence : topic of each observed variable, and of each quantity or event whose states have a
        likelihood.
    all_topics : of the case, which the powers run over.
    """
    with model:
        model.add_coord("topic", list(all_topics))
        for name in (PRIOR, EVIDENCE):
            pm.Data(name, np.ones(len(all_topics)), dims="topic")
        for rv in list(model.free_RVs):
            labels = (
                list(model.coords[model.named_vars_to_dims[rv.name][-1]])
                if of_scores(rv.name, model.named_vars_to_dims.get(rv.name))
                else [rv.name]
            )
            if all(label in topics for label in labels):
                power = _power(PRIOR, [topics[label] for label in labels])
                density = log_density(model, rv, rv)
                pm.Potential(f"{rv.name}_scaled", ((power - 1) * density).sum())
        for name in [
            v.name.removesuffix(LIKELIHOOD)
            for v in model.deterministics
            if v.name.endswith(LIKELIHOOD)
        ]:
            if name in evidence and f"{name}{WEIGHT}" in model.named_vars:
                _scale_states(
                    name, *(_power(which, [evidence[name]])[0] for which in (PRIOR, EVIDENCE))
                )
        values: Mapping[Any, Any] = model.rvs_to_values
        for name, rv in observed(model).items():
            if name in evidence:
                density = log_density(model, rv, values[rv]).sum()
                pm.Potential(
                    f"{name}_scaled", (_power(EVIDENCE, [evidence[name]])[0] - 1) * density
                )


def register_densities(model: pm.Model) -> None:
    """Record the log likelihood of each observed variable of a model that has not registered it
    itself.
    """
    values: Mapping[Any, Any] = model.rvs_to_values
    with model:
        for name, rv in observed(model).items():
            if f"{name}{DENSITY}" not in model.named_vars:
                pm.Deterministic(f"{name}{DENSITY}", log_density(model, rv, values[rv]).sum())


def log_density(model: pm.Model, rv: Any, value: Any) -> Any:
    """Log density of a random variable at a value, elementwise, given the other ones of the model.

    What it hangs on stands still while the density is derived: PyMC would else look for that, too,
    behind transforms, and find clones of random variables. It is derived as in the model itself,
    with constants folded: a bound at infinity is then none.
    """
    still = {v: v.type() for v in model.free_RVs if v is not rv}
    at = value.type()
    (alone,) = graph_replace([rv], still, strict=False)
    density = conditional_logp({alone: at})[at]
    back = {stand_in: v for v, stand_in in still.items()} | {at: value}
    return graph_replace([density], back, strict=False)[0]


def _power(name: str, topics: Sequence[str]) -> Any:
    model = pm.modelcontext(None)
    return model[name][np.array([list(model.coords["topic"]).index(topic) for topic in topics])]


def _scale_states(name: str, prior: Any, evidence: Any) -> None:
    """Where the model integrates states out, each state's own prior and likelihood are raised to
    the powers.
    """
    model = pm.modelcontext(None)
    weight, likelihood = pt.log(model[f"{name}{WEIGHT}"]), model[f"{name}{LIKELIHOOD}"]
    scaled, plain = (
        pm.math.logsumexp(x) for x in (prior * weight + evidence * likelihood, weight + likelihood)
    )
    pm.Potential(f"{name}_scaled", (scaled - plain).sum())
