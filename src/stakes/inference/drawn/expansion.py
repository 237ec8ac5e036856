"""The draws that a recipe gives: made again from it, and left out where it can give them."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.inference.drawn.draw_sets import SET
from stakes.inference.drawn.marginals import quantile
from stakes.inference.drawn.recipe import Recipe, recipe_of
from stakes.inference.drawn.sobol import sobol
from stakes.inference.states import STATE, index_of, pick

type Array = npt.NDArray[Any]


def uniforms(recipe: Recipe, shape: tuple[int, int]) -> Array:
    """The numbers behind all draws of a recipe, strictly inside (0, 1): (dimension, chain, draw,
    set).
    """
    return sobol(recipe.seed, recipe.sets, shape, recipe.dimensions)


def expand(posterior: xr.Dataset, thin: int = 1) -> xr.Dataset:
    """The posterior with everything that its recipe says drawn: Dataset[chain, draw, set, ...]
    beside what was sampled.

    `thin` leaves every so many-th draw, the same as without.
    """
    recipe = recipe_of(posterior)
    left = posterior.isel(draw=slice(None, None, thin), missing_dims="ignore")
    if recipe is None:
        return left
    u = uniforms(recipe, (posterior.sizes["chain"], posterior.sizes["draw"]))
    return left.assign(_drawn(left, recipe, u[:, :, ::thin]))


def compact(posterior: xr.Dataset) -> xr.Dataset:
    """The posterior without what `expand` can make again."""
    recipe = recipe_of(posterior)
    return (
        posterior
        if recipe is None
        else posterior.drop_vars([n for n in recipe.names if n in posterior])
    )


def _drawn(posterior: xr.Dataset, recipe: Recipe, u: Array) -> dict[str, xr.DataArray]:
    found: dict[str, xr.DataArray] = {name: _number(name, recipe, u) for name in recipe.numbers}
    for name, state in recipe.states.items():
        index = _index(posterior, state, u[state["dimension"]])
        if state["picks"]:
            by_state = (
                found[state["picks"]] if state["picks"] in found else posterior[state["picks"]]
            )
            found |= {
                f"{name}{STATE}": index.assign_attrs(state["attrs"]),
                name: pick(by_state, index),
            }
        else:
            found[name] = index.astype(float)
    return {name: da.assign_attrs(recipe.attrs.get(name, {})) for name, da in found.items()}


def _number(name: str, recipe: Recipe, u: Array) -> xr.DataArray:
    elements = [_element(recipe, part, u) for part in recipe.numbers[name]]
    if name not in recipe.dims:
        return xr.DataArray(elements[0], dims=("chain", "draw", SET))
    dim, labels = recipe.dims[name]
    return xr.DataArray(
        np.stack(elements, -1), dims=("chain", "draw", SET, dim), coords={dim: labels}
    )


def _element(recipe: Recipe, part: str | float, u: Array) -> Array:
    if not isinstance(part, str):
        return np.full(u.shape[1:], float(part))
    return quantile(recipe.parts[part], u[recipe.parts[part]["dimension"]])


def _index(posterior: xr.Dataset, state: Mapping[str, Any], u: Array) -> xr.DataArray:
    weights = (
        posterior[state["given"]].to_numpy()[:, :, None]
        if "given" in state
        else np.array(state["weights"])
    )
    return xr.DataArray(index_of(weights, u), dims=("chain", "draw", SET))
