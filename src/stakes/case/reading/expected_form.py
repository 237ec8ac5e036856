"""What `consequences.py` must return, and what is wrong with what it did."""

from typing import Any

import numpy as np
import xarray as xr

from stakes.errors import CaseError, Problem, instead_of

FILE = "analysis/consequences.py"
_DIMS = ("chain", "draw", "option", "attribute")


def check_form(
    found: Any, options: list[str], attributes: list[str]
) -> tuple[xr.DataArray, xr.DataArray]:
    """The values by option and attribute, and the baseline's level, if they are what they must be.

    Parameters
    ----------
    found : what ``consequences`` returned.
    options, attributes : ids of the options that do not wait, and of the attributes.

    Raises
    ------
    CaseError
        One line: what was returned and what was expected, with the option and the attribute.
    """
    expected = f"two DataArrays: [{', '.join(_DIMS)}], and of the baseline [chain, draw, attribute]"
    if not isinstance(found, tuple) or len(found) != 2:
        raise _wrong(f"returns {_shown(found)}", f"return {expected}")
    for part, dims in zip(found, (_DIMS, ("chain", "draw", "attribute")), strict=True):
        if not isinstance(part, xr.DataArray):
            raise _wrong(f"returns {_shown(part)} among its two", f"return {expected}")
        if set(part.dims) != set(dims):
            has = ", ".join(map(str, part.dims)) or "none"
            raise _wrong(f"returns dims [{has}]", f"return {expected}")
    values, level = found
    _labels(values, "option", options)
    for part in (values, level):
        _labels(part, "attribute", attributes)
        _finite(part)
    return values, level


def _labels(part: xr.DataArray, dim: str, wanted: list[str]) -> None:
    """All labels of a dimension, in any order."""
    if dim not in part.coords:
        raise _wrong(f"leaves '{dim}' without labels", f"give it the ids {', '.join(wanted)}")
    has = [str(label) for label in part[dim].to_numpy()]
    if lacking := [name for name in wanted if name not in has]:
        raise _wrong(f"leaves out the {dim} '{lacking[0]}'", f"return all {dim}s")
    if more := [name for name in has if name not in wanted]:
        raise _wrong(f"returns the unknown {dim} '{more[0]}'", instead_of(more[0], wanted))


def _finite(part: xr.DataArray) -> None:
    x = part.to_numpy()
    if np.isfinite(x.sum()):
        return
    bad = part.copy(data=~np.isfinite(x))
    names = [
        f"{dim} '{part[dim].to_numpy()[bad.any([d for d in part.dims if d != dim])][0]}'"
        for dim in ("option", "attribute")
        if dim in part.dims
    ]
    where = " and ".join(names) if "option" in part.dims else f"baseline, {names[0]}"
    raise _wrong(f"gives NaN or infinity for the {where}", "return finite numbers")


def _wrong(problem: str, fix: str) -> CaseError:
    return CaseError([Problem(FILE, "consequences", problem, fix)])


def _shown(found: Any) -> str:
    kind = type(found).__name__
    return f"a tuple of {len(found)}" if isinstance(found, tuple) else f"a {kind}"
