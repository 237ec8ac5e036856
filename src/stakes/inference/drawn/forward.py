"""All variables of a model from the values of its random ones, for many draws at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary
from zlib import crc32

import numpy as np
import numpy.typing as npt
import pymc as pm
import pytensor.tensor as pt
from pymc.pytensorf import compile
from pytensor.compile.maker import function
from pytensor.compile.ops import ViewOp
from pytensor.compile.sharedvalue import shared
from pytensor.graph.replace import _vectorize_node, clone_replace, vectorize_graph
from pytensor.graph.traversal import ancestors
from pytensor.tensor.random.op import RandomVariable
from pytensor.tensor.type import TensorType

type Array = npt.NDArray[Any]
type Compute = Callable[[Sequence[Any]], list[Array]]

_KEPT: "WeakKeyDictionary[pm.Model, dict[Any, _Ready]]" = WeakKeyDictionary()
_FAST = "FAST_COMPILE"  # compiling for speed would take longer than computing


def forward(
    model: pm.Model,
    values: Mapping[str, Array],
    names: Sequence[str],
    draws: int,
    sets: int,
    seed: int,
) -> dict[str, Array]:
    """Variables of a model given its random ones.

    Parameters
    ----------
    model : the complete model.
    values : of free random variables, each (draw, set or 1, ...). What is missing is drawn from its
        distribution given these. Also of data that differ from draw to draw; others are as the
        model holds them.
    names : variables that are wanted.
    draws, sets : numbers of draws, and of sets for each of them.
    seed : of what is drawn here.

    Returns
    -------
    dict: name -> (draw, set or 1, ...), with 1 where the variable is the same in all sets of a
    draw.
    """
    ready = _ready(model, values, names, (draws, sets), seed)
    for name, rng in ready.generators.items():
        rng.set_value(_generator(seed, name), borrow=True)
    found = ready.compute(*(np.asarray(values[name], kind) for name, kind in ready.inputs.items()))
    return {
        name: _without_sets(np.asarray(x), model[name].type.ndim, draws)
        for name, x in zip(names, found, strict=True)
    }


@_vectorize_node.register(ViewOp)
def _view_of_all(op: ViewOp, node: Any, x: Any) -> Any:
    """A name that a model gives: PyTensor itself would loop over the draws."""
    return op.make_node(x)


@dataclass(frozen=True)
class _Ready:
    """A compiled function: its inputs by name, with their types, and its generators."""

    compute: Callable[..., list[Any]]
    inputs: Mapping[str, str]
    generators: Mapping[str, Any]


def _ready(
    model: pm.Model,
    values: Mapping[str, Array],
    names: Sequence[str],
    shape: tuple[int, int],
    seed: int,
) -> _Ready:
    """The function that computes, kept with the model for the next values of the same shape: it
    takes longer to make than to run.
    """
    inputs = _given(model, values)
    rest = [rv for rv in model.free_RVs if rv.name not in values]
    shapes = tuple((v.name, values[v.name].shape[1] == 1, values[v.name].shape[2:]) for v in inputs)
    key = (shapes, tuple(map(_own_shape, rest)), tuple(names), shape)
    kept = _KEPT.setdefault(model, {})
    if key in kept:
        return kept[key]
    ready = _compiled(model, values, names, shape, seed)
    if all(isinstance(rv.owner.op, RandomVariable) for rv in rest):
        kept[key] = ready  # what is drawn one by one stands in the function as it was drawn
    return ready


def _compiled(
    model: pm.Model,
    values: Mapping[str, Array],
    names: Sequence[str],
    shape: tuple[int, int],
    seed: int,
) -> _Ready:
    inputs = _given(model, values)
    given = {v: _input(v, values[v.name]) for v in inputs}

    def compute(outputs: Sequence[Any]) -> list[Array]:
        made = function(list(given.values()), list(outputs), mode=_FAST, on_unused_input="ignore")
        return [
            np.asarray(x) for x in made(*(np.asarray(values[rv.name], rv.dtype) for rv in given))
        ]

    observed: Mapping[Any, Any] = model.rvs_to_values
    known: dict[Any, Any] = given | {rv: _batched(observed[rv], given) for rv in model.observed_RVs}
    generators: dict[str, Any] = {}
    for rv in [rv for rv in model.free_RVs if rv.name not in values]:
        if isinstance(rv.owner.op, RandomVariable):
            generators[rv.name] = shared(_generator(seed, rv.name))
            known[rv] = _random(rv, known, generators[rv.name], shape)
        else:
            known[rv] = _one_by_one(rv, known, compute, shape, seed)
    wanted = [
        known[model[name]] if model[name] in known else _batched(model[name], known)
        for name in names
    ]
    made = function(list(given.values()), wanted, mode=_FAST, on_unused_input="ignore")
    return _Ready(made, {v.name: v.dtype for v in given}, generators)


def _given(model: pm.Model, values: Mapping[str, Array]) -> list[Any]:
    return [v for v in (*model.free_RVs, *model.data_vars) if v.name in values]


def _generator(seed: int, name: str) -> np.random.Generator:
    return np.random.default_rng([seed, crc32(name.encode())])


def _input(rv: Any, value: Array) -> Any:
    shape = (None, 1 if value.shape[1] == 1 else None, *value.shape[2:])
    return TensorType(rv.dtype, shape)(name=rv.name)


def _batched(variable: Any, known: Mapping[Any, Any]) -> Any:
    reached = set(ancestors([variable]))
    return vectorize_graph(variable, {rv: x for rv, x in known.items() if rv in reached})


def _random(rv: Any, known: Mapping[Any, Any], rng: Any, shape: tuple[int, int]) -> Any:
    """Independent draws of a variable, given those that its parameters hang on."""
    op = rv.owner.op
    parameters = [_batched(p, known) for p in op.dist_params(rv.owner)]
    return op(
        *parameters, size=(*shape, *_own_size(rv, op, parameters)), rng=rng, return_next_rng=True
    )[1]


def _one_by_one(
    rv: Any, known: Mapping[Any, Any], compute: Compute, shape: tuple[int, int], seed: int
) -> Any:
    """The same of a variable whose generator takes no vectors of parameters, as that of a mixture:
    slow, some 10 s for 1e5.
    """
    reached = set(ancestors([rv]))
    parents = [p for p in known if p in reached]
    found = [
        _spread(x, p.type.ndim, shape)
        for p, x in zip(parents, compute([known[p] for p in parents]), strict=True)
    ]
    inputs = {p: p.type(name=p.name) for p in parents}
    random = int(np.random.default_rng([seed, crc32(rv.name.encode())]).integers(2**31))
    generator = compile(
        list(inputs.values()),
        clone_replace(rv, inputs),
        random_seed=random,
        on_unused_input="ignore",
    )
    drawn = np.array(
        [generator(*row) for row in zip(*found, strict=True)]
        if found
        else [generator() for _ in range(np.prod(shape))]
    )
    return pt.as_tensor(drawn.reshape(*shape, *drawn.shape[1:]))


def _spread(x: Array, ndim: int, shape: tuple[int, int]) -> Array:
    """Values of a parent, (row, ...), of all draws and sets."""
    own = x.shape[x.ndim - ndim :]
    return np.broadcast_to(x, (*shape, *own)).reshape(-1, *own)


def _own_size(rv: Any, op: Any, parameters: Sequence[Any]) -> tuple[int, ...]:
    shape = _own_shape(rv)
    return shape[: len(shape) - op.ndim_supp]


def _own_shape(rv: Any) -> tuple[int, ...]:
    """Shape of one draw, as the data of the model are now."""
    known = rv.type.shape
    return tuple(int(n) for n in (rv.shape.eval(mode=_FAST) if None in known else known))


def _without_sets(x: Array, ndim: int, draws: int) -> Array:
    if x.ndim == ndim:  # hangs on nothing that is random
        return np.broadcast_to(x, (draws, 1, *x.shape))
    x = x if len(x) == draws else np.broadcast_to(x, (draws, *x.shape[1:]))
    same = x.shape[1] == 1 or bool((x == x[:, :1]).all())
    return x[:, :1] if same else x
