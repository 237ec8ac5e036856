"""How to draw what evidence does not touch: the recipe for a model's variables, and the values that
the model itself needs.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pymc as pm
from scipy.special import ndtri

from stakes.case.priors import Quantity, parts_of
from stakes.inference import jqpd
from stakes.inference.drawn.marginals import Marginal, of_family, of_quantiles, quantile
from stakes.inference.drawn.recipe import SETS, Recipe, uniforms
from stakes.inference.log_densities import of_scores
from stakes.inference.model.informed_part import Mask, family, hangs_on
from stakes.inference.states import (
    BY_STATE,
    LEVEL,
    LIKELIHOOD,
    PROBABILITY,
    Powers,
    about_state,
    drawn_states,
)

type Array = npt.NDArray[Any]


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
    found = dict(
        sorted(
            [*_by_scores(model, wanted, quantities, power), *_by_variables(model, wanted, power)]
        )
    )
    parts = {name: {**marginal, "dimension": i} for i, (name, marginal) in enumerate(found.items())}
    numbers: dict[str, list[Any]] = {name: [name] for name in parts if name in model.named_vars}
    dims: dict[str, tuple[str, list[Any]]] = {}
    for name, (dim, labels) in _vectors(model, wanted).items():
        numbers[name], dims[name] = (
            [_element(name, (i,)) for i in range(len(labels))],
            (dim, labels),
        )
    for name, q in quantities.items():
        levels = [
            f"{name}_{level}" if state.value is None else state.value
            for level, state in (q.states or {}).items()
        ]
        if f"{name}{BY_STATE}" in model.named_vars and all(
            level in parts or not isinstance(level, str) for level in levels
        ):
            numbers[f"{name}{BY_STATE}"], dims[f"{name}{BY_STATE}"] = (
                levels,
                (f"{name}{LEVEL}", list(q.weights)),
            )
    states = _states(model, quantities, powers or {}, len(parts))
    own = int(
        np.random.SeedSequence([seed, crc32(" ".join([*parts, *states]).encode())]).generate_state(
            1
        )[0]
    )
    return Recipe(
        own, sets, parts, numbers, dims, states, hangs=_hangs(model, wanted, parts, numbers)
    )


def _hangs(
    model: pm.Model, wanted: Mapping[str, Mask], parts: Collection[str], numbers: Collection[str]
) -> dict[str, list[str]]:
    """By variable that is computed, the drawn parts behind it."""
    labels = {rv.name: _labels(model, rv.name) for rv in model.free_RVs}
    found = {}
    for name, above in hangs_on(model).items():
        behind = [
            labels[rv][int(i[0])] if labels[rv] else _element(rv, i)
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
            part, bounds = known[label]
            yield label, of_quantiles(jqpd.parameters(part.quantiles or (), bounds), power[label])


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
                yield _element(rv.name, i), of_family(named[0], one, power.get(rv.name, 1.0))


def _element(name: str, index: Any) -> str:
    return f"{name}[{','.join(str(int(i)) for i in index)}]" if len(index) else name


def _vectors(model: pm.Model, wanted: Mapping[str, Mask]) -> dict[str, tuple[str, list[Any]]]:
    """Dimension and labels of the vectors of which nothing is sampled, where JSON can hold the
    labels: it has no dates.
    """
    found = {}
    for rv in model.free_RVs:
        dims: tuple[Any, ...] = model.named_vars_to_dims.get(rv.name) or ()
        if (
            len(dims) == 1
            and not wanted[rv.name].any()
            and not of_scores(rv.name, dims)
            and family(rv)
        ):
            labels = np.asarray(model.coords[dims[0]])
            if (
                labels.ndim
                and labels.dtype.kind in "OUif"
                and all(isinstance(label, str | int | float) for label in labels.tolist())
            ):
                found[rv.name] = (str(dims[0]), labels.tolist())
    return found


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
                part = found.parts[
                    labels[int(i[0])] if labels is not None else _element(rv.name, i)
                ]
                at = u[part["dimension"]]
                x[(..., *i.tolist())] = (
                    ndtri(at) / part["power"] ** 0.5 if scores else quantile(part, at)
                )
    return out
