"""Words on plots: names, units, numbers."""

from collections.abc import Hashable, Mapping
from textwrap import fill
from typing import Any

import xarray as xr


def text(words: str, width: int = 48) -> str:
    """Words in lines, in which a dollar sign is one and begins no formula."""
    return fill(words, width).replace("$", r"\$")


def with_unit(words: str, attrs: Mapping[Hashable, Any], width: int = 48) -> str:
    """Words and, in brackets, the unit."""
    return text(f"{words} ({attrs['unit']})" if attrs.get("unit") else words, width)


def names(da: xr.DataArray | xr.Dataset, dim: str) -> list[str]:
    """What the entries of a dim are called: by its coordinate ``label``, else by id, whose
    underscores become spaces.
    """
    if "label" in da.coords and da["label"].dims == (dim,):
        return [str(label) for label in da["label"].to_numpy()]
    return [spaced(i) for i in da[dim].to_numpy()]


def spaced(name: object) -> str:
    return str(name).replace("_", " ")


def number(x: float, _: int | None = None) -> str:
    return f"{x:,.6g}".replace("-", "−")
