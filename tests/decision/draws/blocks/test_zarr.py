"""Whatever streams reads zarr block by block, with the numbers that it has in memory."""

import numpy as np
import pytest
import xarray as xr

import stakes
from made_up.blocks import INDEPENDENT, SAMPLE, assert_close
from optional import needs

needs("dask", "test")
BLOCK = 50_000
AVERSION = xr.DataArray([0.0, 0.1], dims="aversion")


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """Draws as they lie in zarr, opened with the chunks that they have there; and in memory."""
    needs("zarr", "test")
    signal = np.random.default_rng(3).normal(size=SAMPLE) + INDEPENDENT.isel(option=1).to_numpy()
    parts = xr.concat([INDEPENDENT, 0.5 * INDEPENDENT], "attribute").assign_coords(
        attribute=["lives", "cost"]
    )
    known = xr.Dataset({"value": INDEPENDENT, "parts": parts, "signal": ("sample", signal)})
    path = tmp_path_factory.mktemp("zarr") / "draws.zarr"
    known.chunk(sample=BLOCK).to_zarr(path, consolidated=False)
    return xr.open_zarr(path, consolidated=False), known


def test_they_are_opened_in_blocks_and_stay_so(stored):
    opened, _ = stored
    weights = {"lives": 1.0, "cost": -2.0}
    net = stakes.net_value(opened["parts"], weights)
    assert opened["value"].chunks
    assert net.chunks
    for lazy in (opened["value"], net):
        assert max(lazy.chunksizes["sample"]) == BLOCK


@pytest.mark.parametrize(
    "method",
    [
        lambda data: stakes.compare(data["value"]),
        lambda data: stakes.evpi(data["value"]),
        lambda data: stakes.compare(stakes.net_value(data["parts"], {"lives": 1.0, "cost": -0.3})),
    ],
    ids=["compare", "evpi", "net value"],
)
def test_numbers_are_those_in_memory(stored, method):
    opened, known = stored
    found, truth = method(opened), method(known)
    assert_close(found, truth, found.attrs.get("quantile_error", 0.0))


def test_acceptability_is_that_in_memory(stored):
    sweep = xr.DataArray(
        [[1.0, 0.0], [1.0, -1.5]], {"attribute": ["lives", "cost"]}, ("weight", "attribute")
    )
    found, truth = (stakes.acceptability(d["parts"], sweep) for d in stored)
    np.testing.assert_allclose(found.to_numpy(), truth.to_numpy(), rtol=1e-9, atol=1e-12)


def test_equivalents_are_those_in_memory(stored):
    opened, known = stored
    found, truth = (stakes.certainty_equivalent(d["value"], AVERSION) for d in (opened, known))
    np.testing.assert_allclose(found.to_numpy(), truth.to_numpy(), rtol=1e-9)


def test_the_worth_of_a_parameter_is_within_what_is_stated(stored):
    opened, known = stored
    found, truth = (stakes.evppi(d["value"], d[["signal"]]) for d in (opened, known))
    assert float(truth["evppi"][0]) > 10 * float(truth["se"][0])
    assert abs(float(found["evppi"][0] - truth["evppi"][0])) < 0.2 * float(truth["se"][0])
