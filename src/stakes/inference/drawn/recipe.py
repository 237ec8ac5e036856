"""What no evidence touches, given what is sampled: drawn afresh several times for each posterior
draw.

Each set has a scrambled Sobol sequence of its own, with a point for each posterior draw and a
dimension for each number or state. The draws are kept as a recipe, seed and transforms, from which
`expand` makes them again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr
from scipy.stats import qmc

from stakes.inference.drawn.marginals import Marginal, quantile, raised
from stakes.inference.states import STATE, index_of, pick

type Array = npt.NDArray[Any]

SET = "set"
SETS = 8
RECIPE = "recipe"  # attribute of a posterior
THINNEST = 4  # every 16th draw
BITS = 30  # of a Sobol point; half a step keeps it off the ends


@dataclass(frozen=True)
class Recipe:
    """How to draw what is not sampled.

    Attributes
    ----------
    seed : of the Sobol sequences.
    sets : number of draws for each posterior draw.
    parts : name -> marginal of one number, with the ``dimension`` of the sequences that it takes.
    numbers : name of a variable -> its elements: names of parts, or constants.
    dims : name of a variable of several elements -> its dimension and labels.
    states : name of a quantity or event -> ``dimension``; ``weights``, or the name of the variable
        that holds the probabilities of its levels given what is sampled (``given``); ``picks``, the
        variable by state of which it picks its value, if any; ``attrs``, of the drawn state.
    attrs : attributes by variable; see `remembering`.
    hangs : name of a variable that is computed, not drawn by itself -> the parts behind it.
    """

    seed: int
    sets: int = SETS
    parts: Mapping[str, Marginal] = field(default_factory=dict)
    numbers: Mapping[str, list[Any]] = field(default_factory=dict)
    dims: Mapping[str, tuple[str, list[Any]]] = field(default_factory=dict)
    states: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    attrs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    hangs: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """Variables that `expand` makes."""
        return [
            *self.numbers,
            *(
                n
                for s in self.states
                for n in ((f"{s}{STATE}", s) if self.states[s]["picks"] else (s,))
            ),
        ]

    def sources(self, name: str) -> set[str]:
        """What is drawn behind a variable: parts, and states by name."""
        base = name.removesuffix(STATE)
        if name.endswith(STATE) and base in self.states:
            return {base}
        entry = self.states.get(name, {})
        numbers = self.numbers.get(entry.get("picks") or name, [])
        own = {name} if entry else set()
        return (
            own
            | {p for p in numbers if isinstance(p, str)}
            | set(self.hangs.get(entry.get("picks") or name, ()))
        )

    @property
    def dimensions(self) -> int:
        """Numbers that one draw takes."""
        used = [entry["dimension"] for entry in (*self.parts.values(), *self.states.values())]
        return max(used, default=-1) + 1


def uniforms(recipe: Recipe, shape: tuple[int, int]) -> Array:
    """The numbers behind all draws of a recipe, strictly inside (0, 1): (dimension, chain, draw,
    set).
    """
    return sobol(recipe.seed, recipe.sets, shape, recipe.dimensions)


@lru_cache(maxsize=2)  # a recipe is expanded many times, under powers of what is drawn
def sobol(seed: int, sets: int, shape: tuple[int, int], dimensions: int) -> Array:
    """Numbers strictly inside (0, 1): (dimension, chain, draw, set), each set a scrambled Sobol
    sequence of its own.

    The points of each set come in a random order of its own: in the order of the sequence, all sets
    would alternate in step, and neighbouring draws of a chain would not be independent. Thinned
    chains have the first points of the sequence, which are as evenly spread as any.

    References
    ----------
    Owen, A. B. (1997). Monte Carlo variance of scrambled net quadrature. SIAM Journal on Numerical
    Analysis 34(5), 1884-1910. Joe, S. and Kuo, F. Y. (2008). Constructing Sobol sequences with
    better two-dimensional projections. SIAM Journal on Scientific Computing 30(5), 2635-2654.
    """
    draws = shape[0] * shape[1]
    power = max(int(np.ceil(np.log2(max(draws, 1)))), 0)
    out = np.empty((dimensions, draws, sets))
    for m in range(sets if dimensions else 0):
        rng = np.random.default_rng([seed, m])
        points = qmc.Sobol(dimensions, scramble=True, bits=BITS, rng=rng).random_base2(power)[
            :draws
        ]
        out[:, _order(rng, shape), m] = points.T
    found = (out + 0.5**BITS / 2).reshape(dimensions, *shape, sets)
    found.setflags(write=False)
    return found


def _order(rng: np.random.Generator, shape: tuple[int, int]) -> Array:
    """Place of each point among the draws: at random, but every second, fourth, ... draw of the
    chains has the first of them.
    """
    place = np.arange(shape[1])
    level = sum((place % 2**k == 0).astype(int) for k in range(1, THINNEST + 1))
    each = np.arange(shape[0])[:, None] * shape[1] + place
    return np.concatenate(
        [rng.permutation(each[:, level == k].ravel()) for k in range(THINNEST, -1, -1)]
    )


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


def recipe_of(posterior: xr.Dataset) -> Recipe | None:
    """The recipe that a posterior carries."""
    text = posterior.attrs.get(RECIPE)
    return Recipe(**json.loads(text)) if text else None


def with_recipe(posterior: xr.Dataset, recipe: Recipe) -> xr.Dataset:
    """The posterior carrying a recipe."""
    return posterior.assign_attrs({RECIPE: json.dumps(recipe.__dict__)})


def powered(recipe: Recipe, power: Mapping[str, float]) -> Recipe:
    """The recipe with the prior of some parts, and of some states, raised to powers: the same
    numbers behind other quantiles.
    """
    parts = {
        name: {**raised(p, power[name]), "dimension": p["dimension"]} if name in power else p
        for name, p in recipe.parts.items()
    }
    states = {
        name: {**s, "weights": (np.array(s["weights"]) ** power[name]).tolist()}
        if name in power and "weights" in s
        else s
        for name, s in recipe.states.items()
    }
    return replace(recipe, parts=parts, states=states)


def remembering(posterior: xr.Dataset) -> xr.Dataset:
    """The posterior with a recipe that gives what it makes the attributes it has now."""
    recipe = recipe_of(posterior)
    if recipe is None:
        return posterior
    return with_recipe(
        posterior,
        replace(recipe, attrs={name: dict(posterior[name].attrs) for name in recipe.names}),
    )


def pruned(posterior: xr.Dataset) -> xr.Dataset:
    """The posterior with a recipe of no more than what it holds."""
    recipe = recipe_of(posterior)
    if recipe is None:
        return posterior
    numbers = {name: parts for name, parts in recipe.numbers.items() if name in posterior}
    needs = {
        name: {name, state["picks"], state.get("given", "")} - {""}
        for name, state in recipe.states.items()
    }
    states = {name: state for name, state in recipe.states.items() if needs[name] <= set(posterior)}
    return with_recipe(posterior, replace(recipe, numbers=numbers, states=states))


def with_both(posterior: xr.Dataset, first: xr.Dataset, second: xr.Dataset) -> xr.Dataset:
    """A posterior put together from two, the second of which replaces what both have, with the
    recipes of both.

    Its draws are there; it cannot be expanded again, since the two have sequences of their own.
    """
    a, b = recipe_of(first), recipe_of(second)
    if a is None or b is None:
        return posterior
    merged = {
        key: {
            **{k: v for k, v in getattr(a, key).items() if key == "parts" or k in posterior},
            **getattr(b, key),
        }
        for key in ("parts", "numbers", "dims", "states", "hangs")
    }
    return with_recipe(posterior, Recipe(a.seed, a.sets, **merged))


def fold(da: xr.DataArray, sets: int) -> xr.DataArray:
    """Draws [chain, draw(, set), ...] with the sets of a draw side by side along ``draw``: what a
    case's own code is given.
    """
    if sets == 1:
        return da.isel({SET: 0}, drop=True) if SET in da.dims else da
    whole = da if SET in da.dims else da.expand_dims({SET: sets}, 2)
    x = whole.transpose("chain", "draw", SET, ...)
    dims = ("chain", "draw", *x.dims[3:])
    coords = {k: v for k, v in x.coords.items() if not {"chain", "draw", SET} & set(v.dims)}
    return xr.DataArray(
        x.to_numpy().reshape(x.shape[0], -1, *x.shape[3:]), coords, dims, attrs=da.attrs
    )


def unfold(da: xr.DataArray, sets: int) -> xr.DataArray:
    """The inverse of `fold`: [chain, draw, set, ...]."""
    if sets == 1:
        return da
    x = da.transpose("chain", "draw", ...)
    coords = {k: v for k, v in x.coords.items() if not {"chain", "draw"} & set(v.dims)}
    values = x.to_numpy().reshape(x.shape[0], -1, sets, *x.shape[2:])
    return xr.DataArray(values, coords, ("chain", "draw", SET, *x.dims[2:]), attrs=da.attrs)


def fewer[T: (xr.Dataset, xr.DataArray)](posterior: T, sets: int) -> T:
    """The first few sets of draws."""
    return posterior.isel({SET: slice(0, sets)}) if SET in posterior.dims else posterior


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
