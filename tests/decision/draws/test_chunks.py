import numpy as np
import pytest
import xarray as xr

import stakes
from optional import needs
from stakes.decision.draws.chunks import check_in_memory, chunks_along

needs("dask", "test")
VALUE = xr.DataArray(np.random.default_rng(1).normal(size=(2, 100)), dims=("option", "sample"))


def test_chunks_are_counted_along_some_dims():
    cut = VALUE.chunk(option=1, sample=30)
    assert chunks_along(VALUE, ["sample"]) == 1
    assert chunks_along(cut, ["sample"]) == 4
    assert chunks_along(cut, ["sample", "option", "chain"]) == 8


def test_draws_in_one_chunk_are_loaded():
    check_in_memory(VALUE.chunk(), ("sample",))
    assert stakes.cvar(VALUE.chunk()).equals(stakes.cvar(VALUE))


CANNOT = {
    "cvar": lambda v, p: stakes.cvar(v),
    "dominance": lambda v, p: stakes.dominance(v),
    "diagnose": lambda v, p: stakes.diagnose(v),
    "risk_aversion_switch": lambda v, p: stakes.risk_aversion_switch(v, ("0", "1")),
    "evsi": stakes.evsi,
    "importance": lambda v, p: stakes.importance(v.isel(option=0), p),
    "break_even": lambda v, p: stakes.break_even(v, p, "x"),
}


@pytest.mark.parametrize("name", CANNOT)
def test_what_needs_all_draws_says_so_in_one_line_and_what_to_do(name):
    cut = VALUE.chunk(sample=30)
    with pytest.raises(ValueError, match=r"4 chunks.*thin them.*or load them") as found:
        CANNOT[name](cut, xr.Dataset({"x": cut.isel(option=0)}))
    assert "\n" not in str(found.value)


def test_parameters_in_chunks_beside_values_in_memory_are_refused_too():
    with pytest.raises(ValueError, match="load them"):
        stakes.evppi(VALUE, xr.Dataset({"x": VALUE.isel(option=0).chunk(sample=30)}))
