"""What callers hand in as draws: labelled arrays as they are, plain arrays, frames and the groups
of a fit with labels added.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, cast

import numpy as np
import pandas as pd
import xarray as xr

# DataArray with dim option; array, options last; DataFrame, a column an option; Dataset, a variable
# an option
type Value = Any
type Parameters = Any  # Dataset; DataFrame; mapping of arrays; group of a DataTree
DIMS = {2: ("sample",), 3: ("chain", "draw"), 4: ("chain", "draw", "set")}


def takes_draws[**P, R](
    function: Callable[Concatenate[xr.DataArray, P], R],
) -> Callable[Concatenate[Value, P], R]:
    """The function, which then also takes what `as_value` does for its first argument."""

    @wraps(function)
    def wrapped(value: Value, *args: P.args, **kwargs: P.kwargs) -> R:
        return function(as_value(value), *args, **kwargs)

    return cast(Callable[Concatenate[Value, P], R], wrapped)


def as_value(value: Value) -> xr.DataArray:
    """Draws of the net value with the dim ``option``.

    Parameters
    ----------
    value : a DataArray, as it is; an array (sample, option), (chain, draw, option) or (chain, draw,
        set, option); a DataFrame with a column for each option; a Dataset with a variable for each.

    Raises
    ------
    ValueError
        If it is anything else.
    """
    if isinstance(value, xr.DataArray):
        return value
    if isinstance(value, pd.DataFrame):
        columns = list(value.columns)
        return _of_dataset(xr.Dataset({c: _column(value[c]) for c in columns}), columns)
    if isinstance(value, xr.Dataset):
        return _of_dataset(value, list(value.data_vars))
    if isinstance(value, np.ndarray) and value.ndim in DIMS:
        return xr.DataArray(value, dims=(*DIMS[value.ndim], "option"))
    shape = f" of shape {value.shape}" if isinstance(value, np.ndarray) else ""
    raise ValueError(
        "the net value must be a DataArray with the dim 'option', not "
        f"{type(value).__name__}{shape}; an array (sample, option) "
        "or (chain, draw, option), a DataFrame with a column for each option and a Dataset with a "
        "variable for each are taken too"
    )


def _of_dataset(values: xr.Dataset, names: list[Any]) -> xr.DataArray:
    if not names:
        raise ValueError("the net value holds no options: give a variable, or a column, for each")
    joined = xr.concat(
        [values[n].drop_attrs() for n in names],
        "option",
        coords="minimal",
        compat="override",
        join="exact",
    )
    draws: xr.DataArray = joined.rename(None).assign_coords(option=labels(names))
    return draws


def labels(names: list[Any]) -> Any:
    """An index of labels of any hashable type; tuples stay one label each."""
    return xr.Variable("option", pd.Index(names, tupleize_cols=False))


def _column(column: pd.Series) -> xr.DataArray:
    """A column as draws: of chains where its index says so."""
    index = column.index
    if isinstance(index, pd.MultiIndex) and {"chain", "draw"} <= set(index.names):
        return xr.DataArray.from_series(column)
    return xr.DataArray(column.to_numpy(), dims="sample")


def as_parameters(parameters: Parameters, what: str) -> xr.Dataset:
    """Draws of parameters as a Dataset.

    Parameters
    ----------
    parameters : a Dataset, as it is; a DataTree node, such as ``fit.posterior`` of ArviZ, or a fit,
        of which the posterior is taken; a DataFrame with a column for each parameter; a mapping of
        names to arrays (sample,) or (chain, draw).

    Raises
    ------
    ValueError
        If it is anything else.
    """
    if isinstance(parameters, xr.Dataset):
        return parameters
    if isinstance(parameters, xr.DataTree):
        return _of_tree(parameters, what)
    if isinstance(parameters, pd.DataFrame):
        return xr.Dataset({str(c): _column(parameters[c]) for c in parameters.columns})
    if isinstance(parameters, Mapping) and all(
        isinstance(x, (np.ndarray, xr.DataArray)) for x in parameters.values()
    ):
        return xr.Dataset({str(name): _array(str(name), x) for name, x in parameters.items()})
    advice = (
        "a DataFrame with a column for each, a mapping such as {'rate': array} and fit.posterior "
        "are taken too"
    )
    if isinstance(parameters, xr.DataArray):
        advice = "DataArray.to_dataset(name=...) makes one"
    raise ValueError(f"{what} must be a Dataset, not {type(parameters).__name__}: {advice}")


def _of_tree(tree: xr.DataTree, what: str) -> xr.Dataset:
    if tree.data_vars:
        return tree.to_dataset()
    if "posterior" in tree.children:
        return tree["posterior"].to_dataset()
    raise ValueError(
        f"{what} is a DataTree without variables or a group 'posterior': give the group that "
        "holds them"
    )


def _array(name: str, x: Any) -> xr.DataArray:
    if isinstance(x, xr.DataArray):
        return x
    if x.ndim + 1 not in DIMS:
        raise ValueError(
            f"{name} has the shape {x.shape}: give (sample,), (chain, draw), or a DataArray, "
            "which names its dims"
        )
    return xr.DataArray(x, dims=DIMS[x.ndim + 1])
