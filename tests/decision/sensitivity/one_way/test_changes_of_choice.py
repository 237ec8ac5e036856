import numpy as np
import pytest
import xarray as xr

from made_up.lines import as_value, drawn
from stakes import break_even, tornado

M, B = 0.5, 0.8


def test_a_state_has_levels_but_no_root():
    rng = np.random.default_rng(1)
    state = rng.integers(0, 3, 5000)
    value = as_value(np.array([-0.5, 1.0, 2.0])[state] + 0.1 * rng.normal(size=state.size))
    found = break_even(value, xr.DataArray(state, dims="sample", name="school"), ("a", "b"))
    assert found["value"].isnull().all()
    assert "b leads at 0" in found.attrs["reason"]
    assert float(found["probability_beyond"]) == pytest.approx((state == 0).mean())
    bar = (
        tornado(value, xr.Dataset({"school": ("sample", state)})).sel(option="a").isel(parameter=0)
    )
    assert float(bar["low"]) == pytest.approx(value.sel(option="a").values[state == 0].mean())


def test_twenty_levels_are_states_and_twenty_one_are_not():
    rng = np.random.default_rng(2)
    for levels, is_state in ((20, True), (21, False)):
        k = rng.integers(0, levels, 6000)
        found = break_even(
            as_value(k - 8.5 + 0.1 * rng.normal(size=k.size)),
            xr.DataArray(k, dims="sample"),
            ("a", "b"),
        )
        assert bool(found["value"].isnull().all()) == is_state
        assert float(found["probability_beyond"]) == pytest.approx((k < 8.5).mean(), abs=0.01)
        assert (
            found.attrs.get("reason", "").endswith("b leads at 0, 1, 2, 3, 4, 5, 6, 7, 8")
            == is_state
        )


def test_a_constant_has_no_break_even_and_nothing_beyond():
    value, x = drawn(1)
    found = break_even(value, x * 0 + 2, ("a", "b"))
    assert found["value"].isnull().all()
    assert found["probability_beyond"] == 0
    assert found["lower"] == found["upper"] == 2
    assert float(found["lead_lower"]) == pytest.approx(float(value.sel(option="a").mean()))


def test_an_exact_tie_has_half_of_the_draws_beyond():
    k = np.random.default_rng(0).permutation(np.r_[-1000:0, 1:1001]).astype(float)
    found = break_even(as_value(k), xr.DataArray(k, dims="sample"), ("a", "b"))
    assert float(found["probability_beyond"]) == pytest.approx(0.5, abs=0.01)
