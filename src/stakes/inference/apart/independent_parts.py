"""The parts of a model that no evidence links, by its graph."""

from collections.abc import Collection, Iterable
from typing import Any

import pymc as pm
from pymc.model.fgraph import ModelNamed, ModelVar, fgraph_from_model, model_from_fgraph
from pytensor.graph.traversal import ancestors

FEW = 200  # operations; parts of fewer are left together: each model takes some time to compile


def independent_parts(model: pm.Model, few: int = FEW) -> list[pm.Model]:
    """Models whose posteriors, side by side, are that of the whole: no random variable, observed or
    not, and no potential hangs on free random variables of two of them.

    Parameters
    ----------
    model : of what is sampled; it is left as it is.
    few : parts of fewer operations are left together.

    Returns
    -------
    list of pymc.Model
        Random variables, potentials and data under their names, without deterministics; the part of
        the most operations first, small ones together last. The model itself if nothing comes
        apart.
    """
    groups = _gathered(_linked(model), few)
    if len(groups) < 2:
        return [model]
    return [_only(model, {v.name for v in group}) for group in groups]


def operations(model: pm.Model) -> int:
    """Number of operations behind the density: roughly what compiling takes time for."""
    return _operations([*model.basic_RVs, *model.potentials])


def _linked(model: pm.Model) -> list[list[Any]]:
    """Random variables and potentials, in groups that share no free random variable."""
    free = set(model.free_RVs)
    groups: list[tuple[set[Any], list[Any]]] = []
    for term in [*model.basic_RVs, *model.potentials]:
        beside = term.owner.outputs  # of a vector that is seen in part, what was not seen
        behind = free & {*ancestors([term]), *beside}
        linked = [group for group in groups if group[0] & behind]
        groups = [group for group in groups if not group[0] & behind]
        terms = [t for _, its in linked for t in its]
        groups.append((behind.union(*(rvs for rvs, _ in linked)), [*terms, term]))
    return [terms for rvs, terms in groups if rvs]


def _gathered(groups: list[list[Any]], few: int) -> list[list[Any]]:
    """Large groups, those of the most operations first, and all small ones as one."""
    sized = [(_operations(group), group) for group in groups]
    large = sorted((pair for pair in sized if pair[0] >= few), key=lambda pair: -pair[0])
    small = [term for size, group in sized if size < few for term in group]
    return [*(group for _, group in large), *([small] if small else [])]


def _operations(terms: Iterable[Any]) -> int:
    return sum(v.owner is not None for v in ancestors(list(terms)))


def _only(model: pm.Model, names: Collection[str]) -> pm.Model:
    """The model of the named random variables and potentials, with the data behind them."""
    graph, _ = fgraph_from_model(model)
    ops = {v: getattr(v.owner, "op", None) for v in graph.outputs}
    named = {v for v, op in ops.items() if isinstance(op, ModelVar) and op.name in names}
    behind = set(ancestors(named))
    data = {
        v for v, op in ops.items() if isinstance(op, ModelNamed) and v.owner.inputs[0] in behind
    }
    for i in reversed(range(len(graph.outputs))):
        if graph.outputs[i] not in named | data:
            graph.remove_output(i)
    return model_from_fgraph(graph, mutate_fgraph=True)
