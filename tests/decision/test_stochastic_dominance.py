import json
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from stakes.decision.risk import excess, stochastic_dominance, violations
from stakes.decision.risk.stochastic_dominance import dominance

F = json.loads((Path(__file__).parents[1] / "truth" / "closed_form.json").read_text())[
    "F_risk_normal"
]
SEEDS = [1, 2, 3]


def labelled(draws, dims=("sample", "option"), ids="abcdefghij"):
    count = np.shape(draws)[dims.index("option")]
    return xr.DataArray(draws, dims=dims, coords={"option": list(ids[:count])})


def normals(seed, means, sds, n=100_000):
    return labelled(np.random.default_rng(seed).normal(means, sds, (n, len(means))))


def chains(seed, phi, shape):
    rng = np.random.default_rng(seed)
    draws = rng.normal(size=shape) * np.sqrt(1 - phi**2)
    draws[..., 0] = rng.normal(size=shape[:-1])
    for t in range(1, shape[-1]):
        draws[..., t] += phi * draws[..., t - 1]
    return labelled(draws, ("option", "chain", "draw"))


def true_pairs(found):
    return {
        (str(o), str(p))
        for o in found["option"].values
        for p in found["other"].values
        if found.sel(option=o, other=p)
    }


# ---- case F, each with a twin that must fail


@pytest.mark.parametrize("seed", SEEDS)
def test_normal_options(seed):
    assert "no FSD, no SSD between 1 and 2" in F["dominance"]
    found = dominance(normals(seed, [100, 110, 90, 99], [50, 120, 50, 60]))
    # N(100, 50) before all narrower claims; N(99, 60) against N(90, 50) is of neither order
    assert true_pairs(found["first"]) == {("a", "c")}
    assert true_pairs(found["second"]) == {("a", "c"), ("a", "d")}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("name", "means", "sds"), [("first", [100, 90], [50, 50]), ("second", [100, 100], [50, 60])]
)
def test_no_tolerance_would_be_noticed(seed, name, means, sds, monkeypatch):
    """Without a tolerance, chance violates somewhere what holds in truth, at some seed soon."""
    monkeypatch.setattr(violations, "TOLERANCE", 0.0)
    assert not all(
        dominance(normals(s, means, sds))[name].sel(option="a", other="b")
        for s in range(seed, seed + 8)
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_too_much_tolerance_would_be_noticed(seed, monkeypatch):
    monkeypatch.setattr(violations, "TOLERANCE", 100.0)
    monkeypatch.setattr(stochastic_dominance, "_speaks_against", lambda x, y: False)
    assert dominance(normals(seed, [100, 110], [50, 120], 5000))["first"].any()


def struck(seed, chance=3e-4, loss=1e4):
    """Better by 0.1 but for a rare loss: nobody who looks at the mean would have it."""
    rng = np.random.default_rng(seed)
    y = rng.normal(size=10_000)
    hit = rng.random(10_000) < chance
    hit[0] = True  # at least once: what is not in the draws cannot be seen in them
    return labelled(np.stack([y + 0.1 - loss * hit, y], axis=1))


@pytest.mark.parametrize(
    "loss", [1e4, 100.0]
)  # against the mean; and in one or a few of the worst draws alone
def test_a_rare_loss_cannot_be_told(loss):
    for seed in range(10):
        found = dominance(struck(seed, 1e-9 if loss < 1e4 else 3e-4, loss))
        for order in ("first", "second"):
            assert not found[order].any()
            assert found[f"{order}_verdict"].sel(option="a", other="b") == "cannot be told"


def test_without_the_worst_draws_it_would_be_claimed(monkeypatch):
    monkeypatch.setattr(stochastic_dominance, "_speaks_against", lambda x, y: False)
    assert all(dominance(struck(seed))["second"].sel(option="a", other="b") for seed in range(5))


def test_verdicts():
    found = dominance(normals(1, [100, 90, 100], [50, 50, 50], 20_000))
    said = found["first_verdict"].values
    assert said[0, 1] == "dominates"
    assert said[1, 0] == said[0, 0] == "does not"
    assert said[0, 2] == said[2, 0] == "cannot be told"


def equal_chains_differ(change, phi=0.95):
    return np.mean(
        [dominance(change(chains(seed, phi, (2, 4, 500))))["first"].any() for seed in range(60)]
    )


def test_equal_distributions_in_chains_dominate_neither():
    assert equal_chains_differ(lambda v: v) <= 0.05


def test_chains_taken_for_independent_would_be_noticed():
    assert (
        equal_chains_differ(
            lambda v: v.stack(sample=("chain", "draw")).drop_vars(["sample", "chain", "draw"])
        )
        > 0.3
    )


def test_equal_distributions_seldom_dominate():
    assert (
        np.mean(
            [dominance(normals(seed, [0, 0], [1, 1], 2000))["second"].any() for seed in range(200)]
        )
        <= 0.04
    )


def test_errors_are_of_paired_draws():
    noise = np.random.default_rng(1).normal(0, 100, 2000)
    paired = labelled(np.stack([noise + 1, noise], axis=1))
    shuffled = labelled(np.stack([noise + 1, np.random.default_rng(2).permutation(noise)], axis=1))
    assert true_pairs(dominance(paired)["first"]) == {("a", "b")}
    assert not true_pairs(dominance(shuffled)["first"])


def test_a_rare_disaster_is_seen():
    rng = np.random.default_rng(1)
    struck = rng.random(100_000) < 0.002
    value = labelled(
        np.stack([10 + rng.normal(size=100_000) - 100 * struck, rng.normal(size=100_000)], axis=1)
    )
    assert not dominance(value)["first"].any()
    assert not dominance(value)[
        "second"
    ].any()  # the better mean does not make up for it, to the most averse
    kinder = value.where(value > -50, value + 100)
    assert true_pairs(dominance(kinder)["first"]) == {("a", "b")}


def test_second_order_agrees_with_shortfalls():
    value = normals(1, [100, 110, 95], [50, 60, 40], 5000)
    found = dominance(value)
    for a, b in [("a", "b"), ("a", "c"), ("b", "c"), ("b", "a"), ("c", "a"), ("c", "b")]:
        x, y = value.sel(option=a).values, value.sel(option=b).values
        z = []
        for t in np.quantile(np.concatenate([x, y]), np.linspace(0.005, 1, 200)):
            short = np.maximum(t - x, 0) - np.maximum(t - y, 0)
            z.append(short.mean() / (short.std() / np.sqrt(short.size) or 1))
        holds = max(z) <= 3 and min(z) < -4
        assert bool(found["second"].sel(option=a, other=b)) == holds, (a, b, max(z), min(z))


@pytest.mark.parametrize("order", [1, 2])
def test_running_sums_agree_with_the_draws(order):
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(2, 700)).round(1)
    at = np.unique(np.concatenate([x, y]))
    fast = excess.excess_in_errors(x, y, at)[order - 1]
    for t, z in zip(at, fast, strict=True):
        d = violations._more_below(x, y, t, order)
        error = d.std(ddof=1) / np.sqrt(d.size)
        assert z == pytest.approx(d.mean() / error if error else 0, abs=1e-6)


# ---- properties

NUMBERS = st.integers(-20, 20).map(float)
VALUES = (
    st.tuples(st.integers(2, 60), st.integers(2, 4))
    .flatmap(lambda shape: arrays(float, shape, elements=NUMBERS))
    .map(lambda x: labelled(x + 0.5))  # no option is 0 throughout
)
PROPERTY = settings(max_examples=200, deadline=None)


@PROPERTY
@given(VALUES, st.integers(0, 30))
def test_first_implies_second_and_none_dominates_its_better(value, gain):
    value = value + gain * (value["option"] == "a")
    found = dominance(value)
    first, second = found["first"].values, found["second"].values
    assert (second | ~first).all()
    assert not (second & second.T).any()


@PROPERTY
@given(VALUES, st.integers(0, 30), st.randoms(use_true_random=False))
def test_permuting_options_and_draws(value, gain, random):
    value = value + gain * (value["option"] == "a")
    options = random.sample(range(value.sizes["option"]), value.sizes["option"])
    draws = random.sample(range(value.sizes["sample"]), value.sizes["sample"])
    old, new = dominance(value), dominance(value.isel(option=options, sample=draws))
    xr.testing.assert_identical(new, old.isel(option=options, other=options))


@PROPERTY
@given(VALUES, st.integers(0, 30), st.integers(-50, 50), st.sampled_from([0.25, 2.0, 1024.0]))
def test_shift_and_scale(value, gain, shift, scale):
    value = value + gain * (value["option"] == "a")
    xr.testing.assert_identical(dominance(value * scale + shift * scale), dominance(value))


@PROPERTY
@given(VALUES)
def test_mirrored_values_mirror_first_order(value):
    """Of -x and -y the order is the other way round; by first order alone, as risk stays
    disliked.
    """
    first, mirrored = dominance(value), dominance(-value)
    both = first["first"].values & mirrored["first"].values
    assert not both.any()


@PROPERTY
@given(VALUES, st.integers(1, 50))
def test_a_sure_gain_dominates(value, gain):
    better = (value.isel(option=[0]) + gain).assign_coords(option=["better"])
    worse = value.isel(option=[0])
    many = xr.concat([better, worse], "option").isel(
        sample=np.tile(np.arange(value.sizes["sample"]), 30)
    )
    found = dominance(many)
    assert bool(found["first"][0, 1])
    assert not found["second"][1].any()


# ---- what else it must hold


def test_constants():
    found = dominance(labelled(np.full((50, 3), [3.0, 5.0, 5.0])))
    assert true_pairs(found["first"]) == true_pairs(found["second"]) == {("b", "a"), ("c", "a")}


def test_layout():
    found = dominance(normals(1, [1, 2, 3], [1, 1, 1], 100))
    assert found["first"].dims == found["second"].dims == ("option", "other")
    assert found["first"].dtype == bool
    assert found.attrs == {"tolerance": 3.0, "advantage": 4.0}
    assert not np.diag(found["second"]).any()


def test_order_of_dims_stacking_and_precision_do_not_matter():
    value = chains(1, 0.5, (3, 4, 300)) + xr.DataArray([1.0, 1.5, 3.0], dims="option")
    value = value.assign_coords(chain=range(4), draw=range(300)).astype(np.float32)
    found = dominance(value)
    assert found["first"].any()
    xr.testing.assert_identical(found, dominance(value.transpose("draw", "option", "chain")))
    xr.testing.assert_identical(found, dominance(value.stack(sample=("chain", "draw"))))
    xr.testing.assert_identical(found, dominance(value.astype(float)))


def test_options_without_ids():
    found = dominance(xr.DataArray(np.ones((9, 2)) * [1, 2], dims=("sample", "option")))
    assert list(found.coords) == []
    assert found["first"].values.tolist() == [[False, False], [True, False]]


def test_an_option_that_is_nil_is_warned_of():
    value = normals(1, [0, 1], [0, 1], 100)
    with pytest.warns(
        UserWarning, match=r"a is 0 in every draw .* relative=False, simulate=True"
    ) as caught:
        dominance(value)
    assert caught[0].filename == __file__


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (labelled([[1.0, np.nan], [1.0, np.inf]]), "2 of 2 draws of b are NaN or infinite"),
        (labelled(np.ones((5, 1))), "at least 2 options"),
        (labelled(np.ones((1, 2))), "at least 2 draws .* not 1"),
        (labelled(np.ones((5, 3)), ids="aba"), "unique: a occurs more than once"),
        (xr.DataArray(np.ones(5), dims="sample"), "'option' is missing"),
        (labelled(np.ones((5, 2)), ("year", "option")), "draws need the dims"),
        (
            labelled(np.ones((5, 2, 2)), ("sample", "option", "attribute")),
            r"unknown dims \['attribute'\]",
        ),
        (
            labelled(np.ones((5, 2))).assign_attrs(relative_to="a"),
            "relative to a, .* relative=False, simulate=True",
        ),
    ],
)
def test_errors_say_what_is_wrong(value, message):
    with pytest.raises(ValueError, match=message):
        dominance(value)
