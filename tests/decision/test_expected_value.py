import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from stakes.decision.draws.summaries import compiled_sums, compiled_tails, large_samples, tails
from stakes.decision.expected_value import compare
from stakes.decision.information.perfect_information import evpi
from stakes.decision.net_value import net_value

TRUTH = json.loads((Path(__file__).parents[1] / "truth" / "closed_form.json").read_text())
A, E, F = TRUTH["A_linear_normal_voi"], TRUTH["E_iid_options"], TRUTH["F_risk_normal"]
SEEDS = [1, 2, 3]


def labelled(draws, dims=("sample", "option"), ids="abcdefghij"):
    count = np.shape(draws)[dims.index("option")]
    return xr.DataArray(draws, dims=dims, coords={"option": list(ids[:count])})


def linear_normal(seed, n=10_000):
    rng = np.random.default_rng(seed)
    gain = rng.normal(1, 1, n) - rng.normal(0, 2, n)
    return labelled(np.stack([0 * gain, gain], axis=1))


def equal_options(seed, count, n=10_000):
    return labelled(np.random.default_rng(seed).normal(size=(n, count)))


def chains(rng, phi, shape):
    draws = rng.normal(size=shape) * np.sqrt(1 - phi**2)
    draws[..., 0] = rng.normal(size=shape[:-1])
    for t in range(1, shape[-1]):
        draws[..., t] += phi * draws[..., t - 1]
    return draws


def shuffled(value):
    """Each option's draws in an order of their own: the pairing is lost."""
    rng = np.random.default_rng(0)
    return labelled(np.stack([rng.permutation(column) for column in value.values.T], axis=1))


def errors_off(estimate, error, truth):
    return abs(float(estimate) - truth) / float(error)


# ---- closed-form truth, each with a twin that must fail


@pytest.mark.parametrize("seed", SEEDS)
def test_linear_normal_case(seed):
    table = compare(linear_normal(seed))
    assert table["best"].item() == "b"
    assert table["resolved"].item()
    assert errors_off(table["evpi"], table["evpi_mcse"], A["evpi"]) < 4
    assert errors_off(table["p_best"][1], table["p_best_mcse"][1], A["p_best_opt1"]) < 4
    assert errors_off(table["expected"][1], table["mcse"][1], 1) < 4
    assert errors_off(table["expected_regret"][0], table["mcse"][1], A["expected_loss_opt0"]) < 4
    assert errors_off(table["expected_regret"][1], table["evpi_mcse"], A["expected_loss_opt1"]) < 4


@pytest.mark.parametrize("seed", SEEDS)
def test_evpi_needs_the_pairing(seed):
    value = linear_normal(seed)
    common = 3 * xr.DataArray(
        np.random.default_rng(seed + 10).normal(size=value.sizes["sample"]), dims="sample"
    )
    paired, unpaired = evpi(value + common), evpi(shuffled(value + common))
    assert errors_off(paired["evpi"], paired["mcse"], A["evpi"]) < 4
    assert errors_off(unpaired["evpi"], unpaired["mcse"], A["evpi"]) > 4


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("count", [2, 3, 4, 5, 10])
def test_equal_options_case(count, seed):
    table = compare(equal_options(seed, count))
    assert errors_off(table["evpi"], table["evpi_mcse"], E["evpi"][str(count)]) < 4
    assert (abs(table["p_best"] - 1 / count) < 4 * table["p_best_mcse"]).all()


def test_equal_options_are_seldom_resolved():
    assert np.mean([compare(equal_options(seed, 2, 500))["resolved"] for seed in range(200)]) < 0.1


@pytest.mark.parametrize("count", [2, 5])
def test_averaging_before_choosing_would_be_noticed(count):
    value = equal_options(1, count)
    halves = value.coarsen(sample=2).mean()
    found = evpi(halves)
    assert errors_off(found["evpi"], found["mcse"], E["evpi"][str(count)]) > 4


def chain_values(seed, phi=0.95):
    gain = 1 + chains(np.random.default_rng(seed), phi, (4, 1000)) * np.sqrt(5)
    return labelled(np.stack([0 * gain, gain]), ("option", "chain", "draw"))


def independent(value):
    return value.stack(sample=("chain", "draw")).drop_vars(["sample", "chain", "draw"])


def off_by_more_than_two(change):
    """Share of 100 runs in which the mean, EVPI and P(best) lie further than 2 errors from the
    truth.
    """
    runs = [compare(change(chain_values(seed))).isel(option=1) for seed in range(100)]
    found = [
        (
            errors_off(r["expected"], r["mcse"], 1),
            errors_off(r["evpi"], r["evpi_mcse"], A["evpi"]),
            errors_off(r["p_best"], r["p_best_mcse"], A["p_best_opt1"]),
        )
        for r in runs
    ]
    return (np.array(found) > 2).mean(axis=0)


def test_errors_are_the_chains():
    assert (off_by_more_than_two(lambda v: v) < 0.16).all()


def test_errors_that_take_chains_for_independent_would_be_noticed():
    assert (off_by_more_than_two(independent) > 0.3).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_mean_of_ar1_chains(seed):
    table = compare(chain_values(seed))
    assert errors_off(table["expected"][1], table["mcse"][1], 1) < 4


def test_error_of_ar1_chains_through_compare():
    truth = np.sqrt(5) * TRUTH["I_ar1_mcse"]["mcse"]["0.95"]
    values = [chain_values(seed) for seed in range(40)]
    assert np.mean([compare(v)["mcse"][1] for v in values]) == pytest.approx(truth, rel=0.15)
    assert np.mean([compare(independent(v))["mcse"][1] for v in values]) != pytest.approx(
        truth, rel=0.15
    )


def test_stacked_chains_are_still_chains():
    value = chain_values(1).assign_coords(chain=range(4), draw=range(1000))
    xr.testing.assert_identical(compare(value.stack(sample=("chain", "draw"))), compare(value))
    xr.testing.assert_identical(evpi(value.stack(sample=("chain", "draw"))), evpi(value))


def test_cvar_of_normal_options():
    draws = np.random.default_rng(4).normal([100, 110], [50, 120], size=(200_000, 2))
    np.testing.assert_allclose(compare(labelled(draws))["cvar"], F["cvar05_lower_tail"], atol=2.5)


def coverage(divisor):
    """How often 90 % intervals hold the truth, over 200 runs, with the errors divided."""
    runs = [compare(linear_normal(seed, 2000)) for seed in range(200)]
    off = [
        (
            errors_off(r["expected"][1], r["mcse"][1], 1),
            errors_off(r["evpi"], r["evpi_mcse"], A["evpi"]),
            errors_off(*p_best(r)),
        )
        for r in runs
    ]
    return (np.array(off) < 1.645 / divisor).mean(axis=0)


def p_best(table):
    return table["p_best"][1], table["p_best_mcse"][1], A["p_best_opt1"]


def test_intervals_cover_as_stated():
    assert ((coverage(1) > 0.83) & (coverage(1) < 0.96)).all()


@pytest.mark.parametrize("divisor", [0.6, 1.6])
def test_intervals_too_wide_or_narrow_would_be_noticed(divisor):
    found = coverage(divisor)
    assert ((found < 0.83) | (found > 0.96)).all()


# ---- properties

NUMBERS = st.floats(-1e3, 1e3, allow_nan=False).map(lambda x: round(x, 3))
VALUES = (
    st.tuples(st.integers(2, 40), st.integers(2, 5))
    .flatmap(lambda shape: arrays(float, shape, elements=NUMBERS))
    .map(labelled)
)
PROPERTY = settings(max_examples=200, deadline=None)


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


# ---- what else a table must hold


def test_constant_options_have_no_error():
    table = compare(labelled(np.full((50, 3), [0.1, 0.7, 0.3])))
    assert table["best"].item() == "b"
    assert table["resolved"].item()
    np.testing.assert_array_equal(table["expected"], [0.1, 0.7, 0.3])
    for name in ("mcse", "sd", "lead_mcse", "p_best_mcse", "evpi", "evpi_mcse"):
        assert (table[name] == 0).all(), name


def test_equal_constants_are_not_resolved():
    table = compare(labelled(np.ones((4, 100, 2)), ("chain", "draw", "option")))
    assert not table["resolved"]
    np.testing.assert_array_equal(table["p_best"], [0.5, 0.5])


def test_an_event_not_seen_is_not_impossible():
    rng = np.random.default_rng(0)
    for n in (100, 10_000):
        table = compare(labelled(rng.normal([0, 20], 1, size=(n, 2))))
        np.testing.assert_array_equal(table["p_best"], [0, 1])
        np.testing.assert_allclose(table["p_best_mcse"], 1 / n, rtol=0.05)


def test_an_event_seldom_seen_in_chains_counts_their_effective_draws():
    value = labelled(
        np.stack([0 * (draws := chains(np.random.default_rng(0), 0.95, (4, 1000))), draws + 20]),
        ("option", "chain", "draw"),
    )
    error = float(compare(value)["p_best_mcse"][0])
    assert 5 / 4000 < error < 100 / 4000


def test_quantiles_and_cvar_are_those_of_the_draws():
    value = equal_options(1, 3, 1010)
    table = compare(value, prob=0.8)
    np.testing.assert_allclose(table["lower"], value.quantile(0.1, "sample"))
    np.testing.assert_allclose(table["upper"], value.quantile(0.9, "sample"))
    worst = np.sort(value, axis=0)
    np.testing.assert_allclose(table["cvar"], (worst[:50].sum(axis=0) + 0.5 * worst[50]) / 50.5)


def test_order_of_dims_and_float32_do_not_matter():
    value = chain_values(1).astype(np.float32).astype(float)
    table = compare(value)
    for dims in (
        ("chain", "draw", "option"),
        ("draw", "option", "chain"),
        ("draw", "chain", "option"),
    ):
        other = value.transpose(*dims).copy()
        xr.testing.assert_allclose(compare(other), table, rtol=1e-12)
        xr.testing.assert_allclose(compare(other.astype(np.float32)), table, rtol=1e-12)


def test_attrs_labels_and_input_are_kept():
    value = (
        equal_options(1, 3, 100)
        .assign_attrs(unit="USD")
        .assign_coords(label=("option", ["One", "Two", "Three"]))
    )
    before = value.copy(deep=True)
    table = compare(value, prob=0.5)
    assert "under 400 effective draws" in table.attrs.pop("caution")
    assert table.attrs == {"unit": "USD", "prob": 0.5}
    assert evpi(value).attrs == {"unit": "USD"}
    assert list(table["label"].values) == ["One", "Two", "Three"]
    xr.testing.assert_identical(value, before)


def test_options_without_ids_are_numbered():
    assert (
        compare(xr.DataArray(np.eye(2) * [1, 3], dims=("sample", "option")))["best"].item() == "1"
    )


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            labelled([[0.0, np.nan], [1.0, np.nan], [1.0, 0.0]]),
            "2 of 3 draws of b are NaN or infinite",
        ),
        (
            labelled([[np.inf, 0.0], [1.0, np.inf]]),
            "1 of 2 draws of a, 1 of 2 draws of b are NaN or infinite",
        ),
        (labelled(np.zeros((5, 1))), "at least 2 options"),
        (labelled(np.zeros((1, 2))), "at least 2 draws .* not 1"),
        (labelled(np.zeros((5, 3)), ids="aba"), "unique: a occurs more than once"),
        (xr.DataArray(np.zeros(5), dims="sample"), "'option' is missing"),
        (labelled(np.zeros((5, 2)), ("year", "option")), "draws need the dims"),
        (
            labelled(np.zeros((5, 2, 2)), ("sample", "option", "attribute")),
            r"unknown dims \['attribute'\]",
        ),
    ],
)
def test_errors_say_what_is_wrong(value, message):
    for function in (compare, evpi):
        with pytest.raises(ValueError, match=message):
            function(value)


@pytest.mark.parametrize("prob", [0, 1, -0.1, 90, np.nan])
def test_prob_must_be_a_probability(prob):
    with pytest.raises(ValueError, match=r"inside \(0, 1\)"):
        compare(equal_options(1, 2, 10), prob=prob)


# ---- net value

PARTS = xr.DataArray(
    np.arange(24.0).reshape(2, 3, 2, 2),
    dims=("chain", "draw", "option", "attribute"),
    coords={"attribute": ["gain", "cost"], "option": ["x", "y"]},
    attrs={"unit": "USD"},
)


@pytest.mark.parametrize(
    "weights",
    [
        {"cost": -1, "gain": 2},
        xr.DataArray([-1, 2], dims="attribute", coords={"attribute": ["cost", "gain"]}),
    ],
)
def test_net_value_is_the_weighted_sum(weights):
    value = net_value(PARTS, weights)
    assert value.dims == ("chain", "draw", "option")
    assert value.attrs == {"unit": "USD"}
    np.testing.assert_array_equal(
        value, 2 * PARTS.sel(attribute="gain") - PARTS.sel(attribute="cost")
    )


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"gain": 1}, "no weight for cost"),
        ({"gain": 1, "cost": 1, "fame": 1}, "unknown attribute fame"),
        ({"gain": 1, "cost": np.nan}, "finite"),
        (
            xr.DataArray(
                [1, 2, 3], dims="attribute", coords={"attribute": ["gain", "cost", "gain"]}
            ),
            "several weights for gain",
        ),
        (xr.DataArray([1, 2], dims="attribute"), "weights needs a labelled dim 'attribute'"),
    ],
)
def test_wrong_weights_are_named(weights, message):
    with pytest.raises(ValueError, match=message):
        net_value(PARTS, weights)


def test_parts_need_attributes():
    with pytest.raises(ValueError, match="parts needs a labelled dim 'attribute'"):
        net_value(PARTS.sum("attribute"), {"gain": 1})


# ---- the compiled loops say what numpy says

MANY = np.random.default_rng(0).normal([[0.0], [0.01], [-0.3]], size=(3, 350_001))
LARGE = {
    "smooth": MANY,
    "options last": np.ascontiguousarray(MANY.T).T,
    "single precision": MANY.astype(np.float32),
    "ties": MANY.round(),
    "sorted": np.sort(MANY),
    "constant": np.full(MANY.shape, [[0.1], [0.2], [0.3]]),
    "duplicates": MANY[[0, 1, 1]],
    "outlier first": np.concatenate([[[1e6], [-1e6], [0]], MANY], axis=1),
}


@pytest.mark.parametrize("name", LARGE)
def test_many_draws_give_the_same_table(name, monkeypatch):
    value = labelled(LARGE[name], ("option", "sample"))
    assert large_samples.many(LARGE[name])
    fast, gap = compare(value), evpi(value)
    monkeypatch.setattr(large_samples, "MANY", np.inf)
    monkeypatch.setattr(tails, "MANY", np.inf)
    xr.testing.assert_allclose(fast, compare(value), rtol=1e-8, atol=1e-9)
    xr.testing.assert_allclose(gap, evpi(value), rtol=1e-8, atol=1e-9)


def test_many_draws_in_chains_have_the_same_quantiles(monkeypatch):
    x = MANY[:, :350_000].reshape(3, 4, -1)
    fast = tails.interval_cvar(x, 0.9)
    monkeypatch.setattr(tails, "MANY", np.inf)
    np.testing.assert_allclose(fast, tails.interval_cvar(x, 0.9), rtol=1e-12)


def test_a_misleading_sample_of_the_draws_is_noticed():
    x = MANY.copy()
    x[:, :: x.shape[1] // compiled_sums.CHUNK] -= 100
    assert None in compiled_tails.tails(x, 20_000, 20_000)
    np.testing.assert_allclose(tails.interval_cvar(x, 0.9)[0], np.quantile(x, 0.05, axis=1))


def test_many_draws_must_be_finite_and_not_too_large():
    x = MANY.copy()
    x[1, 77] = np.nan
    with pytest.raises(ValueError, match="1 of 350001 draws of b are NaN"):
        evpi(labelled(x, ("option", "sample")))
    with pytest.raises(ValueError, match="larger unit"):
        evpi(labelled(MANY * 1e200, ("option", "sample")))
