"""The observed variables of a model, by the names that its files gave them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pymc as pm

from stakes.inference.states import DENSITY

_SEEN, _UNSEEN = "_observed", "_unobserved"


def observed(model: pm.Model) -> dict[str, Any]:
    """Observed random variables by name.

    Where some of the data are missing, PyMC splits a variable ``y`` into ``y_observed`` and
    ``y_unobserved``, which is sampled; the observed part bears the name ``y`` here.
    """
    return {_named(model, rv.name): rv for rv in model.observed_RVs}


def values_of_observed(model: pm.Model) -> dict[str, np.ndarray]:
    """What was observed, by name."""
    values: Mapping[Any, Any] = model.rvs_to_values
    return {name: np.asarray(values[rv].eval()) for name, rv in observed(model).items()}


def mixtures(model: pm.Model) -> set[str]:
    """Names of the observed variables whose likelihood is a mixture over states: their densities
    go by state.
    """
    return {
        v.name.removesuffix(DENSITY)
        for v in model.deterministics
        if v.name.endswith(DENSITY) and v.type.ndim
    }


def _named(model: pm.Model, name: str) -> str:
    whole = name.removesuffix(_SEEN)
    return whole if f"{whole}{_UNSEEN}" in model.named_vars else name
