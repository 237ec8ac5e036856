"""Draws that are names: text, pandas categories, numbers of levels."""

from numbers import Number
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

LEVELS = 20  # a variable with no more distinct values is a state: its conditional means are exact


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
            "flag_values" in da.attrs and np.unique(x).size > LEVELS
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
