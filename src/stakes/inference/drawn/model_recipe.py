"""How to draw what evidence does not touch: the recipe for a model's variables."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np
import pymc as pm

from stakes.case.priors import Part, Quantity, parts_of
from stakes.inference.drawn.draw_sets import SETS
from stakes.inference.drawn.marginals import Marginal, of_family
from stakes.inference.drawn.recipe import Recipe
from stakes.inference.log_densities import of_scores
from stakes.inference.model.informed_part import Mask, family, hangs_on
from stakes.inference.model.score_vectors import loadings_of
from stakes.inference.quantile_functions.scores import marginal_of, score_alone
from stakes.inference.states import (
    BY_STATE,
    LEVEL,
    LIKELIHOOD,
    PROBABILITY,
    Powers,
    about_state,
    drawn_states,
)


class _Vector(NamedTuple):
    """A variable of several elements: names of parts, or constants; its dimension and labels."""

    name: str
    elements: list[Any]
    dim: tuple[str, list[Any]]


def recipe(
    model: pm.Model,
    wanted: Mapping[str, Mask],
    quantities: Mapping[str, Quantity],
    seed: int,
    sets: int = SETS,
    powers: Powers | None = None,
) -> Recipe:
    """How to draw the numbers of a model that no evidence touches and that have a quantile
    function, and all its states.

    Models with other numbers get other sequences from the same seed, so that what is put together
    of two is independent.

    Parameters
    ----------
    model, wanted : the complete model, and by free random variable the elements that are sampled.
    quantities : the case's quantities by id; those that the model has no variable of are passed
        over.
    seed, sets : of the draws.
    powers : by topic, to which its priors and likelihoods are raised; all 1 if None.
    """
    power = {
        part: (powers or {}).get(q.topic, (1.0, 1.0))[0]
        for name, q in quantities.items()
        for part in parts_of(name, q)
    }
    scores = _by_scores(model, wanted, quantities, power)
    found = sorted([*scores, *_by_variables(model, wanted, power)])
    parts = {name: {**marginal, "dimension": i} for i, (name, marginal) in enumerate(found)}
    numbers: dict[str, list[Any]] = {
        name: [name]
        for name, part in parts.items()
        if name in model.named_vars and "score" not in part
    }
    dims: dict[str, tuple[str, list[Any]]] = {}
    whole = {name for name, part in parts.items() if "score" not in part}
    along = _by_element(model, quantities, whole)
    for name, elements, dim in [
        *_vectors(model, wanted),
        *_by_state(model, quantities, parts),
        *along,
    ]:
        numbers[name], dims[name] = elements, dim
    states = _states(model, quantities, powers or {}, len(parts))
    hangs = _hangs(model, wanted, parts, numbers)
    own = _own_seed(seed, [*parts, *states])
    return Recipe(own, sets, parts, numbers, dims, states, hangs=hangs)


def _own_seed(seed: int, names: Sequence[str]) -> int:
    """A seed that follows from the model's own: other numbers, other sequences."""
    numbers = [seed, crc32(" ".join(names).encode())]
    return int(np.random.SeedSequence(numbers).generate_state(1)[0])


def _hangs(
    model: pm.Model, wanted: Mapping[str, Mask], parts: Collection[str], numbers: Collection[str]
) -> dict[str, list[str]]:
    """By variable that is computed, the drawn parts behind it."""
    labels = {rv.name: _labels(model, rv.name) for rv in model.free_RVs}
    found = {}
    for name, above in hangs_on(model).items():
        behind = [
            labels[rv][int(i[0])] if labels[rv] else element(rv, i)
            for rv, mask in above.items()
            for i in np.argwhere(mask & ~wanted[rv])
        ]
        if name not in numbers and (drawn := sorted(set(behind) & set(parts))):
            found[name] = drawn
    return found


def _labels(model: pm.Model, name: str) -> list[str]:
    """Quantities whose normal scores a variable holds; none for any other variable."""
    dims = model.named_vars_to_dims.get(name)
    return (
        [str(label) for label in model.coords[dims[0]] or ()]
        if dims and of_scores(name, dims)
        else []
    )


def _by_scores(
    model: pm.Model,
    wanted: Mapping[str, Mask],
    quantities: Mapping[str, Quantity],
    power: Mapping[str, float],
) -> Iterator[tuple[str, Marginal]]:
    """Quantities, and states of quantities, that are given by their quantiles."""
    known = {
        part: pair for name, q in quantities.items() for part, pair in parts_of(name, q).items()
    }
    for rv in [
        rv for rv in model.free_RVs if of_scores(rv.name, model.named_vars_to_dims.get(rv.name))
    ]:
        labels = np.array(model.coords[model.named_vars_to_dims[rv.name][0]])
        for label in labels[~wanted[rv.name]].tolist():
            yield label, _by_score(*known[label], power[label])


def _by_score(part: Part, bounds: tuple[float, float], power: float) -> Marginal:
    """Of a quantity that is correlated with others, the score that is its own: its value is
    computed from all of them.
    """
    if loadings_of(part) is not None:
        return score_alone(power)
    found = marginal_of(part, bounds, power)
    assert found is not None
    return found


def _by_variables(
    model: pm.Model, wanted: Mapping[str, Mask], power: Mapping[str, float]
) -> Iterator[tuple[str, Marginal]]:
    """Elements of random variables of a named distribution."""
    for rv in [
        rv
        for rv in model.free_RVs
        if not of_scores(rv.name, model.named_vars_to_dims.get(rv.name))
        and not wanted[rv.name].all()
    ]:
        if named := family(rv):
            mask = wanted[rv.name]
            spread = {k: np.broadcast_to(v, mask.shape) for k, v in named[1].items()}
            for i in np.argwhere(~mask):
                one = {k: float(v[tuple(i)]) for k, v in spread.items()}
                yield element(rv.name, i), of_family(named[0], one, power.get(rv.name, 1.0))


def element(name: str, index: Any) -> str:
    """Name of the part that is one element of a random variable."""
    return f"{name}[{','.join(str(int(i)) for i in index)}]" if len(index) else name


def _vectors(model: pm.Model, wanted: Mapping[str, Mask]) -> Iterator[_Vector]:
    """The vectors of which nothing is sampled, where JSON can hold the labels: it has no dates."""
    for rv in model.free_RVs:
        dims: tuple[Any, ...] = model.named_vars_to_dims.get(rv.name) or ()
        if len(dims) != 1 or wanted[rv.name].any():
            continue
        if of_scores(rv.name, dims) or not family(rv):
            continue
        labels = np.asarray(model.coords[dims[0]])
        if labels.ndim and labels.dtype.kind in "OUif" and _plain(labels.tolist()):
            elements = [element(rv.name, (i,)) for i in range(len(labels))]
            yield _Vector(rv.name, elements, (str(dims[0]), labels.tolist()))


def _plain(labels: list[Any]) -> bool:
    return all(isinstance(label, str | int | float) for label in labels)


def _by_state(
    model: pm.Model, quantities: Mapping[str, Quantity], parts: Collection[str]
) -> Iterator[_Vector]:
    """Quantities by their states, each a part or a constant, where all of them are known."""
    for name, q in quantities.items():
        levels = [
            f"{name}_{level}" if state.value is None else state.value
            for level, state in (q.states or {}).items()
        ]
        known = all(level in parts or not isinstance(level, str) for level in levels)
        if known and f"{name}{BY_STATE}" in model.named_vars:
            yield _Vector(f"{name}{BY_STATE}", levels, (f"{name}{LEVEL}", list(q.weights)))


def _by_element(
    model: pm.Model, quantities: Mapping[str, Quantity], parts: Collection[str]
) -> Iterator[_Vector]:
    """Quantities with a dimension, of which every element is a part of its own or a constant."""
    for name, q in quantities.items():
        if q.along is None or name not in model.named_vars:
            continue
        held = q.along.parts(name)
        elements = [part if e.value is None else e.value for part, e in held.items()]
        if all(part in parts for part in elements if isinstance(part, str)):
            yield _Vector(name, elements, (q.along.dim, list(q.along.labels)))


def _states(
    model: pm.Model, quantities: Mapping[str, Quantity], powers: Powers, first: int
) -> dict[str, dict[str, Any]]:
    """How each state is drawn: by its weights, or by its probabilities given the sampled part where
    evidence speaks to it.
    """
    found = {}
    for i, (name, q) in enumerate(sorted(drawn_states(model.named_vars, quantities).items())):
        entry: dict[str, Any] = {
            "dimension": first + i,
            "picks": f"{name}{BY_STATE}" if q.states else "",
        }
        weights = np.array(list(q.weights.values())) ** powers.get(q.topic, (1.0, 1.0))[0]
        told = f"{name}{LIKELIHOOD}" in model.named_vars
        found[name] = entry | (
            {"given": f"{name}{PROBABILITY}"} if told else {"weights": weights.tolist()}
        )
        found[name]["attrs"] = about_state(q) | {"updated": int(told)}
    return found
