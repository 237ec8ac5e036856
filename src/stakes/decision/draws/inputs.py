"""What callers hand in as draws: labelled arrays as they are, plain arrays, frames and the groups
of a fit with labels added.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import wraps
from numbers import Number
from typing import Any, Concatenate, cast

import numpy as np
import pandas as pd
import xarray as xr

from stakes.decision.draws.arrays import option_ids, option_labels

# DataArray with dim option; array, options last; DataFrame, a column an option; Dataset, a variable
# an option
type Value = Any
type Parameters = Any  # Dataset; DataFrame; mapping of arrays; group of a DataTree

FEW_LEVELS = 20  # up to which numbers have exact conditional means at each anyway
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
        return _of_dataset(
            xr.Dataset({c: _column(value[c]) for c in value.columns}), list(value.columns)
        )
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
    if isinstance(parameters, xr.DataArray):
        raise ValueError(
            f"{what} must be a Dataset, not {type(parameters).__name__}: "
            "DataArray.to_dataset(name=...) makes one"
        )
    raise ValueError(
        f"{what} must be a Dataset, not {type(parameters).__name__}: a DataFrame with a column "
        "for each, a mapping such as "
        "{'rate': array} and fit.posterior are taken too"
    )


def _of_tree(tree: xr.DataTree, what: str) -> xr.Dataset:
    if tree.data_vars:
        return tree.to_dataset()
    if "posterior" in tree.children:
        return tree["posterior"].to_dataset()
    raise ValueError(
        f"{what} is a DataTree without variables or a group 'posterior': give the group that "
        "holds them"
    )


def coded(name: str, da: xr.DataArray) -> tuple[xr.DataArray, list[str]]:
    """Draws as numbers, and the names of their levels: of a category the numbers are those of its
    levels, else there are none.

    Categories are text, pandas categories, and numbers of many levels that an attribute says are
    names: ``categorical`` (true), or ``flag_values`` of the CF conventions.

    Raises
    ------
    ValueError
        If draws are missing, or neither numbers nor text.
    """
    x, named = da.to_numpy(), isinstance(da.dtype, pd.CategoricalDtype) or da.dtype.kind in "UT"
    if da.dtype.kind in "biuf" and not named:
        flagged = bool(da.attrs.get("categorical")) or (
            "flag_values" in da.attrs and np.unique(x).size > FEW_LEVELS
        )
        named = flagged and bool(np.isfinite(x).all())
        if not named:
            return da, []
    elif not named:
        named, x = _objects(name, x)
    if not named:
        return da.copy(data=x), []
    if bad := int(np.count_nonzero(pd.isna(x))):
        raise ValueError(
            f"{bad} draws of {name} are missing: mend their source, or drop these draws here and "
            "in the utilities"
        )
    levels, index = np.unique(x.astype(str) if x.dtype.kind == "O" else x, return_inverse=True)
    codes = xr.DataArray(index.reshape(x.shape), dict(da.coords.items()), da.dims)
    return codes, [f"{v:g}" if levels.dtype.kind == "f" else str(v) for v in levels.tolist()]


def _objects(name: str, x: Any) -> tuple[bool, Any]:
    """Whether objects are text, and what they are as text or numbers."""
    kinds = {type(v) for v in x.ravel()} if x.dtype.kind == "O" else set()
    if (
        kinds
        and all(issubclass(k, str) for k in kinds - {type(None), float})
        and any(issubclass(k, str) for k in kinds)
    ):
        return True, x
    if (
        kinds
        and all(issubclass(k, (int, float, np.number, np.bool_, Number)) for k in kinds)
        and not kinds & {complex}
    ):
        return False, x.astype(float)
    held = ", ".join(sorted(k.__name__ for k in kinds)) or str(x.dtype)
    raise ValueError(
        f"{name} holds {held}, neither numbers nor text: give numbers, such as days since a date, "
        "or names as text"
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


def option_coords(da: xr.DataArray) -> dict[Hashable, xr.Variable]:
    """Coordinates along ``option``, to go out as they came in."""
    return {name: c.variable for name, c in da.coords.items() if c.dims == ("option",)}


def option_position(value: xr.DataArray, option: Any) -> int:
    """Number of an option, by its label or by its label as text.

    Raises
    ------
    ValueError
        If it is unknown, or its text is that of several.
    """
    found, ids = option_labels(value).tolist(), option_ids(value)
    if isinstance(option, xr.DataArray):
        option = option.item()
    exact = [i for i, label in enumerate(found) if type(label) is type(option) and label == option]
    exact = (
        exact
        or [i for i, label in enumerate(found) if label == option]
        or [i for i, t in enumerate(ids) if t == str(option)]
    )
    if len(exact) != 1:
        raise ValueError(f"unknown option {option!r}: it must be one of {', '.join(ids)}")
    return exact[0]


def known_option(value: xr.DataArray, option: Any) -> bool:
    """Whether there is one option of this label."""
    try:
        option_position(value, option)
    except ValueError:
        return False
    return True


def label_at(value: xr.DataArray, position: int) -> Any:
    """Label of one option as a variable without dims, which holds a tuple as well."""
    out = np.empty((), option_labels(value).dtype)
    out[()] = option_labels(value)[position]
    return xr.Variable((), out)


def unit_of(da: xr.DataArray | xr.Dataset, before: str = "") -> dict[str, Any]:
    """The unit, as attributes of what is computed from `da`."""
    return {"unit": f"{before}{da.attrs['unit']}"} if "unit" in da.attrs else {}


def option_pair(options: Sequence[Hashable], value: xr.DataArray) -> tuple[int, int]:
    """Numbers of two different known options, or a ValueError that says what is wrong."""
    asked, ids = [options] if isinstance(options, str) else list(options), option_ids(value)
    if unknown := [str(o) for o in asked if not known_option(value, o)]:
        raise ValueError(f"unknown option {', '.join(unknown)}. The options are {', '.join(ids)}")
    at = [option_position(value, o) for o in asked]
    if len(at) != 2 or at[0] == at[1]:
        said = ", ".join(map(str, asked))
        raise ValueError(
            f"two different options are compared, not {said}: name two of {', '.join(ids)}"
        )
    return at[0], at[1]
