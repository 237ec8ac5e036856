"""Draws that lie in several chunks, as dask holds what does not fit in memory."""

import math
from collections.abc import Iterable

import xarray as xr

THINNED = 100  # of very many draws, every so many-th is advised


def chunks_along(da: xr.DataArray, dims: Iterable[object]) -> int:
    """Number of chunks along some dims; 1 of draws in memory.

    Examples
    --------
    >>> chunks_along(xr.DataArray([1.0, 2.0], dims="sample"), ["sample"])
    1
    """
    if da.chunks is None:
        return 1
    return math.prod(len(da.chunksizes[d]) for d in dims if d in da.chunksizes)


def check_in_memory(da: xr.DataArray, dims: tuple[str, ...]) -> None:
    """Raise a ValueError where draws lie in several chunks, for what needs all of them at once."""
    if (count := chunks_along(da, dims)) > 1:
        longest = max(dims, key=lambda d: da.sizes[d])
        raise ValueError(
            f"these draws lie in {count} chunks, and this needs all of them at once: thin them, "
            f"isel({longest}=slice(None, None, {THINNED})).compute(), or load them, .compute()"
        )
