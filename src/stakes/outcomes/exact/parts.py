"""What is integrated exactly rather than drawn: its means, and the weights of its levels, as a
recipe has them.

A quantity that no evidence touches and in which the value is linear enters at its exact mean; a
state with few levels is summed out by its weights. `linearity` finds which; `expectations`
evaluates with them.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from stakes.inference.drawn.marginals import Marginal, mean
from stakes.inference.drawn.recipe import Recipe
from stakes.inference.states import STATE

type Array = npt.NDArray[Any]
type Changes = Mapping[str, Any]


@dataclass(frozen=True)
class Exact:
    """What is integrated exactly: quantities that enter at their means, and states and events that
    are summed out by weight.

    `read` are all variables that the consequences read.
    """

    read: tuple[str, ...] = ()
    linear: tuple[str, ...] = ()
    summed: tuple[str, ...] = ()

    def changes(
        self, recipe: Recipe | None
    ) -> tuple[dict[str, float], list[tuple[float, Changes]]]:
        """The means, and each combination of states with its weight, as a recipe has them."""
        if recipe is None:
            return {}, [(1.0, {})]
        each = [levels_with_changes(recipe, name) for name in self.summed if name in recipe.states]
        combined: list[tuple[float, Changes]] = []
        for one in product(*each):
            combined.append(
                (
                    float(np.prod([w for w, _ in one])),
                    {k: v for _, change in one for k, v in change.items()},
                )
            )
        return {
            name: expected(recipe, name) for name in self.linear if levels_of(recipe, name)
        }, combined

    @property
    def drawn_states(self) -> "Exact":
        """The same with states as drawn: fewer evaluations, for differences on common draws, in
        which states matter little.
        """
        return replace(self, summed=())

    def without(self, names: Iterable[str], recipe: Recipe | None) -> "Exact":
        """The same, but for what stands behind some variables, and must stay drawn."""
        if recipe is None:
            return Exact(self.read)
        kept = {source for name in names for source in recipe.sources(name)}
        linear, summed = (
            tuple(n for n in ns if not kept & recipe.sources(n))
            for ns in (self.linear, self.summed)
        )
        return Exact(self.read, linear, summed)


def levels_with_changes(recipe: Recipe, name: str) -> list[tuple[float, Changes]]:
    """Each level of a state or event that is drawn by its weights: its probability, and the change
    that sets it.
    """
    state = recipe.states[name]
    share = np.array(state["weights"]) / np.sum(state["weights"])
    names = state["attrs"]["flag_meanings"].split(" ")
    changes: list[Changes] = [
        {f"{name}{STATE}": level} if state["picks"] else {name: float(i)}
        for i, level in enumerate(names)
    ]
    return list(zip(share.tolist(), changes, strict=True))


def levels_of(recipe: Recipe, name: str) -> list[tuple[float, Marginal | float]]:
    """Weight and marginal, or constant, of each level of a drawn number, which has one, or of one
    drawn by states; else none.
    """
    state = recipe.states.get(name, {})
    if name in recipe.numbers and name not in recipe.dims:
        elements, weights = recipe.numbers[name], [1.0]
    elif state.get("picks") in recipe.numbers and "weights" in state:
        elements, weights = (
            recipe.numbers[state["picks"]],
            (np.array(state["weights"]) / np.sum(state["weights"])).tolist(),
        )
    else:
        return []
    return [
        (w, recipe.parts[e] if isinstance(e, str) else float(e))
        for w, e in zip(weights, elements, strict=True)
    ]


def expected(recipe: Recipe, name: str) -> float:
    """Exact mean of a drawn number."""
    levels = levels_of(recipe, name)
    return float(
        sum(
            w * (p if isinstance(p, float) else _mean(json.dumps(p, sort_keys=True)))
            for w, p in levels
        )
    )


@lru_cache(maxsize=4096)
def _mean(marginal: str) -> float:
    return mean(json.loads(marginal))
