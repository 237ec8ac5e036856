import numpy as np
import pytest
import xarray as xr

import stakes
from optional import needs

needs("dask", "test")
RNG = np.random.default_rng(6)
PARTS = xr.DataArray(
    RNG.normal([[0, 0], [0.3, -0.2], [1, -1]], [[0, 0.1], [1, 0.3], [2, 0.1]], (30_000, 3, 2)),
    {"option": list("abc"), "attribute": ["gain", "cost"]},
    ("sample", "option", "attribute"),
)
WEIGHTS = xr.DataArray(
    [[1, 0.0], [1, 0.5], [1, 1], [1, 3]],
    {"attribute": ["gain", "cost"], "care": [0, 0.5, 1, 3]},
    ("care", "attribute"),
)


@pytest.mark.parametrize("size", [700, 16_000])
def test_acceptability_is_the_same_in_blocks(size):
    found = stakes.acceptability(PARTS.chunk(sample=size), WEIGHTS)
    xr.testing.assert_allclose(found, stakes.acceptability(PARTS, WEIGHTS), rtol=1e-9)


def test_points_of_which_the_first_block_misleads_are_mended():
    parts = PARTS.copy()
    parts[:700, 0] += 10
    found = stakes.acceptability(parts.chunk(sample=700), WEIGHTS)
    xr.testing.assert_allclose(found, stakes.acceptability(parts, WEIGHTS), rtol=1e-9)


def test_net_value_stays_in_blocks_until_it_is_asked_for():
    weights = {"gain": 1.0, "cost": 2.0}
    found = stakes.net_value(PARTS.chunk(sample=700), weights)
    assert found.chunksizes["sample"][0] == 700
    xr.testing.assert_allclose(found.compute(), stakes.net_value(PARTS, weights))
    xr.testing.assert_allclose(
        stakes.evpi(found), stakes.evpi(stakes.net_value(PARTS, weights)), rtol=1e-9
    )


@pytest.mark.parametrize("dim", ["set", "branch"])
def test_sets_and_branches_are_refused_in_one_line(dim):
    parts = PARTS.isel(sample=slice(40)).expand_dims({dim: 2}).chunk(sample=20)
    for asked in (
        lambda: stakes.evpi(stakes.net_value(parts, {"gain": 1.0, "cost": 2.0})),
        lambda: stakes.acceptability(parts, WEIGHTS),
    ):
        with pytest.raises(ValueError, match=f"the dim '{dim}' are not read block by block"):
            asked()


def test_a_weight_that_is_not_finite_is_refused_at_any_point():
    last = WEIGHTS.where(WEIGHTS["care"] < 3)
    with pytest.raises(ValueError, match="weights must be finite"):
        stakes.acceptability(PARTS.chunk(sample=16_000), last)
