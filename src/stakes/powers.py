"""Power scaling inside the model: a topic's prior or likelihood can be raised to a power without compiling again.

The powers are data of the model, 1 unless a refit sets them; each log density is added (power - 1) times more.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt

from stakes.densities import SCORES
from stakes.states import DENSITY, LIKELIHOOD, WEIGHT

PRIOR, EVIDENCE = "power_of_prior", "power_of_evidence"


def add_powers(topics: Collection[str]) -> None:
    """Register the powers, one a topic, in the model on the context stack."""
    pm.modelcontext(None).add_coord("topic", list(topics))
    for name in (PRIOR, EVIDENCE):
        pm.Data(name, np.ones(len(topics)), dims="topic")


def scale(topics: Mapping[str, str], topic: str, before: Collection[str]) -> None:
    """Let the powers scale what a model file has registered, and record the log likelihood of its evidence.

    Parameters
    ----------
    topics : topic of each quantity, and of each state of a quantity, that has a prior of its own. A quantity given by quantiles
        is scaled by the density of its standard normal score: the median stays, the rest is widened or narrowed. Variables
        further down the hierarchy are not scaled.
    topic : of the file, for its evidence; empty if it has none.
    before : names of the variables that the model had before.
    """
    model = pm.modelcontext(None)
    new = [name for name in model.named_vars if name not in before]
    for rv in [rv for rv in model.free_RVs if rv.name in new]:
        scores = rv.name.endswith(SCORES)
        labels = list(model.coords[model.named_vars_to_dims[rv.name][-1]]) if scores else [rv.name]
        if all(label in topics for label in labels):
            power = _power(PRIOR, [topics[label] for label in labels])
            pm.Potential(f"{rv.name}_scaled", ((power - 1) * pm.logp(rv, rv)).sum())
    prior, evidence = (_power(name, [topic])[0] for name in (PRIOR, EVIDENCE)) if topic else (1.0, 1.0)
    for name in [name for name in new if name.endswith(LIKELIHOOD)]:
        _scale_states(name.removesuffix(LIKELIHOOD), prior, evidence)
    values: Mapping[Any, Any] = model.rvs_to_values
    for rv in [rv for rv in model.observed_RVs if rv.name in new and f"{rv.name}{DENSITY}" not in model.named_vars]:
        density = pm.Deterministic(f"{rv.name}{DENSITY}", pm.logp(rv, values[rv]).sum())
        pm.Potential(f"{rv.name}_scaled", (evidence - 1) * density)


def _power(name: str, topics: Sequence[str]) -> Any:
    model = pm.modelcontext(None)
    return model[name][np.array([list(model.coords["topic"]).index(topic) for topic in topics])]


def _scale_states(name: str, prior: Any, evidence: Any) -> None:
    """Where the model integrates states out, each state's own prior and likelihood are raised to the powers."""
    model = pm.modelcontext(None)
    if f"{name}{WEIGHT}" in model.named_vars:
        weight, likelihood = pt.log(model[f"{name}{WEIGHT}"]), model[f"{name}{LIKELIHOOD}"]
        scaled, plain = (pm.math.logsumexp(x) for x in (prior * weight + evidence * likelihood, weight + likelihood))
        pm.Potential(f"{name}_scaled", (scaled - plain).sum())
