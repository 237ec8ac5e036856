import numpy as np
import pytest
import xarray as xr

from stakes.decision.draws import arrays
from stakes.decision.draws.standard_errors import means


def test_mcse_keeps_the_other_dims_and_labels():
    draws = np.random.default_rng(0).normal(size=(4, 500, 2, 3)) * [1, 2, 3]
    da = xr.DataArray(
        draws, dims=("chain", "draw", "year", "option"), coords={"option": list("abc")}
    )
    error = arrays.mcse(da)
    assert error.dims == ("year", "option")
    assert list(error["option"].values) == ["a", "b", "c"]
    assert error.sel(year=1, option="c").item() == means.standard_error(draws[:, :, 1, 2])
    assert arrays.mcse(da[..., 0, 0]).item() == error[0, 0].item()


def test_to_numpy_is_a_view_with_the_dims_asked_for():
    da = xr.DataArray(np.zeros((5, 3, 4)), dims=("draw", "option", "chain"))
    x = arrays.to_numpy(da, "option")
    assert x.shape == (3, 4, 5)
    assert np.shares_memory(x, da.data)


def test_a_stacked_index_is_taken_apart():
    da = xr.DataArray(
        np.random.default_rng(0).normal(size=(4, 50)),
        dims=("chain", "draw"),
        coords={"chain": range(4), "draw": range(50)},
    )
    flat = da.stack(sample=("chain", "draw"))
    np.testing.assert_array_equal(arrays.to_numpy(flat), da)
    np.testing.assert_array_equal(arrays.to_numpy(flat[::-1]), da)
    np.testing.assert_array_equal(arrays.to_numpy(flat[:100]), da[:2])
    assert arrays.to_numpy(flat.drop_vars(["sample", "chain", "draw"])).shape == (200,)
    with pytest.raises(ValueError, match=r"incomplete: stack whole chains, or, .* drop_vars"):
        arrays.to_numpy(flat[:77])


@pytest.mark.parametrize(
    ("dims", "message"),
    [
        (("option", "draw"), r"\(chain, draw\), or \(sample,\).*expand_dims\('chain'\)"),
        (("option", "n"), "none of them among"),
        (("option", "chain", "draw", "sample"), "draws need the dims"),
        (("option", "sample", "attribute"), r"unknown dims \['attribute'\].*net_value"),
        (("choice", "sample"), "'option' is missing.*rename"),
    ],
)
def test_wrong_dims_are_named(dims, message):
    with pytest.raises(ValueError, match=message):
        arrays.to_numpy(xr.DataArray(np.zeros((2,) * len(dims)), dims=dims), "option")


def test_draws_must_be_real_numbers():
    with pytest.raises(ValueError, match="real numbers, not complex128"):
        arrays.to_numpy(xr.DataArray(np.zeros(3, complex), dims="sample"))
