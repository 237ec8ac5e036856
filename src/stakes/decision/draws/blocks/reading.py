"""Draws read block by block: a block is a chunk, along chains and draws, of all options."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise, product
from typing import Any, NamedTuple

import numpy as np
import xarray as xr

from stakes.decision.draws.arrays import CHAINS, sample_dims, unstacked
from stakes.decision.draws.chunks import chunks_along

SIZE = 1_000_000  # draws of a block: enough to forget what reading one costs
SAID = "draws lie in several chunks"


def in_blocks[Draws: (xr.DataArray, xr.Dataset)](draws: Draws, size: int = SIZE) -> Draws:
    """The same draws, which are then computed on in blocks of so many draws.

    Draws opened from zarr or netCDF with ``chunks={}`` lie in the blocks of their file, which is
    fastest; this is for others.

    Parameters
    ----------
    draws : a DataArray or a Dataset with dims (chain, draw) or (sample,) and any others.
    size : draws of a block, of each chain.

    Returns
    -------
    DataArray or Dataset, as dask holds it.

    Raises
    ------
    ValueError
        If `size` is no whole number from 1 on, the sample dims are missing, or dask is not
        installed.

    Examples
    --------
    >>> draws = xr.DataArray(
    ...     np.random.default_rng(1).normal(size=(4000, 2)), dims=("sample", "option")
    ... )
    >>> in_blocks(draws, 1000).chunksizes["sample"]  # doctest: +SKIP
    (1000, 1000, 1000, 1000)
    """
    if isinstance(size, bool) or not isinstance(size, int | np.integer) or size < 1:
        raise ValueError(f"a block has a whole number of draws, 1 or more, not {size!r}")
    along = sample_dims(draws)[-1 if "set" not in draws.dims else -2]
    sizes: dict[Any, int] = {d: -1 for d in draws.dims if d != along} | {along: int(size)}
    try:
        return draws.chunk(sizes)
    except ImportError as error:
        raise ValueError(
            "blocks of draws need dask, which is not installed: pip install 'stakes[blocks]'"
        ) from error


class Layout(NamedTuple):
    """How draws lie: so many of each chain; a single chain of independent ones."""

    chains: int
    draws: int
    independent: bool
    chain_edges: list[int]
    draw_edges: list[int]

    @property
    def size(self) -> int:
        return self.chains * self.draws


class Block(NamedTuple):
    """Draws of a block, loaded, and where they lie: the first chain, and the first draw of it."""

    draws: xr.DataArray
    chain: int
    draw: int


def streams(da: xr.DataArray) -> bool:
    """Whether draws lie in several chunks, so that they are read block by block."""
    return chunks_along(da, (*CHAINS, "sample", "set")) > 1


def layout_of(da: xr.DataArray) -> Layout:
    """`Layout` of draws in chunks.

    Raises
    ------
    ValueError
        If they come in sets or branches, or sample dims are missing.
    """
    dims = sample_dims(da)
    if several := [d for d in ("set", "branch") if d in da.dims]:
        raise ValueError(
            f"{SAID}, and those with the dim {several[0]!r} are not read block by block: select "
            f"one, isel({several[0]}=0), or load them, .compute()"
        )
    chain = _edges(da, "chain") if "chain" in dims else [0, 1]
    draw = _edges(da, dims[-1])
    return Layout(chain[-1], draw[-1], dims == ("sample",), chain, draw)


def _edges(da: xr.DataArray, dim: str) -> list[int]:
    sizes = da.chunksizes.get(dim, (da.sizes[dim],))
    return [0, *np.cumsum(sizes).tolist()]


def blocks(da: xr.DataArray) -> Iterator[Block]:
    """The blocks of draws, each loaded while the one before it is worked on."""
    da = unstacked(da)
    layout = layout_of(da)
    corners = list(product(pairwise(layout.chain_edges), pairwise(layout.draw_edges)))

    def load(corner: tuple[tuple[int, int], tuple[int, int]]) -> Block:
        (chain, chains), (draw, draws) = corner
        along = {sample_dims(da)[-1]: slice(draw, draws)}
        along |= {} if layout.independent else {"chain": slice(chain, chains)}
        return Block(da.isel(along).compute(), chain, draw)

    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(load, corners[0])
        for corner in corners[1:]:
            block, coming = coming.result(), pool.submit(load, corner)
            yield block
        yield coming.result()


def check_same_blocks(name: str, da: xr.DataArray, value: xr.DataArray) -> None:
    """Raise a ValueError where draws that are read together lie in other blocks; if in memory, they
    lie in none.
    """
    if da.chunks is None:
        return
    for dim in sample_dims(value):
        here, there = (x.chunksizes.get(dim, (x.sizes[dim],)) for x in (da, value))
        if here != there:
            raise ValueError(
                f"{name} and the utilities lie in unequal chunks along {dim!r}, {_said(here)} and "
                f"{_said(there)}: give both the same, such as in_blocks(..., {SIZE})"
            )


def _said(sizes: tuple[int, ...]) -> str:
    more = f", ... ({len(sizes)} in all)" if len(sizes) > 3 else ""
    return ", ".join(map(str, sizes[:3])) + more
