import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import norm

from stakes.decision.acceptability import acceptability
from stakes.decision.expected_loss import expected_loss
from stakes.decision.expected_value import compare
from stakes.decision.information.perfect_information import evpi
from stakes.decision.net_value import net_value
from stakes.decision.risk import exponential_utility
from stakes.decision.risk.certainty_equivalent import certainty_equivalent
from stakes.decision.risk.risk_aversion_switch import risk_aversion_switch

TRUTH = json.loads((Path(__file__).parents[1] / "truth" / "closed_form.json").read_text())
A, E, F = TRUTH["A_linear_normal_voi"], TRUTH["E_iid_options"], TRUTH["F_risk_normal"]
SEEDS = [1, 2, 3]
CARE = [0.0, 0.25, 0.5, 1.0, 2.0]


def labelled(draws, dims=("sample", "option"), ids="abcdefghij"):
    count = np.shape(draws)[dims.index("option")]
    return xr.DataArray(draws, dims=dims, coords={"option": list(ids[:count])})


def two_parts(seed, n=10_000):
    """Case A by attributes: p1 and p2 of option b, of which the first is gained and the second
    lost.
    """
    rng = np.random.default_rng(seed)
    draws = np.zeros((n, 2, 2))
    draws[:, 1] = rng.normal([1, 0], [1, 2], (n, 2))
    coords = {"option": ["a", "b"], "attribute": ["p1", "p2"]}
    return xr.DataArray(
        draws, dims=("sample", "option", "attribute"), coords=coords, attrs={"unit": "USD"}
    )


def sweep(care=CARE):
    care = np.asarray(care, float)
    weights = np.stack([care, -np.ones_like(care)], axis=1)
    return xr.DataArray(
        weights, dims=("care", "attribute"), coords={"care": care, "attribute": ["p1", "p2"]}
    )


def normal_loss(mean, sd):
    return sd * norm.pdf(mean / sd) - abs(mean) * norm.cdf(-abs(mean) / sd)


def off(estimate, error, truth):
    return float(np.max(np.abs(np.asarray(estimate) - truth) / np.asarray(error)))


# ---- acceptability and expected loss: closed-form truth, with twins that must fail


def true_shares():
    """P(best) of option b is that of Normal(w, sqrt(w^2 + 4)) above 0."""
    w = np.array(CARE)
    assert norm.cdf(1 / np.sqrt(5)) == pytest.approx(A["p_best_opt1"])
    return norm.cdf(w / np.sqrt(w**2 + 4))


def true_losses():
    w = np.array(CARE)
    evpi = normal_loss(w, np.sqrt(w**2 + 4))
    assert evpi[3] == pytest.approx(A["evpi"])
    assert evpi[3] + 1 == pytest.approx(A["expected_loss_opt0"])
    return np.stack([w + evpi, evpi], axis=1)


@pytest.mark.parametrize("seed", SEEDS)
def test_acceptability_of_the_linear_normal_case(seed):
    curve = acceptability(two_parts(seed), sweep())
    assert off(curve.sel(option="b"), curve["p_best_mcse"].sel(option="b"), true_shares()) < 4
    assert curve["frontier"].values[2:].tolist() == ["b"] * 3
    assert curve["resolved"].values[2:].all()


@pytest.mark.parametrize("seed", SEEDS)
def test_expected_loss_of_the_linear_normal_case(seed):
    curve = expected_loss(two_parts(seed), sweep())
    assert off(curve, curve["mcse"], true_losses()) < 4


@pytest.mark.parametrize("seed", SEEDS)
def test_exchanged_weights_would_be_noticed(seed):
    wrong = sweep().assign_coords(attribute=["p2", "p1"])
    shares, losses = acceptability(two_parts(seed), wrong), expected_loss(two_parts(seed), wrong)
    assert off(shares.sel(option="b"), shares["p_best_mcse"].sel(option="b"), true_shares()) > 4
    assert off(losses, losses["mcse"], true_losses()) > 4


@pytest.mark.parametrize("seed", SEEDS)
def test_lost_pairing_would_be_noticed(seed):
    parts = two_parts(seed)
    common = xr.DataArray(
        np.random.default_rng(seed + 10).normal(0, 3, parts.sizes["sample"]), dims="sample"
    )
    paired = parts + common
    unpaired = paired.copy(data=np.stack([paired[:, 0].values, paired[::-1, 1].values], axis=1))
    for change, fails in ((paired, False), (unpaired, True)):
        shares, losses = acceptability(change, sweep()), expected_loss(change, sweep())
        assert (
            off(shares.sel(option="b"), shares["p_best_mcse"].sel(option="b"), true_shares()) > 4
        ) == fails
        assert (off(losses, losses["mcse"], true_losses()) > 4) == fails


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("count", [2, 5])
def test_equal_options(count, seed):
    draws = np.random.default_rng(seed).normal(size=(10_000, count, 1))
    parts = xr.DataArray(
        draws, dims=("sample", "option", "attribute"), coords={"attribute": ["net"]}
    )
    weights = xr.DataArray([[1.0], [-2.0]], dims=("w", "attribute"), coords={"attribute": ["net"]})
    shares, losses = acceptability(parts, weights), expected_loss(parts, weights)
    assert off(shares, shares["p_best_mcse"], 1 / count) < 4
    for i, scale in enumerate((1, 2)):
        assert off(losses[i].mean(), losses["mcse"][i].mean(), scale * E["evpi"][str(count)]) < 4


def test_the_frontier_is_not_always_the_likeliest():
    rng = np.random.default_rng(1)
    prize = np.where(rng.random(10_000) < 0.2, 100.0, -1.0)
    parts = labelled(np.stack([0 * prize, prize], axis=1)).expand_dims(attribute=["net"])
    curve = acceptability(
        parts, xr.DataArray([[1.0]], dims=("w", "attribute"), coords={"attribute": ["net"]})
    )
    assert curve["frontier"].values.tolist() == ["b"]
    assert curve.sel(option="b") < 0.25


# ---- properties

NUMBERS = st.integers(-1000, 1000).map(lambda i: i / 8)
PARTS = (
    st.tuples(st.integers(2, 30), st.integers(2, 4), st.integers(1, 3))
    .flatmap(lambda shape: arrays(float, shape, elements=NUMBERS))
    .map(lambda x: xr.DataArray(x, dims=("sample", "option", "attribute")))
    .map(
        lambda p: p.assign_coords(
            option=list("abcd")[: p.shape[1]], attribute=list("uvw")[: p.shape[2]]
        )
    )
)
PROPERTY = settings(max_examples=200, deadline=None)


def weights_for(parts, seed):
    values = (
        np.random.default_rng(seed).integers(-4, 5, (3, parts.sizes["attribute"])).astype(float)
    )
    return xr.DataArray(values, dims=("w", "attribute"), coords={"attribute": parts["attribute"]})


@PROPERTY
@given(PARTS, st.integers(0, 99))
def test_every_point_is_a_comparison(parts, seed):
    weights = weights_for(parts, seed)
    shares, losses = acceptability(parts, weights), expected_loss(parts, weights)
    np.testing.assert_allclose(shares.sum("option"), 1)
    for i in range(3):
        value = net_value(parts, weights[i])
        table = compare(value)
        np.testing.assert_array_equal(shares[i], table["p_best"])
        np.testing.assert_array_equal(shares["p_best_mcse"][i], table["p_best_mcse"])
        np.testing.assert_allclose(losses[i], table["expected_regret"], atol=1e-9)
        assert shares["frontier"][i] == losses["frontier"][i] == table["best"]
        assert shares["resolved"][i] == table["resolved"]
        assert float(losses[i].min()) == pytest.approx(float(evpi(value)["evpi"]), abs=1e-9)


@PROPERTY
@given(PARTS, st.integers(0, 99), st.randoms(use_true_random=False))
def test_permuting_options_attributes_and_points(parts, seed, random):
    weights = weights_for(parts, seed)
    order = random.sample(range(parts.sizes["option"]), parts.sizes["option"])
    mixed = parts.isel(option=order, attribute=slice(None, None, -1))
    for function in (acceptability, expected_loss):
        old, new = function(parts, weights), function(mixed, weights.isel(w=[2, 0, 1]))
        np.testing.assert_allclose(new, old.isel(option=order, w=[2, 0, 1]), atol=1e-9)


@PROPERTY
@given(PARTS, st.integers(0, 99), st.sampled_from([0.25, 2.0, 8.0]))
def test_scaling_the_weights(parts, seed, scale):
    weights = weights_for(parts, seed)
    xr.testing.assert_identical(
        acceptability(parts, weights * scale), acceptability(parts, weights)
    )
    old, new = expected_loss(parts, weights), expected_loss(parts, weights * scale)
    np.testing.assert_array_equal(new, old * scale)
    np.testing.assert_array_equal(new["mcse"], old["mcse"] * scale)


@PROPERTY
@given(PARTS, st.integers(0, 99))
def test_a_duplicate_splits_its_share(parts, seed):
    weights = weights_for(parts, seed)
    twin = parts.isel(option=[0]).assign_coords(option=["twin"])
    more = acceptability(xr.concat([parts, twin], "option"), weights)
    np.testing.assert_array_equal(more.sel(option="twin"), more.sel(option="a"))
    loss = expected_loss(xr.concat([parts, twin], "option"), weights)
    np.testing.assert_array_equal(loss.sel(option=parts["option"]), expected_loss(parts, weights))


# ---- layout and errors of the sweeps


def test_layout_of_curves():
    weights = sweep().assign_coords(note=("care", list("vwxyz")))
    weights["care"].attrs["unit"] = "dollars a p1"
    parts = two_parts(1, 100).assign_coords(label=("option", ["A", "B"]))
    before = parts.copy(deep=True)
    for function, error, attrs in (
        (acceptability, "p_best_mcse", {}),
        (expected_loss, "mcse", {"unit": "USD"}),
    ):
        curve = function(parts, weights)
        assert curve.dims == curve[error].dims == ("care", "option")
        assert curve["frontier"].dims == ("care",)
        assert curve.attrs == attrs
        assert curve["care"].attrs == {"unit": "dollars a p1"}
        assert curve["note"].dims == ("care",)
        assert curve["label"].values.tolist() == ["A", "B"]
    xr.testing.assert_identical(parts, before)


def test_chains_stacked_or_not_and_a_stacked_sweep():
    draws = np.random.default_rng(1).normal(size=(4, 50, 2, 2))
    parts = xr.DataArray(
        draws, dims=("chain", "draw", "option", "attribute"), coords={"attribute": ["p1", "p2"]}
    )
    parts = parts.assign_coords(chain=range(4), draw=range(50))
    curve = acceptability(parts, sweep())
    xr.testing.assert_identical(
        acceptability(parts.stack(sample=("chain", "draw")), sweep()), curve
    )
    weights = sweep().expand_dims(kind=["k"]).stack(point=("kind", "care"))
    stacked = acceptability(parts, weights)
    np.testing.assert_array_equal(stacked, curve)
    assert stacked.unstack("point").sel(kind="k", care=0.5).dims == ("option",)


def test_options_without_ids_are_numbered():
    assert acceptability(two_parts(1).drop_vars("option"), sweep())["frontier"].values[-1] == "1"


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (
            {"p1": 1, "p2": 1},
            r"DataArray\[sweep, attribute\] .* single set of weights take compare",
        ),
        (sweep()[0], "one dim of any name besides 'attribute'"),
        (sweep().expand_dims(more=2), "one dim of any name besides 'attribute'"),
        (sweep()[:0], "one dim of any name besides 'attribute'"),
        (sweep().astype(str), "of numbers"),
        (sweep().rename(care="sample"), "'sample' of weights is a dim of parts as well"),
        (sweep().isel(attribute=[0]), "no weight for p2"),
        (sweep().assign_coords(attribute=["p1", "p3"]), "no weight for p2; unknown attribute p3"),
        (sweep().where(sweep() != 0.5), "weights must be finite"),
        (sweep().drop_vars("attribute"), "weights needs a labelled dim 'attribute'"),
    ],
)
def test_wrong_weights_are_named(weights, message):
    for function in (acceptability, expected_loss):
        with pytest.raises(ValueError, match=message):
            function(two_parts(1, 10), weights)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (two_parts(1, 10).where(two_parts(1, 10) != 0), "10 of 10 draws of a are NaN or infinite"),
        (two_parts(1, 10) * np.inf, "NaN or infinite"),
        (two_parts(1, 10).isel(option=[0]), "at least 2 options"),
        (two_parts(1, 1), "at least 2 draws"),
        (two_parts(1, 10).sum("attribute"), "parts needs a labelled dim 'attribute'"),
        (two_parts(1, 10).rename(sample="year"), "draws need the dims"),
        (two_parts(1, 10).assign_coords(option=["a", "a"]), "unique: a occurs more than once"),
    ],
)
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")  # of making the input
def test_wrong_parts_are_named(parts, message):
    for function in (acceptability, expected_loss):
        with pytest.raises(ValueError, match=message):
            function(parts, sweep())


# ---- certainty equivalents: case F, with twins that must fail


def risky(seed, n=100_000):
    return labelled(np.random.default_rng(seed).normal([100, 110], [50, 120], (n, 2))).assign_attrs(
        unit="USD"
    )


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


@pytest.mark.parametrize("seed", SEEDS)
def test_switch_of_normal_options(seed):
    found = risk_aversion_switch(risky(seed), ("a", "b"))
    assert found.sizes["root"] == 1
    assert off(found["value"], found["se"], F["cara_switch_gamma"]) < 4
    assert found["above"].item() == "a"
    assert not found["unreliable"].item()
    assert found.attrs == {"unit": "per USD"}


@pytest.mark.parametrize("seed", SEEDS)
def test_another_switch_would_be_noticed(seed):
    """A little more for one option: another crossing."""
    found = risk_aversion_switch(risky(seed) + 5 * (risky(seed)["option"] == "b"), ("a", "b"))
    assert off(found["value"], found["se"], F["cara_switch_gamma"]) > 4


def spread_of(seeds, function):
    found = np.array([function(seed) for seed in range(seeds)])
    found = found[
        np.isfinite(found).all(axis=1)
    ]  # slow chains may leave too few effective draws for a number
    assert len(found) > 0.9 * seeds
    return found[:, 0].std(ddof=1) / found[:, 1].mean()


def chain_values(seed, phi=0.9):
    rng = np.random.default_rng(seed)
    draws = rng.normal(size=(2, 4, 1500)) * np.sqrt(1 - phi**2)
    draws[..., 0] = rng.normal(size=(2, 4))
    for t in range(1, 1500):
        draws[..., t] += phi * draws[..., t - 1]
    return labelled(
        np.stack([100 + 50 * draws[0], 110 + 120 * draws[1]]), ("option", "chain", "draw")
    )


def independent(value):
    return value.stack(sample=("chain", "draw")).drop_vars(["sample", "chain", "draw"])


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

    # an equivalent that few draws carry has an error that is wider by up to 1.4
    assert 0.85 * low < spread_of(150, amount) < high
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


@pytest.mark.parametrize("reach", [1e-8, 1.0])
def test_no_step_between_formulas(reach):
    value = labelled(np.random.default_rng(1).exponential(size=(500, 1)))
    width = float(value.max() - value.min())
    below, above = (certainty_equivalent(value, reach / width * f) for f in (1 - 1e-9, 1 + 1e-9))
    np.testing.assert_allclose(below, above, rtol=1e-8)
    np.testing.assert_allclose(below["mcse"], above["mcse"], rtol=2e-3)


@pytest.mark.parametrize(("aversion", "limit"), [(1e6, "min"), (-1e6, "max"), (1e300, "min")])
def test_extreme_aversions_see_the_worst_or_best_draw(aversion, limit):
    value = risky(1, 1000)
    found = certainty_equivalent(value, aversion)
    amounts = [
        exponential_utility.equivalent(row.values, aversion).amount
        for row in value.transpose("option", "sample")
    ]
    np.testing.assert_allclose(amounts, getattr(value, limit)("sample"), rtol=1e-5)
    assert found.isnull().all()  # one draw carries them
    np.testing.assert_allclose(found["ess"], 1, rtol=0.01)
    assert found["unreliable"].all()


def test_seeking_risk_is_the_mirror_image():
    value = risky(1, 1000)
    np.testing.assert_allclose(
        certainty_equivalent(value, -0.002), -certainty_equivalent(-value, 0.002), rtol=1e-12
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


# ---- switches


def test_no_switch_says_so():
    found = risk_aversion_switch(risky(1) - 20 * (risky(1)["option"] == "b"), ("b", "a"))
    assert found["value"].isnull().all()
    assert found["se"].isnull().all()
    assert found["above"].item() == "a"
    assert found.attrs["reason"].startswith(
        "a has the higher certainty equivalent at every risk aversion from 0 to 0.0"
    )


def test_two_switches_are_both_found():
    """A: sure 0.

    B: a gain for the bold and the neutral; C wins in between: lotteries solved by hand.
    """
    # B loses 1 with p 0.5 or wins 1.3; C loses 2 with p 0.02 or wins 0.17
    n = 10_000
    b = np.where(np.arange(n) % 2 == 0, -1.0, 1.3)
    c = np.where(np.arange(n) % 50 == 0, -2.0, 0.17)
    found = risk_aversion_switch(labelled(np.stack([b, c], axis=1)), ("a", "b"), upper=5.0)

    def lead(a):
        return np.log(0.02 * np.exp(2 * a) + 0.98 * np.exp(-0.17 * a)) - np.log(
            0.5 * np.exp(a) + 0.5 * np.exp(-1.3 * a)
        )

    assert found["above"].values.tolist() == ["b", "a"]
    np.testing.assert_allclose(lead(found["value"].values), 0, atol=1e-9)
    assert lead(0.01) > 0 > lead(1.0)
    assert lead(4.9) > 0


def test_order_of_options_unit_and_upper():
    value = risky(1, 10_000)
    found, other = (risk_aversion_switch(value, pair) for pair in (("a", "b"), ("b", "a")))
    xr.testing.assert_allclose(found, other)
    thousands = risk_aversion_switch(value / 1e9, ("a", "b"))
    np.testing.assert_allclose(thousands["value"] / 1e9, found["value"], rtol=1e-6)
    np.testing.assert_allclose(thousands["se"] / 1e9, found["se"], rtol=1e-6)
    assert risk_aversion_switch(value, ("a", "b"), upper=0.0005)["upper"].item() == 0.0005
    assert "reason" in risk_aversion_switch(value, ("a", "b"), upper=0.0005).attrs
    assert not certainty_equivalent(value, found["upper"].item() * 0.999)["unreliable"].any()
    assert certainty_equivalent(value, found["upper"].item() * 1.001)["unreliable"].any()


def test_a_crossing_with_few_draws_is_flagged():
    value = risky(1, 60) + 60 * (risky(1)["option"] == "b")
    found = risk_aversion_switch(value, ("a", "b"), upper=1.0)
    assert found["unreliable"].all()


def test_duplicates_do_not_switch():
    value = risky(1, 1000).isel(option=[0, 0]).assign_coords(option=["x", "y"])
    assert risk_aversion_switch(value, ("x", "y"))["value"].isnull().all()


@pytest.mark.parametrize(
    ("options", "upper", "value", "message"),
    [
        (("a", "z"), None, risky(1, 500), r"options must be two ids of a, b, not \('a', 'z'\)"),
        (("a", "a"), None, risky(1, 500), "options must be two ids"),
        (("a", "b"), None, risky(1, 500)[:, 0], "a dim option, which is missing"),
        (("a", "b"), 0.0, risky(1, 500), "above 0 and finite, not 0.0"),
        (("a", "b"), -1.0, risky(1, 500), "above 0 and finite"),
        (("a", "b"), np.nan, risky(1, 500), "above 0 and finite"),
        (("a", "b"), np.inf, risky(1, 500), "above 0 and finite"),
        (("a", "b"), None, risky(1, 50), "a and b have under 100 effective draws or do not vary"),
        (("a", "b"), None, labelled(np.ones((500, 2))), "do not vary"),
        (("a", "b"), None, risky(1, 500).where(risky(1, 500) > 0), "NaN or infinite"),
        (
            ("a", "b"),
            None,
            risky(1, 500).assign_attrs(relative_to="a"),
            "relative=False, simulate=True",
        ),
    ],
)
def test_wrong_switches_are_named(options, upper, value, message):
    with pytest.raises(ValueError, match=message):
        risk_aversion_switch(value, options, upper)


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


# ---- what draws can carry


def given_and_held(draw, aversion, truth, runs=60):
    found = [
        certainty_equivalent(labelled(draw(np.random.default_rng(seed))[:, None]), aversion)
        for seed in range(runs)
    ]
    given = [(float(f[0]), float(f["mcse"][0])) for f in found if np.isfinite(f[0])]
    return len(given) / runs, [abs(x - truth) <= 1.96 * error for x, error in given]


def with_a_rare_loss(rng, n=10_000):
    loss = np.minimum(1500 * np.exp(rng.normal(size=n)), 5e4)
    return rng.normal(size=n) - (rng.random(n) < 1e-3) * loss


def test_what_is_given_of_normal_outcomes_covers():
    for aversion, often in ((0.5, 1.0), (1.0, 0.8)):
        share, held = given_and_held(lambda rng: rng.normal(size=10_000), aversion, -aversion / 2)
        assert share >= often
        assert np.mean(held) > 0.86  # .95 less three errors of 60 runs
    assert given_and_held(lambda rng: rng.normal(size=10_000), 2.5, -1.25)[0] <= 0.05


def test_a_rare_loss_is_not_given_and_says_why():
    assert given_and_held(with_a_rare_loss, 3e-4, -2300)[0] == 0
    found = certainty_equivalent(
        labelled(with_a_rare_loss(np.random.default_rng(1))[:, None]), 3e-4
    )
    assert found["unreliable"].all()
    assert found["reason"].item()


def test_by_effective_draws_alone_it_would_be_given(monkeypatch):
    monkeypatch.setattr(exponential_utility, "HEAVY", np.inf)
    monkeypatch.setattr(exponential_utility, "CARRIED", 0)
    share, held = given_and_held(with_a_rare_loss, 3e-4, -2300)
    assert share > 0.9
    assert not any(held)
