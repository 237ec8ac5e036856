"""What no evidence touches, given what is sampled: drawn afresh several times for each posterior
draw.

Each set has a scrambled Sobol sequence of its own, with a point for each posterior draw and a
dimension for each number or state. The draws are kept as a recipe, seed and transforms, from which
`expand` makes them again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.inference.drawn.draw_sets import SETS
from stakes.inference.drawn.marginals import Marginal, raised
from stakes.inference.states import STATE

type Array = npt.NDArray[Any]

RECIPE = "recipe"  # attribute of a posterior


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
