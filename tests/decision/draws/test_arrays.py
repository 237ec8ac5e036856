import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from stakes.decision.draws import arrays
from stakes.decision.draws.standard_errors import means

AR1 = json.loads((Path(__file__).parents[2] / "truth" / "closed_form.json").read_text())[
    "I_ar1_mcse"
]


def ar1(rng, phi, shape):
    draws = rng.normal(size=shape) * np.sqrt(1 - phi**2)
    draws[..., 0] = rng.normal(size=shape[:-1])
    for t in range(1, shape[-1]):
        draws[..., t] += phi * draws[..., t - 1]
    return draws


def iid_error(series):
    return series.std(ddof=1) / np.sqrt(series.size)


def mean_error(error, phi, shape):
    """What `error` reports on average over 60 runs, as a multiple of the truth."""
    rng = np.random.default_rng(7)
    return np.mean([error(draws) for draws in ar1(rng, phi, (60, *shape))]) / AR1["mcse"][str(phi)]


@pytest.mark.parametrize("shape", [(1, 4000), (4, 1000)])
@pytest.mark.parametrize("phi", [0.0, 0.5, 0.9, 0.95])
def test_reported_error_is_the_chains(phi, shape):
    assert mean_error(means.standard_error, phi, shape) == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize("phi", [0.5, 0.9, 0.95])
def test_iid_error_of_chains_would_be_noticed(phi):
    assert mean_error(iid_error, phi, (4, 1000)) != pytest.approx(1, abs=0.15)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_mean_of_chains_within_four_errors(seed):
    draws = ar1(np.random.default_rng(seed), 0.95, (1, 4000))
    assert abs(draws.mean()) < 4 * means.standard_error(draws)


def test_iid_error_misses_the_mean_of_chains():
    draws = ar1(np.random.default_rng(5), 0.95, (100, 1, 4000))
    outside = {
        e: np.mean([abs(d.mean()) > 2 * e(d) for d in draws])
        for e in (means.standard_error, iid_error)
    }
    assert outside[means.standard_error] < 0.15
    assert outside[iid_error] > 0.5


@pytest.mark.parametrize("phi", [-0.5, 0.0, 0.9, 0.999])
@pytest.mark.parametrize("shape", [(1, 8), (3, 9), (2, 20), (4, 501), (4, 1000)])
def test_agrees_with_arviz(phi, shape):
    arviz = pytest.importorskip("arviz_stats.base").array_stats
    draws = ar1(np.random.default_rng(3), phi, shape)
    axes = {"chain_axis": 0, "draw_axis": 1, "method": "mean"}
    assert means.ess(draws) == pytest.approx(float(arviz.ess(draws, **axes)), rel=1e-6)
    assert means.standard_error(draws) == pytest.approx(float(arviz.mcse(draws, **axes)), rel=1e-6)


def test_chains_that_disagree_count_little():
    draws = np.random.default_rng(0).normal(size=(4, 500)) + 10 * np.arange(4)[:, None]
    assert means.ess(draws) < 10


@pytest.mark.parametrize(
    "draws", [np.full((4, 100), 0.1), np.full(100, 1e9 / 3), np.full((2, 100), 3, np.float32)]
)
def test_a_constant_has_no_error(draws):
    assert means.standard_error(draws) == 0
    assert means.mean_sd(draws) == (draws.flat[0], 0)


def test_short_chains_count_in_full():
    assert means.ess(np.random.default_rng(0).normal(size=(100, 7))) == 700


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
