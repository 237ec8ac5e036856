"""`compare` of draws in blocks, against the same draws in memory."""

import numpy as np
import pytest
import xarray as xr

import stakes
from made_up.blocks import INDEPENDENT, SAMPLE, assert_close, chains
from made_up.options import labelled
from optional import needs

needs("dask", "test")
SIZES = [1_000, 40_000, 130_000]


@pytest.mark.parametrize("size", SIZES)
def test_independent_draws_give_the_same_table(size):
    found, known = stakes.compare(INDEPENDENT.chunk(sample=size)), stakes.compare(INDEPENDENT)
    assert_close(found, known, found.attrs.pop("quantile_error"))
    assert found.attrs == known.attrs


MADE = {
    "ties": INDEPENDENT.round(),
    "constant": 0 * INDEPENDENT + np.array([[0.1], [0.2], [0.3]]),
    "far off": INDEPENDENT + 1e6,
    "a far draw": INDEPENDENT.where(np.arange(SAMPLE) != 7, 1e6),
    "options last": INDEPENDENT.transpose(),
    "single precision": INDEPENDENT.astype(np.float32),
    "whole numbers": (10 * INDEPENDENT).astype(int),
}


@pytest.mark.parametrize("name", MADE)
def test_any_draws_do(name):
    known = stakes.compare(MADE[name].astype(float))
    found = stakes.compare(MADE[name].chunk(sample=50_000))
    assert_close(found, known, found.attrs["quantile_error"] + 1e-9 * float(abs(MADE[name]).max()))


def test_the_first_block_may_have_another_option_for_the_best():
    value = INDEPENDENT.copy()
    value[2, :1_000] += 50
    value[2, 1_000:] -= 1
    found, known = stakes.compare(value.chunk(sample=1_000)), stakes.compare(value)
    assert known["best"] != "c"
    assert_close(found, known, found.attrs["quantile_error"])
    xr.testing.assert_allclose(
        stakes.evpi(value.chunk(sample=1_000)), stakes.evpi(value), rtol=1e-9
    )


@pytest.mark.parametrize("cut", [{"draw": 333}, {"chain": 1}, {"chain": 3, "draw": 900}])
def test_short_chains_have_the_means_and_errors_that_they_have_in_memory(cut):
    value = chains(2_000)
    found, known = stakes.compare(value.chunk(cut)), stakes.compare(value)
    tails = ["lower_mcse", "upper_mcse", "cvar_mcse", "cvar_lead_mcse"]
    means = ["regret_mcse", "evpi_mcse", *tails]
    assert_close(found.drop_vars(means), known.drop_vars(means), found.attrs["quantile_error"])
    for name in means:  # of the draws' ranks alone, or with tails that are told apart otherwise
        np.testing.assert_allclose(found[name], known[name], rtol=0.05, err_msg=name)


@pytest.mark.parametrize("seed", range(3))
def test_long_chains_have_errors_by_batch_means(seed):
    value = chains(60_000, seed)
    found, known = stakes.compare(value.chunk(draw=25_000)), stakes.compare(value)
    errors = [name for name in known.data_vars if name.endswith("mcse")]
    assert_close(found.drop_vars(errors), known.drop_vars(errors), found.attrs["quantile_error"])
    for name in errors:
        away = 0.25 if name in ("lower_mcse", "upper_mcse") else 0.1
        np.testing.assert_allclose(found[name], known[name], rtol=away, err_msg=name)


def test_expected_values_may_lie_in_blocks_too():
    expected = INDEPENDENT * 0.1
    known = stakes.compare(INDEPENDENT, expected=expected)
    for other in (expected, expected.chunk(sample=7_000), expected.isel(option=[2, 0, 1])):
        found = stakes.compare(INDEPENDENT.chunk(sample=40_000), expected=other)
        assert_close(found, known, found.attrs["quantile_error"])


@pytest.mark.parametrize("where", [0, 129_000])
def test_a_draw_that_is_no_number_is_found(where):
    value = INDEPENDENT.copy()
    value[1, where] = np.nan
    for method in (stakes.compare, stakes.evpi):
        with pytest.raises(ValueError, match=r"1 of .* draws of b are NaN or infinite"):
            method(value.chunk(sample=30_000))
    with pytest.raises(ValueError, match="larger unit"):
        stakes.compare((INDEPENDENT * 1e200).chunk(sample=30_000))


def test_what_is_wrong_with_a_choice_is_said_as_of_draws_in_memory():
    for wrong in (INDEPENDENT.isel(option=[0]), INDEPENDENT.rename(option="choice")):
        with pytest.raises(ValueError) as known:
            stakes.compare(wrong)
        with pytest.raises(ValueError) as found:
            stakes.compare(wrong.chunk(sample=50_000))
        assert str(found.value) == str(known.value)


@pytest.mark.parametrize("seed", range(5))
def test_errors_hold_the_truth(seed):
    rng = np.random.default_rng(seed)
    draws = rng.normal([[0.0], [0.1]], [[1.0], [2.0]], size=(2, 120_000))
    found = stakes.compare(labelled(draws, ("option", "sample")).chunk(sample=50_000))
    truth = {"expected": [0, 0.1], "lower": [-1.6448536, 0.1 - 2 * 1.6448536]}
    truth["cvar"] = [-2.0627128, 0.1 - 2 * 2.0627128]
    for name, error in (("expected", "mcse"), ("lower", "lower_mcse"), ("cvar", "cvar_mcse")):
        assert (abs(found[name] - truth[name]) < 4 * found[error]).all(), name


def test_zarr_and_netcdf_do(tmp_path):
    needs("zarr", "test")
    known = stakes.compare(INDEPENDENT)
    data = INDEPENDENT.to_dataset(name="value").chunk(sample=50_000)
    data.to_zarr(tmp_path / "draws.zarr", consolidated=False)
    INDEPENDENT.to_dataset(name="value").to_netcdf(tmp_path / "draws.nc")
    opened = xr.open_zarr(tmp_path / "draws.zarr", consolidated=False)["value"]
    with xr.open_dataset(tmp_path / "draws.nc", chunks={"sample": 50_000}) as file:
        for value in (opened, file["value"]):
            assert value.chunks
            found = stakes.compare(value)
            assert_close(found, known, found.attrs["quantile_error"])


def test_a_dataset_of_options_does():
    data = INDEPENDENT.to_dataset("option").chunk(sample=50_000)
    found = stakes.evpi(data)
    xr.testing.assert_allclose(found, stakes.evpi(INDEPENDENT), rtol=1e-9)


def test_each_block_is_read_once_in_each_pass():
    reads = []

    def read(block):
        reads.append(block.size)
        return block

    cut = INDEPENDENT.chunk(sample=10_000)
    value = cut.copy(data=cut.data.map_blocks(read, dtype=float, meta=np.empty((0, 0))))
    chunks, passes = 14, {stakes.evpi: 1, stakes.compare: 2}
    for method, count in passes.items():
        reads.clear()
        method(value)
        assert len(reads) == count * chunks + 1  # the first, to see what is wrong with a choice
        assert max(reads) == 3 * 10_000
