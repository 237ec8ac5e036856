import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from closed_form import TRUTH
from made_up.chains import ar1, independent
from made_up.options import labelled, off, risky
from stakes.decision.expected_value import compare
from stakes.decision.risk import exponential_utility
from stakes.decision.risk.certainty_equivalent import certainty_equivalent
from stakes.decision.risk.risk_aversion_switch import risk_aversion_switch

F = TRUTH["F_risk_normal"]
SEEDS = [1, 2, 3]
PROPERTY = settings(max_examples=200, deadline=None)

AVERSIONS = xr.DataArray([float(a) for a in F["cara_ce"]], dims="aversion")

AMOUNTS = np.array(list(F["cara_ce"].values()))


@pytest.mark.parametrize("seed", SEEDS)
def test_certainty_equivalents_of_normal_options(seed):
    found = certainty_equivalent(risky(seed), AVERSIONS)
    assert off(found, found["mcse"], AMOUNTS) < 4
    assert not found["unreliable"].any()


@pytest.mark.parametrize("seed", SEEDS)
def test_other_aversions_would_be_noticed(seed):
    for wrong in (0 * AVERSIONS, -AVERSIONS, 2 * AVERSIONS):
        found = certainty_equivalent(risky(seed), wrong)
        assert off(found, found["mcse"], AMOUNTS) > 4


def spread_of(seeds, function):
    found = np.array([function(seed) for seed in range(seeds)])
    found = found[
        np.isfinite(found).all(axis=1)
    ]  # slow chains may leave too few effective draws for a number
    assert len(found) > 0.9 * seeds
    return found[:, 0].std(ddof=1) / found[:, 1].mean()


def chain_values(seed, phi=0.9):
    draws = ar1(np.random.default_rng(seed), phi, (2, 4, 1500))
    return labelled(
        np.stack([100 + 50 * draws[0], 110 + 120 * draws[1]]), ("option", "chain", "draw")
    )


@pytest.mark.parametrize(
    ("change", "low", "high"), [(lambda v: v, 0.8, 1.25), (independent, 3.0, 6.0)]
)
def test_errors_are_the_spread_of_repetitions_and_those_of_independent_draws_are_not(
    change, low, high
):
    def amount(seed):
        found = certainty_equivalent(change(chain_values(seed)), 0.002)[1]
        return found.item(), found["mcse"].item()

    def switch(seed):
        found = risk_aversion_switch(
            labelled_far(change(chain_values(seed))), ("a", "b"), upper=0.02
        )
        return found["value"][0].item(), found["se"][0].item()

    assert low < spread_of(150, amount) < high
    assert low < spread_of(150, switch) < high


def labelled_far(value):
    """The crossing at 0.006, away from 0, so that its error is near to normal."""
    return value + 26 * (value["option"] == "b")


def test_neutral_is_the_mean_and_small_aversions_half_the_variance():
    value = risky(1, 1000)
    found = certainty_equivalent(value, 0)
    assert found.dims == ("option",)
    np.testing.assert_allclose(found, value.mean("sample"), rtol=1e-14)
    np.testing.assert_allclose(found["mcse"], compare(value)["mcse"], rtol=1e-12)
    np.testing.assert_array_equal(found["ess"], 1000)
    tiny = xr.DataArray(np.geomspace(1e-320, 1e-6, 60), dims="a")
    premium = value.mean("sample") - certainty_equivalent(value, tiny).T
    np.testing.assert_allclose(
        premium, value.var("sample", ddof=1) / 2 * tiny, rtol=2e-3, atol=1e-12
    )


VALUES = (
    st.tuples(st.integers(2, 40), st.integers(1, 4))
    .flatmap(
        lambda shape: arrays(
            float, shape, elements=st.integers(-1000, 1000).map(lambda i: i / 8 + 1 / 16)
        )
    )
    .map(labelled)
)

STEPS = xr.DataArray([-2.0, -0.1, -1e-3, 0.0, 1e-12, 1e-3, 0.1, 2.0], dims="a")


@PROPERTY
@given(VALUES, st.integers(-1000, 1000), st.sampled_from([0.25, 2.0, 8.0]))
def test_shift_and_scale_of_certainty_equivalents(value, shift, scale):
    old = certainty_equivalent(value, STEPS)
    shifted = certainty_equivalent(value + shift + 0.25, STEPS)
    np.testing.assert_allclose(shifted, old + shift + 0.25, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(shifted["mcse"], old["mcse"], rtol=1e-6, atol=1e-9)
    scaled = certainty_equivalent(value * scale, STEPS / scale)
    np.testing.assert_allclose(scaled, old * scale, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(scaled["ess"], old["ess"], rtol=1e-9)


@PROPERTY
@given(VALUES)
def test_certainty_equivalents_fall_with_risk_aversion_between_the_extremes(value):
    found = certainty_equivalent(value, STEPS)
    rows = value.transpose("option", "sample").values
    found = found.copy(
        data=[[exponential_utility.equivalent(row, a).amount for row in rows] for a in STEPS.values]
    )  # given or not
    assert (found.diff("a") <= 1e-9).all()
    assert (found >= value.min("sample") - 1e-9).all()
    assert (found <= value.max("sample") + 1e-9).all()
    assert (found["ess"] <= value.sizes["sample"] + 1e-9).all()
    assert np.isfinite(found["mcse"]).all()


@PROPERTY
@given(VALUES, st.randoms(use_true_random=False))
def test_permuting_options_and_draws(value, random):
    options = random.sample(range(value.sizes["option"]), value.sizes["option"])
    draws = random.sample(range(value.sizes["sample"]), value.sizes["sample"])
    old, new = (
        certainty_equivalent(value, STEPS),
        certainty_equivalent(value.isel(option=options, sample=draws), STEPS),
    )
    np.testing.assert_allclose(new, old.isel(option=options), rtol=1e-9, atol=1e-9)


def test_layout_of_certainty_equivalents():
    value = risky(1, 200).assign_coords(label=("option", ["A", "B"]))
    one = certainty_equivalent(value, 0.001)
    assert one.dims == ("option",)
    assert one.attrs == {"unit": "USD"}
    assert one["risk_aversion"].item() == 0.001
    assert one["risk_aversion"].attrs == {"unit": "per USD"}
    assert one["label"].values.tolist() == ["A", "B"]
    named = certainty_equivalent(value, xr.DataArray([0.0, 0.001], dims="risk_aversion"))
    assert (
        named.dims
        == named["mcse"].dims
        == named["ess"].dims
        == named["unreliable"].dims
        == ("risk_aversion", "option")
    )
    xr.testing.assert_allclose(named.sel(risk_aversion=0.001), one)
    square = certainty_equivalent(
        value, xr.DataArray([[0.0, 0.001]], dims=("who", "when"), coords={"who": ["w"]})
    )
    assert square.dims == ("who", "when", "option")
    assert certainty_equivalent(value, xr.DataArray(0.001)).dims == ("option",)


def test_constants_are_worth_themselves_without_error():
    found = certainty_equivalent(labelled(np.full((50, 2), [0.1, -0.7])), STEPS)
    np.testing.assert_array_equal(found, np.tile([0.1, -0.7], (8, 1)))
    assert (found["mcse"] == 0).all()


@pytest.mark.parametrize(
    ("value", "aversion", "message"),
    [
        (risky(1, 50), np.nan, "risk_aversion must be finite"),
        (risky(1, 50), xr.DataArray([0, np.inf], dims="a"), "risk_aversion must be finite"),
        (risky(1, 50), xr.DataArray([0, 1], dims="option"), r"share the dims \['option'\]"),
        (risky(1, 50), xr.DataArray([0, 1], dims="sample"), r"share the dims \['sample'\]"),
        (risky(1, 50)[:, 0], 0.1, "'option' is missing"),
        (risky(1, 1), 0.1, "2 draws are needed"),
        (risky(1, 50).where(risky(1, 50) > 0), 0.1, "draws of a.* are NaN or infinite"),
        (
            risky(1, 50).assign_attrs(relative_to="a"),
            0.1,
            "relative to a, .* relative=False, simulate=True",
        ),
        (risky(1, 50).rename(sample="year"), 0.1, "draws need the dims"),
    ],
)
def test_wrong_certainty_equivalents_are_named(value, aversion, message):
    with pytest.raises(ValueError, match=message):
        certainty_equivalent(value, aversion)


def test_an_option_that_is_nil_is_warned_of():
    value = risky(1, 500) * (risky(1, 500)["option"] == "b")
    with pytest.warns(UserWarning, match="a is 0 in every draw") as caught:
        certainty_equivalent(value, 0.001)
    assert caught[0].filename == __file__
