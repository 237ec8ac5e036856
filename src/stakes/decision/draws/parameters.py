"""Parameters as plain arrays, checked against the utilities."""

from collections.abc import Hashable
from itertools import product

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import LARGEST, SAMPLES, Array, sample_dims, to_numpy, unstacked
from stakes.decision.draws.categories import coded
from stakes.decision.draws.chunks import check_in_memory
from stakes.decision.draws.inputs import Parameters, as_parameters, as_value


def check_draws(value: xr.DataArray, parameters: Parameters, what: str) -> xr.Dataset:
    """The parameters, unstacked, if their draws are those of the utilities; without sets, they are
    the same in all of them.

    Raises
    ------
    ValueError
        If the sample dims, the number of draws or their coordinates differ, or a parameter has sets
        and the utilities have not.
    """
    held = as_parameters(parameters, what)
    if not held.data_vars:
        raise ValueError(f"{what} holds no variables: give at least one")
    value = unstacked(as_value(value))
    checked: xr.Dataset = _aligned(held.map(unstacked, keep_attrs=True), value)
    dims = sample_dims(value)
    if "set" in dims:
        checked = checked.map(_in_sets, keep_attrs=True, count=value.sizes["set"])
    for name, da in checked.data_vars.items():
        _check_sample_dims(name, da, dims)
        for dim in dims:
            _check_along(dim, name, da, value)
    return checked


def _check_sample_dims(name: Hashable, da: xr.DataArray, dims: tuple[str, ...]) -> None:
    here = sample_dims(da) if {"chain", "draw", "sample"} & set(da.dims) else ()
    if "set" in here and "set" not in dims:
        raise ValueError(
            f"{name} has several draws (set) for each posterior draw, the utilities one: "
            "compute the utilities in all sets, "
            "or select one set of the parameters, isel(set=0)"
        )
    if here != dims:
        raise ValueError(
            f"{name} has the sample dims {here or 'none'}, the utilities {dims}: "
            "give both the same draws, both stacked or neither"
        )


def _check_along(dim: str, name: Hashable, da: xr.DataArray, value: xr.DataArray) -> None:
    if da.sizes[dim] != value.sizes[dim]:
        raise ValueError(
            f"{name} has {da.sizes[dim]} along {dim!r}, the utilities {value.sizes[dim]}: "
            "compute the utilities from these very draws, or select the same draws of both"
        )
    here, there = da.indexes.get(dim), value.indexes.get(dim)
    if here is not None and there is not None and not here.equals(there):
        raise ValueError(
            f"{name} and the utilities have different coordinates along {dim!r}: align them with "
            f"xr.align(..., join='inner'), or drop_vars({dim!r}) if the draws are in the same order"
        )


def _aligned(parameters: xr.Dataset, value: xr.DataArray) -> xr.Dataset:
    """The parameters with their draws in the order of the utilities, where the coordinates are the
    same but for the order.
    """
    for dim in sample_dims(value):
        here, there = value.indexes.get(dim), parameters.indexes.get(dim)
        if (
            here is None
            or there is None
            or here.equals(there)
            or not (here.is_unique and len(here) == len(there))
        ):
            continue
        if not len(here.symmetric_difference(there)):
            parameters = parameters.sel({dim: here})
    return parameters


def _in_sets(da: xr.DataArray, count: int) -> xr.DataArray:
    """Draws of a parameter in so many sets, as a view."""
    return da if "set" in da.dims else unstacked(da.expand_dims(set=count))


def elements(parameters: xr.Dataset) -> dict[str, dict[str, Array]]:
    """Draws of each variable by element: itself, or ``name[label]`` of a vector,
    ``name[label,label]`` of a matrix.

    Raises
    ------
    ValueError
        If draws are NaN or infinite, or no numbers.
    """
    return {str(name): _elements(str(name), da) for name, da in parameters.data_vars.items()}


def flat_parameters(value: xr.DataArray, parameters: Parameters) -> dict[str, Array]:
    """Draws of each element by name, as numbers: of a category, an indicator for each level,
    ``name[level]``.

    Raises
    ------
    ValueError
        As in `check_draws` and `elements`.
    """
    checked = check_draws(value, parameters, "parameters")
    numbers: dict[str, Array] = {}
    for name, da in checked.data_vars.items():
        levels = coded(str(name), da)[1]
        for element, x in _elements(str(name), da).items():
            numbers |= (
                {f"{element}[{level}]": (x == i) * 1.0 for i, level in enumerate(levels)}
                if levels
                else {element: x}
            )
    return numbers


def _elements(name: str, da: xr.DataArray) -> dict[str, Array]:
    check_in_memory(da, sample_dims(da))
    da, levels = coded(name, da)
    other = [d for d in da.dims if d not in SAMPLES]
    x = to_numpy(da, *other)
    if bad := int(np.count_nonzero(~np.isfinite(x))):
        raise ValueError(
            f"{bad} draws of {name} are NaN or infinite: mend their source, or drop these draws "
            "here and in the utilities"
        )
    if max(float(x.max()), -float(x.min())) > LARGEST:
        raise ValueError(
            f"{name} is beyond {LARGEST:g}, too large to square: give it in a larger unit"
        )
    return _by_label(name, da, other, x.astype(np.intp if levels else float, copy=False))


def _by_label(name: str, da: xr.DataArray, other: list[Hashable], x: Array) -> dict[str, Array]:
    """Rows of draws by element."""
    if not other:
        return {name: x.ravel()}
    labels = product(*(da[d].to_numpy() for d in other))
    rows = x.reshape(int(np.prod(x.shape[: len(other)])), -1)
    return {
        f"{name}[{','.join(map(str, label))}]": row for label, row in zip(labels, rows, strict=True)
    }
