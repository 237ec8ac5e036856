"""Labels that results carry over from draws: options by name, the unit."""

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import option_ids, option_labels


def option_coords(da: xr.DataArray) -> dict[Hashable, xr.Variable]:
    """Coordinates along ``option``, to go out as they came in."""
    return {name: c.variable for name, c in da.coords.items() if c.dims == ("option",)}


def option_index(value: xr.DataArray) -> dict[Hashable, Any]:
    """The same, or the ids of the options where there is no coordinate."""
    found: dict[Hashable, Any] = {**option_coords(value)}
    return found or {"option": option_ids(value)}


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


def two_best(means: xr.DataArray) -> tuple[str, str]:
    """Ids of the option with the highest mean [option], and of the next; of equals the first.

    Examples
    --------
    >>> two_best(xr.DataArray([1.0, 3.0, 2.0], {"option": ["wait", "wall", "insure"]}))
    ('wall', 'insure')
    """
    first, second = np.argsort(-means.to_numpy(), kind="stable")[:2]
    ids = option_ids(means)
    return ids[first], ids[second]


def unit_of(da: xr.DataArray | xr.Dataset, before: str = "") -> dict[str, Any]:
    """The unit, as attributes of what is computed from `da`."""
    return {"unit": f"{before}{da.attrs['unit']}"} if "unit" in da.attrs else {}


def two_options(value: xr.DataArray, options: tuple[str, str]) -> xr.DataArray:
    """The draws of two different options, in that order, or a ValueError that says what is
    wrong.
    """
    if (
        isinstance(options, str)
        or len(options) != 2
        or options[0] == options[1]
        or not all(known_option(value, o) for o in options)
    ):
        ids = option_ids(value) if "option" in value.dims else []
        known = ", ".join(ids) or "a dim option, which is missing"
        raise ValueError(f"options must be two ids of {known}, not {options}")
    return value.isel(option=[option_position(value, o) for o in options])
