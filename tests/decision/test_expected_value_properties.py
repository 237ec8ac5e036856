"""What holds of a comparison whatever the draws."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from made_up.options import equal_options, labelled
from stakes.decision.expected_value import compare
from stakes.decision.information.perfect_information import evpi

PROPERTY = settings(max_examples=200, deadline=None)

NUMBERS = st.floats(-1e3, 1e3, allow_nan=False).map(lambda x: round(x, 3))

VALUES = (
    st.tuples(st.integers(2, 40), st.integers(2, 5))
    .flatmap(lambda shape: arrays(float, shape, elements=NUMBERS))
    .map(labelled)
)


@PROPERTY
@given(VALUES)
def test_evpi_is_between_zero_and_every_regret(value):
    table = compare(value)
    assert 0 <= table["evpi"] <= table["expected_regret"].min()
    assert float(table["evpi"]) == float(evpi(value)["evpi"])
    assert float(table["evpi_mcse"]) == float(evpi(value)["mcse"])
    assert abs(float(table["p_best"].sum()) - 1) < 1e-12
    assert (table["cvar"] <= table["expected"] + 1e-9).all()
    assert (table["lower"] <= table["upper"]).all()
    assert (table["lead"] >= 0).all()
    assert np.isfinite(table.drop_vars(["best", "option"]).to_array()).all()


@PROPERTY
@given(VALUES, st.floats(-1e3, 1e3), st.sampled_from([0.25, 2.0, 8.0]))
def test_shift_and_scale(value, shift, scale):
    value = value.round(1)
    old, new = compare(value), compare(value * scale + round(shift))
    assume(np.sort(old["lead"])[1] > 1e-6)  # of equals, rounding chooses
    for name in ("mcse", "sd", "evpi", "evpi_mcse", "expected_regret", "lead", "lead_mcse"):
        np.testing.assert_allclose(new[name], old[name] * scale, rtol=1e-7, atol=1e-7)
    for name in ("expected", "lower", "upper", "cvar"):
        np.testing.assert_allclose(
            new[name], old[name] * scale + round(shift), rtol=1e-7, atol=1e-7
        )


@PROPERTY
@given(VALUES, st.randoms(use_true_random=False))
def test_permuting_options(value, random):
    order = random.sample(range(value.sizes["option"]), value.sizes["option"])
    old, new = compare(value), compare(value.isel(option=order))
    for name in (
        "expected",
        "mcse",
        "sd",
        "lower",
        "upper",
        "p_best",
        "cvar",
        "lead",
        "expected_regret",
    ):
        np.testing.assert_allclose(new[name], old[name].isel(option=order), atol=1e-9)
    assert float(new["evpi"]) == pytest.approx(float(old["evpi"]), abs=1e-9)


@PROPERTY
@given(VALUES)
def test_a_duplicate_splits_p_best_and_changes_nothing_else(value):
    twin = value.isel(option=[0]).assign_coords(option=["twin"])
    old, new = compare(value), compare(xr.concat([value, twin], "option"))
    same = new.sel(option=value["option"])
    for name in (
        "expected",
        "mcse",
        "sd",
        "lower",
        "upper",
        "expected_regret",
        "cvar",
        "evpi",
        "evpi_mcse",
    ):
        np.testing.assert_array_equal(same[name], old[name])
    assert float(new["p_best"].sel(option="twin")) == float(new["p_best"][0])
    assert float(new["p_best"][0]) <= float(old["p_best"][0])
    if old["best"] == "a":
        assert not new["resolved"]


def test_a_duplicate_takes_half_where_there_are_no_other_ties():
    value = equal_options(1, 3)
    twin = value.isel(option=[0]).assign_coords(option=["twin"])
    old, new = compare(value), compare(xr.concat([value, twin], "option"))
    np.testing.assert_allclose(
        new["p_best"], [old["p_best"][0] / 2, *old["p_best"][1:], old["p_best"][0] / 2]
    )


@PROPERTY
@given(VALUES, st.floats(1, 100))
def test_a_dominated_option_is_never_best(value, loss):
    worse = (value.isel(option=[0]) - loss).assign_coords(option=["worse"])
    table = compare(xr.concat([worse, value], "option"))
    assert table["best"] != "worse"
    assert table["p_best"].sel(option="worse") == 0
    assert float(table["evpi"]) == pytest.approx(float(evpi(value)["evpi"]), abs=1e-9)
