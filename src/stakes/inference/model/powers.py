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

from stakes.inference.log_densities import of_scores
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
                pm.Potential(f"{rv.name}_scaled", ((power - 1) * pm.logp(rv, rv)).sum())
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
        for rv in model.observed_RVs:
            if rv.name in evidence:
                density = pm.logp(rv, values[rv]).sum()
                pm.Potential(
                    f"{rv.name}_scaled", (_power(EVIDENCE, [evidence[rv.name]])[0] - 1) * density
                )


def register_densities(model: pm.Model) -> None:
    """Record the log likelihood of each observed variable of a model that has not registered it
    itself.
    """
    values: Mapping[Any, Any] = model.rvs_to_values
    with model:
        for rv in [
            rv for rv in model.observed_RVs if f"{rv.name}{DENSITY}" not in model.named_vars
        ]:
            pm.Deterministic(f"{rv.name}{DENSITY}", pm.logp(rv, values[rv]).sum())


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
