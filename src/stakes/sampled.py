"""The part of a model that a sampler explores: what evidence speaks to, and nothing else."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from pymc.distributions.distribution import support_point
from pymc.model.fgraph import ModelVar, fgraph_from_model, model_free_rv, model_from_fgraph

from stakes.informed import Mask

SAMPLED = "_sampled"  # ends the name of a dimension that holds the sampled elements of another


def sampled_part(model: pm.Model, wanted: Mapping[str, Mask], keep: Collection[str] = ()) -> pm.Model:
    """A model of the wanted elements alone, with the same likelihood.

    Parameters
    ----------
    model : the complete model; it is left as it is.
    wanted : by free random variable, the elements to keep, in its shape; see `stakes.informed.informed`. A variable of which only
        some elements are wanted becomes a vector of those, over the dimension ``<dimension>_sampled`` if it has one.
    keep : names of deterministics to keep; all others are left out, which saves compiling them.

    Returns
    -------
    pymc.Model
        Observed variables, potentials and data of `model`, and its wanted random variables under their names.
    """
    graph, memo = fgraph_from_model(model)
    for rv in model.free_RVs:
        if not (mask := wanted[rv.name]).all():
            new = _with_sampled(graph, model, rv, memo[rv], mask) if mask.any() else support_point(rv).eval(mode="FAST_COMPILE")
            graph.replace(memo[rv], memo[rv].type.filter_variable(new), import_missing=True)
    dropped = {v.name for v in model.deterministics} - set(keep)
    for i in reversed(range(len(graph.outputs))):
        node = graph.outputs[i].owner
        if node is None or not isinstance(node.op, ModelVar) or node.op.name in dropped:
            graph.remove_output(i)
    return model_from_fgraph(graph, mutate_fgraph=True)


def _with_sampled(graph: Any, model: pm.Model, rv: Any, old: Any, mask: Mask) -> Any:
    """The whole variable, with its sampled elements as a random vector; the others stand at the prior's centre."""
    inner, value = old.owner.inputs
    op, node, place = inner.owner.op, inner.owner, np.nonzero(mask)
    parameters = [pt.broadcast_to(p, mask.shape)[place] for p in op.dist_params(node)]
    _, part = op(*parameters, size=(int(mask.sum()),), rng=op.rng_param(node), return_next_rng=True)
    dims = tuple(f"{d}{SAMPLED}" for d in old.owner.op.dims[-1:]) if mask.ndim == 1 else ()
    for dim in dims:
        labels = model.coords[dim.removesuffix(SAMPLED)]
        graph._coords[dim] = tuple(np.array(labels)[mask].tolist())
        graph._dim_lengths[dim] = pt.constant(int(mask.sum()), dtype="int64")
    sampled = model_free_rv(part, part.type(name=value.name), old.owner.op.transform, rv.name, *dims)
    whole = np.broadcast_to(support_point(rv).eval(mode="FAST_COMPILE"), mask.shape)
    return pt.set_subtensor(pt.as_tensor(whole)[place], sampled)
