"""Calibration around the observed data: truths from the posterior, and a second data set that the
model makes of each, fitted together with the observed one.

The likelihood of the second stands beside that of the first; of states that are summed out, both
hang on the same one.

References
----------
Säilynoja, T., Schmitt, M., Bürkner, P.-C. and Vehtari, A. (2025). Posterior SBC: simulation-based
calibration checking conditional on data. arXiv:2502.03279.
"""

from typing import Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt
import xarray as xr
from pytensor.graph.replace import graph_replace
from pytensor.graph.traversal import ancestors

from stakes.case.case import Case
from stakes.inference.assembly import Layout, posterior_of
from stakes.inference.drawn.draw_sets import SET
from stakes.inference.model.joint_model import Split
from stakes.inference.model.observed import mixtures
from stakes.inference.model.powers import log_density
from stakes.inference.predictive_checks import draw_posterior_predictive
from stakes.inference.states import LEVEL, LIKELIHOOD, WEIGHT
from stakes.runs.calibration.simulation import (
    CHANCE,
    Simulated,
    observed_data,
    register_chances,
)

SECOND = "second_"  # begins the name of data that stand beside the observed


def with_second_data(case: Case, model: pm.Model) -> None:
    """Add a second data set to a model, which the same parameters and states have made; its values
    are those of the first until they are exchanged.
    """
    register_chances(case, model)
    values: Any = model.rvs_to_values
    by_state = mixtures(model)
    with model:
        swap = {
            model[name]: pm.Data(f"{SECOND}{name}", model[name].get_value())
            for name in observed_data(model).values()
        }
        for rv in [rv for rv in model.observed_RVs if rv.name not in by_state]:
            density = log_density(model, rv, values[rv]).sum()
            pm.Potential(f"{SECOND}{rv.name}", graph_replace(density, swap, strict=False))
        for state in _states(model, swap):
            _both(model, state, swap)


def _states(model: pm.Model, swap: Any) -> list[str]:
    """States of whose likelihood the observed data are a part."""
    names = [v.name for v in model.deterministics if v.name.endswith(LIKELIHOOD)]
    return [
        name.removesuffix(LIKELIHOOD)
        for name in names
        if f"{name.removesuffix(LIKELIHOOD)}{WEIGHT}" in model.named_vars
        and set(swap) & set(ancestors([model[name]]))
    ]


def _both(model: pm.Model, state: str, swap: Any) -> None:
    """Add the second data to the marginal likelihood over a state, and to what recovers it."""
    likelihood, weight = model[f"{state}{LIKELIHOOD}"], pt.log(model[f"{state}{WEIGHT}"])
    (again,) = graph_replace([likelihood], swap, strict=False)
    if f"{state}{CHANCE}" in model.named_vars:  # which stands in the likelihood of either once
        again = again + weight - pt.log(model[f"{state}{CHANCE}"])
    both = likelihood + again
    more = pm.math.logsumexp(weight + both) - pm.math.logsumexp(weight + likelihood)
    pm.Potential(f"{SECOND}{state}", more.sum())
    place = model.deterministics.index(likelihood)
    del model.named_vars[likelihood.name], model.deterministics[place]
    likelihood.name = f"{state}_first"
    pm.Deterministic(f"{state}{LIKELIHOOD}", both, dims=f"{state}{LEVEL}")


def simulated_around(case: Case, whole: Split, draws: xr.Dataset, seed: int) -> Simulated:
    """Truths from the posterior, each with the second data set that the model makes of it.

    Parameters
    ----------
    case, whole : an open case, and its model without second data.
    draws : of what is sampled, [draw, ...], as independent as can be: one for each truth.
    seed : of all of it.
    """
    number, model = draws.sizes["draw"], whole.model
    labels = {"chain": [0], "draw": np.arange(number)}
    sampled = draws.expand_dims("chain").assign_coords(labels)
    posterior, values = posterior_of(case, whole, sampled, Layout(seed, (1, number)))
    made = draw_posterior_predictive(model, posterior, values, seed, number)
    data = {
        f"{SECOND}{name}": made[rv].to_numpy()[0].astype(model[name].dtype)
        for rv, name in observed_data(model).items()
    }
    first = posterior.isel({SET: 0}, drop=True) if SET in posterior.dims else posterior
    return Simulated(first, data)
