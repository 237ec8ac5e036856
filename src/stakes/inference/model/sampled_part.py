"""The part of a model that a sampler explores: what evidence speaks to, and nothing else."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt
from pymc.distributions.distribution import support_point
from pymc.model.fgraph import ModelVar, fgraph_from_model, model_free_rv, model_from_fgraph
from pymc.model.transform.optimization import freeze_dims_and_data

from stakes.inference.model.informed_part import Mask

SAMPLED = "_sampled"  # ends the name of a dimension that holds the sampled elements of another


def sampled_part(
    model: pm.Model, wanted: Mapping[str, Mask], keep: Collection[str] = ()
) -> pm.Model:
    """A model of the wanted elements alone, with the same likelihood.

    Parameters
    ----------
    model : the complete model; it is left as it is.
    wanted : by free random variable, the elements to keep, in its shape; see
        `informed_part.informed`. A variable of which only some elements are wanted becomes a vector
        of those, over the dimension ``<dimension>_sampled`` if it has one, or
        ``<variable>_<dimension>_sampled`` where another variable has other elements of it.
    keep : names of deterministics to keep; all others are left out, which saves compiling them.

    Returns
    -------
    pymc.Model
        Observed variables, potentials and data of `model`, and its wanted random variables under
        their names.
    """
    graph, memo = fgraph_from_model(model)
    for rv in model.free_RVs:
        if not (mask := wanted[rv.name]).all():
            new = (
                _with_sampled(graph, model, rv, memo[rv], mask)
                if mask.any()
                else support_point(rv).eval(mode="FAST_COMPILE")
            )
            graph.replace(memo[rv], memo[rv].type.filter_variable(new), import_missing=True)
    dropped = {v.name for v in model.deterministics} - set(keep)
    for i in reversed(range(len(graph.outputs))):
        node = graph.outputs[i].owner
        if node is None or not isinstance(node.op, ModelVar) or node.op.name in dropped:
            graph.remove_output(i)
    return model_from_fgraph(graph, mutate_fgraph=True)


def frozen(part: pm.Model, kept: Collection[str] = ()) -> pm.Model:
    """The same model with its data and dimensions as constants, but for the data that are `kept`:
    quicker to compile.
    """
    return freeze_dims_and_data(
        part, data=[data.name for data in part.data_vars if data.name not in kept]
    )


def _with_sampled(graph: Any, model: pm.Model, rv: Any, old: Any, mask: Mask) -> Any:
    """The whole variable, with its sampled elements as a random vector; the others stand at the
    prior's centre.
    """
    inner, value = old.owner.inputs
    op, node, place = inner.owner.op, inner.owner, np.nonzero(mask)
    parameters = [pt.broadcast_to(p, mask.shape)[place] for p in op.dist_params(node)]
    part = op(*parameters, size=(int(mask.sum()),), rng=op.rng_param(node), return_next_rng=True)[1]
    dims = (
        tuple(_dimension(graph, model, rv.name, dim, mask) for dim in old.owner.op.dims[-1:])
        if mask.ndim == 1
        else ()
    )
    sampled = model_free_rv(
        part, part.type(name=value.name), old.owner.op.transform, rv.name, *dims
    )
    whole = np.broadcast_to(support_point(rv).eval(mode="FAST_COMPILE"), mask.shape)
    return pt.set_subtensor(pt.as_tensor(whole)[place], sampled)


def _dimension(graph: Any, model: pm.Model, name: str, whole: str, mask: Mask) -> str:
    """Name of the dimension of a variable's sampled elements, which is added to the graph."""
    labels = model.coords[whole]
    kept = tuple((np.arange(mask.size) if labels is None else np.asarray(labels))[mask].tolist())
    dim = f"{whole}{SAMPLED}"
    if graph._coords.get(dim, kept) != kept:
        dim = f"{name}_{dim}"
    graph._coords[dim] = kept
    graph._dim_lengths[dim] = pt.constant(int(mask.sum()), dtype="int64")
    return dim
