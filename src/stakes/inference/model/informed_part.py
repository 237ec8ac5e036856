"""What evidence speaks to: the elements of a model's random variables that reach a likelihood.

Everything else keeps its prior, given what is sampled, and need not be explored by a sampler.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pymc as pm
from pymc.distributions.transforms import _default_transform
from pytensor.compile.ops import ViewOp
from pytensor.graph.basic import Constant
from pytensor.graph.replace import clone_replace
from pytensor.graph.traversal import graph_inputs, toposort
from pytensor.tensor.basic import Join, MakeVector
from pytensor.tensor.elemwise import DimShuffle, Elemwise
from pytensor.tensor.subtensor import AdvancedSubtensor, Subtensor, get_idx_list
from pytensor.tensor.type import TensorType

from stakes.inference.states import LIKELIHOOD

type Mask = npt.NDArray[np.bool_]

_FAMILIES: dict[
    str, Any
] = {  # of PyTensor's random variables: our name, and our parameters from theirs
    "normal": ("normal", lambda mu, sigma: {"mu": mu, "sigma": sigma}),
    "halfnormal": ("half_normal", lambda loc, sigma: {"sigma": sigma}),
    "beta": ("beta", lambda alpha, beta: {"alpha": alpha, "beta": beta}),
    "gamma": ("gamma", lambda alpha, scale: {"alpha": alpha, "beta": 1 / scale}),
    "lognormal": ("log_normal", lambda mu, sigma: {"mu": mu, "sigma": sigma}),
    "uniform": ("uniform", lambda lower, upper: {"lower": lower, "upper": upper}),
    "exponential": ("exponential", lambda scale: {"lam": 1 / scale}),
}


def informed(model: pm.Model) -> dict[str, Mask]:
    """Which elements of each free random variable evidence speaks to, directly or through what
    depends on them.

    These are the ancestors of observed variables, of potentials and of the registered likelihoods
    of states. A variable of independent elements with constant parameters is told apart by element,
    as far as the graph takes single elements by constant indices; any other variable as a whole.
    What data select (``x[data]``) counts whole, so that the answer is the same for every date whose
    evidence the model can hold. A variable that its distribution alone does not describe counts
    too: one with a transform of its own, as to an order, or the missing part of an observed vector.

    Parameters
    ----------
    model : with named variables; nothing in it is changed.

    Returns
    -------
    dict: name of each of ``model.free_RVs`` -> booleans in its shape.
    """
    shapes = model.eval_rv_shapes()
    free = {rv: shapes[rv.name] for rv in model.free_RVs}
    stand_ins = {rv: TensorType(rv.dtype, shape)(name=rv.name) for rv, shape in free.items()}
    wanted: dict[str, Mask] = {rv.name: np.zeros(shape, bool) for rv, shape in free.items()}
    bound = [rv for rv in model.free_RVs if _bound(model, rv)]
    for rv in bound:
        wanted[rv.name][...] = True
    state_likelihoods = [v for v in model.deterministics if v.name.endswith(LIKELIHOOD)]
    queue: list[Any] = [
        *_parameters([*model.observed_RVs, *bound]),
        *model.potentials,
        *state_likelihoods,
    ]
    while queue:
        found = _reached(clone_replace(queue, stand_ins, rebuild_strict=False), stand_ins.values())
        fresh = [rv for rv in free if (found[rv.name] & ~wanted[rv.name]).any()]
        for rv in fresh:
            wanted[rv.name] |= found[rv.name] if family(rv) else True
        queue = list(_parameters(fresh))  # a prior's own parameters are informed through it
    return wanted


def family(rv: Any) -> tuple[str, dict[str, Any]] | None:
    """Name and parameters of a random variable whose elements are independent, of a named family,
    with constant parameters.
    """
    op = rv.owner.op
    named, ours = _FAMILIES.get(getattr(op, "name", ""), (None, None))
    if named is None or not all(
        isinstance(v, Constant) for v in graph_inputs(op.dist_params(rv.owner))
    ):
        return None
    return named, ours(*(p.eval(mode="FAST_COMPILE") for p in op.dist_params(rv.owner)))


def hangs_on(model: pm.Model) -> dict[str, dict[str, Mask]]:
    """By named variable, the elements of free random variables that its values come from, directly
    or through these.

    Returns
    -------
    dict: name of each free random variable and deterministic -> name of a free random variable ->
    booleans in its shape. A random variable of a named family with constant parameters is left out:
    it hangs on nothing but itself.
    """
    shapes = model.eval_rv_shapes()
    stand_ins = {rv: TensorType(rv.dtype, shapes[rv.name])(name=rv.name) for rv in model.free_RVs}
    found: dict[str, dict[str, Mask]] = {}
    for variable in [*(rv for rv in model.free_RVs if not family(rv)), *model.deterministics]:
        of = list(_parameters([variable])) if variable in stand_ins else [variable]
        direct = _reached(clone_replace(of, stand_ins, rebuild_strict=False), stand_ins.values())
        found[variable.name] = {name: mask for name, mask in direct.items() if mask.any()}
        if variable in stand_ins:
            found[variable.name][variable.name] = np.ones(shapes[variable.name], bool)
        for above in [
            found[name]
            for name in direct
            if direct[name].any() and name in found and name != variable.name
        ]:
            for name, mask in above.items():
                found[variable.name][name] = np.asarray(
                    mask | found[variable.name].get(name, False)
                )
    return found


def _bound(model: pm.Model, rv: Any) -> bool:
    """Whether a variable is more than a draw from its distribution."""
    observed = not set(rv.owner.outputs).isdisjoint(model.observed_RVs)
    return observed or type(model.rvs_to_transforms[rv]) is not type(
        _default_transform(rv.owner.op, rv)
    )


def _parameters(rvs: Iterable[Any]) -> Iterator[Any]:
    """Inputs of random variables, without generators and sizes."""
    for rv in rvs:
        yield from (
            v
            for v in rv.owner.inputs
            if isinstance(v.type, TensorType) and not isinstance(v, Constant)
        )


def _reached(outputs: list[Any], inputs: Iterable[Any]) -> dict[str, Mask]:
    """By input, the elements on which the outputs depend: one pass backwards through the graph."""
    needed: dict[Any, Mask | None] = dict.fromkeys(outputs)  # None: all of it
    for node in reversed(list(toposort(outputs))):
        masks = [needed.get(out, _NOTHING) for out in node.outputs]
        if all(mask is not None and not mask.any() for mask in masks):
            continue
        for var, mask in zip(node.inputs, _back(node, masks[0]), strict=True):
            needed[var] = _either(needed.get(var, _NOTHING), mask)
    return {v.name: _whole(needed.get(v, _NOTHING), v.type.shape) for v in inputs}


_NOTHING: Mask = np.zeros((), bool)


def _whole(mask: Mask | None, shape: tuple[int, ...]) -> Mask:
    return np.ones(shape, bool) if mask is None else np.broadcast_to(mask, shape)


def _either(a: Mask | None, b: Mask | None) -> Mask | None:
    return None if a is None or b is None else np.asarray(a | b)


def _back(node: Any, mask: Mask | None) -> list[Mask | None]:
    """What an operation needs of each input for some elements of its output; all of it where the
    operation is not known.
    """
    rule = next((rule for op, rule in _RULES.items() if isinstance(node.op, op)), None)
    shape: Any = node.outputs[0].type.shape if len(node.outputs) == 1 else (None,)
    known = all(
        n is not None
        for v in (*node.inputs[:1], *node.outputs)
        for n in getattr(v.type, "shape", (None,))
    )
    if rule is None or not known or None in shape:
        return [None] * len(node.inputs)
    return rule(node, _whole(mask, shape))


def _elemwise(node: Any, mask: Mask) -> list[Mask | None]:
    return [_unbroadcast(mask, v.type.shape) for v in node.inputs]


def _unbroadcast(mask: Mask, shape: tuple[int | None, ...]) -> Mask | None:
    if None in shape:
        return None
    stretched = tuple(i for i, n in enumerate(shape) if n == 1 and mask.shape[i] != 1)
    return np.asarray(mask.any(axis=stretched, keepdims=True))


def _dimshuffle(node: Any, mask: Mask) -> list[Mask | None]:
    order = node.op.new_order
    kept = [i for i, axis in enumerate(order) if axis != "x"]
    bare = mask.any(axis=tuple(i for i in range(mask.ndim) if i not in kept))
    axes = [axis for axis in order if axis != "x"]
    dropped = [axis for axis in range(node.inputs[0].type.ndim) if axis not in axes]
    return [np.expand_dims(np.transpose(bare, np.argsort(axes)), tuple(dropped))]


def _taken(node: Any, mask: Mask) -> list[Mask | None]:
    """Elements taken by constant indices."""
    index = [_constant(i) for i in get_idx_list(node.inputs, node.op.idx_list)]
    if any(i is None for i in index):
        return [None] * len(node.inputs)
    out = np.zeros(node.inputs[0].type.shape, bool)
    np.logical_or.at(out, tuple(index), mask)
    return [out, *[_NOTHING] * (len(node.inputs) - 1)]


def _constant(index: Any) -> Any:
    """A constant index as numpy takes it; None if it is not constant."""
    if isinstance(index, slice):
        ends = [
            None if end is None else _constant(end) for end in (index.start, index.stop, index.step)
        ]
        open_ = [index.start, index.stop, index.step]
        return (
            None
            if any(a is None and b is not None for a, b in zip(ends, open_, strict=True))
            else slice(*ends)
        )
    return index.data if isinstance(index, Constant) else None


def _vector(node: Any, mask: Mask) -> list[Mask | None]:
    return [np.asarray(m) for m in mask]


def _join(node: Any, mask: Mask) -> list[Mask | None]:
    lengths = [v.type.shape[node.op.axis] for v in node.inputs]
    if None in lengths:
        return [None] * len(node.inputs)
    return list(np.split(mask, np.cumsum(lengths)[:-1], axis=node.op.axis))


_RULES: dict[Any, Callable[[Any, Mask], list[Mask | None]]] = {
    Elemwise: _elemwise,
    ViewOp: _elemwise,
    DimShuffle: _dimshuffle,
    Subtensor: _taken,
    AdvancedSubtensor: _taken,
    MakeVector: _vector,
    Join: _join,
}
