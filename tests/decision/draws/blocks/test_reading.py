import numpy as np
import pytest
import xarray as xr

import stakes
from optional import needs
from stakes.decision.draws.blocks.reading import blocks, check_same_blocks, layout_of, streams

needs("dask", "test")
X = xr.DataArray(np.arange(60.0).reshape(2, 3, 10), dims=("option", "chain", "draw"))


@pytest.mark.parametrize("size", [0, -1, 2.5, True, "many", None])
def test_a_block_has_at_least_one_draw(size):
    with pytest.raises(ValueError, match="a whole number of draws, 1 or more, not"):
        stakes.in_blocks(X, size)


def test_blocks_are_cut_along_draws_alone():
    cut = stakes.in_blocks(X.chunk(chain=1, option=1), 4)
    assert cut.chunks == ((2,), (3,), (4, 4, 2))
    data = stakes.in_blocks(xr.Dataset({"x": ("sample", np.zeros(5))}), 3)
    assert data.chunksizes["sample"] == (3, 2)
    with pytest.raises(ValueError, match="draws need the dims"):
        stakes.in_blocks(X.rename(draw="time"), 3)


def test_without_dask_it_is_said_what_to_install(monkeypatch):
    def without(*args, **kwargs):
        raise ImportError("chunk manager 'dask' is not available")

    monkeypatch.setattr(xr.DataArray, "chunk", without)
    with pytest.raises(ValueError, match=r"pip install 'stakes\[blocks\]'"):
        stakes.in_blocks(X, 4)


def test_every_draw_is_read_once_from_any_chunks():
    for cut in (
        X.chunk(draw=4),
        X.chunk(chain=2, draw=7),
        X.chunk(chain=1),
        X.chunk(option=1, draw=3),
    ):
        assert streams(cut)
        seen = np.zeros(X.shape[1:])
        for block in blocks(cut):
            here = slice(block.chain, block.chain + block.draws.sizes["chain"])
            there = slice(block.draw, block.draw + block.draws.sizes["draw"])
            assert block.draws.equals(X.isel(chain=here, draw=there))
            seen[here, there] += 1
        assert (seen == 1).all()
    assert not streams(X)
    assert not streams(X.chunk())
    assert not streams(X.chunk(option=1))


def test_independent_draws_are_one_chain():
    layout = layout_of(X.isel(chain=0).rename(draw="sample").chunk(sample=6))
    assert (layout.chains, layout.draws, layout.independent, layout.size) == (1, 10, True, 10)
    assert layout_of(X.chunk(draw=6)).size == 30


@pytest.mark.parametrize("dim", ["set", "branch"])
def test_sets_and_branches_are_not_read_block_by_block(dim):
    value = X.expand_dims({dim: 2}).chunk(draw=5)
    with pytest.raises(ValueError, match=f"the dim '{dim}' are not read block by block"):
        layout_of(value)


def test_unequal_chunks_are_refused_in_one_line():
    check_same_blocks("x", X, X.chunk(draw=5))  # in memory
    check_same_blocks("x", X.chunk(draw=5).isel(option=0), X.chunk(draw=5))
    with pytest.raises(
        ValueError, match=r"unequal chunks along 'draw', 3, 3, 3, ... .4 in all. and 5, 5"
    ):
        check_same_blocks("x", X.chunk(draw=3), X.chunk(draw=5))
