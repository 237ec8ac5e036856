"""What holds of a value of information whatever the draws."""

import numpy as np
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from made_up.parameters import known, options
from stakes.decision.information.partial_perfect_information import evppi
from stakes.decision.information.perfect_information import evpi


@st.composite
def cases(draw):
    seed = draw(st.integers(0, 2**31))
    rng = np.random.default_rng(seed)
    count, n = draw(st.integers(2, 4)), draw(st.sampled_from([200, 500, 1000]))
    x = rng.normal(size=(2, n)) if draw(st.booleans()) else rng.integers(0, 4, (2, n)).astype(float)
    slope = rng.normal(size=(count, 2)) * draw(st.sampled_from([0, 0.1, 1]))
    noise = rng.normal(size=(count, n)) * draw(st.sampled_from([0, 0.5, 2]))
    return options(*(slope @ x + noise + rng.normal(size=(count, 1)))), known(a=x[0], b=x[1])


def same(one, other, **scale):
    # the floor and part of the error rest on simulated choices, of which rounding can turn one:
    # where levels are few, each of these is much of the floor
    for name, tolerance in (("evppi", 1e-6), ("se", 1e-1), ("noise_floor", 0.5)):
        np.testing.assert_allclose(
            one[name] * scale.get("by", 1), other[name], rtol=tolerance, atol=1e-9
        )


@settings(max_examples=200, deadline=None)
@given(cases())
def test_between_nothing_and_perfect_information(case):
    value, theta = case
    table, limit = evppi(value, theta), evpi(value)
    assert (table["evppi"] >= 0).all()
    assert (table["evppi"] <= limit["evpi"] + 3 * limit["mcse"] + 1e-9).all()
    assert (table["share_of_evpi"] <= 1 + 1e-9).all()


@settings(max_examples=200, deadline=None)
@given(cases(), st.floats(-100, 100), st.floats(0.01, 100))
def test_shift_and_scale(case, shift, scale):
    value, theta = case
    table = evppi(value, theta)
    same(table, evppi(scale * value, theta), by=scale)
    common = xr.DataArray(np.linspace(-1, 1, value.sizes["sample"]), dims="sample")
    same(table, evppi(value + shift * common, theta))
    same(table, evppi(value, theta * 3 - 7))


@settings(max_examples=200, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_order_and_copies_do_not_matter(case, random):
    value, theta = case
    order = list(range(value.sizes["option"]))
    random.shuffle(order)
    table = evppi(value, theta)
    same(table, evppi(value.isel(option=order), theta))
    same(table.sel(group=["b", "a"]), evppi(value, theta[["b", "a"]]))
    copy = value.isel(option=[0]).assign_coords(option=["copy"])
    same(table, evppi(xr.concat([value, copy], "option"), theta))


@settings(max_examples=200, deadline=None)
@given(cases(), st.integers(0, 2**31))
def test_order_of_independent_draws_does_not_matter(case, seed):
    value, theta = case
    order = np.random.default_rng(seed).permutation(value.sizes["sample"])
    one, other = evppi(value, theta), evppi(value.isel(sample=order), theta.isel(sample=order))
    assert (
        abs(one["evppi"] - other["evppi"]) <= 3 * np.maximum(one["se"], other["se"]) + 1e-9
    ).all()


@settings(max_examples=200, deadline=None)
@given(cases(), st.floats(-10, 10))
def test_constants_are_worth_nothing(case, constant):
    value, theta = case
    assert evppi(value, theta.assign(c=0 * theta["a"] + constant))["evppi"].sel(group="c") == 0
