"""Values of a model's own random variables, sampled or drawn by its recipe."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pymc as pm
from scipy.special import ndtri

from stakes.inference.drawn.expansion import uniforms
from stakes.inference.drawn.marginals import quantile
from stakes.inference.drawn.model_recipe import element
from stakes.inference.drawn.recipe import Recipe
from stakes.inference.log_densities import of_scores
from stakes.inference.model.informed_part import Mask, family

type Array = npt.NDArray[Any]


def values_of_variables(
    model: pm.Model,
    wanted: Mapping[str, Mask],
    sampled: Mapping[str, Array],
    found: Recipe,
    shape: tuple[int, int],
) -> dict[str, Array]:
    """Free random variables of the model, sampled or drawn by its recipe: each (draw, set or 1,
    ...).

    Parameters
    ----------
    sampled : by variable, what the sampler found of it: (draw, ...); of a vector that is sampled in
        part, the wanted elements.
    found : the recipe of the model.
    shape : numbers of chains, and of draws of each.

    Returns
    -------
    dict without the variables that have no quantile function: these are drawn by the model's own
    generators.
    """
    draws = shape[0] * shape[1]
    u = uniforms(found, shape).reshape(-1, draws, found.sets)
    out: dict[str, Array] = {}
    for rv in model.free_RVs:
        mask, scores = wanted[rv.name], of_scores(rv.name, model.named_vars_to_dims.get(rv.name))
        if mask.all():
            out[rv.name] = sampled[rv.name].reshape(draws, 1, *mask.shape)
        elif scores or family(rv):
            labels: Any = model.coords[model.named_vars_to_dims[rv.name][0]] if scores else None
            out[rv.name] = x = np.empty((draws, found.sets, *mask.shape))
            if mask.any():
                x[..., mask] = sampled[rv.name][:, None]
            for i in np.argwhere(~mask):
                part = found.parts[labels[int(i[0])] if labels is not None else element(rv.name, i)]
                at = u[part["dimension"]]
                x[(..., *i.tolist())] = (
                    ndtri(at) / part["power"] ** 0.5 if scores else quantile(part, at)
                )
    return out
