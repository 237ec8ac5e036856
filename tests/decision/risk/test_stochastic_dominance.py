import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from closed_form import TRUTH
from made_up.options import labelled
from made_up.risks import chains, normals, true_pairs
from stakes.decision.risk import stochastic_dominance
from stakes.decision.risk.stochastic_dominance import dominance

SEEDS = [1, 2, 3]
PROPERTY = settings(max_examples=200, deadline=None)

F = TRUTH["F_risk_normal"]


@pytest.mark.parametrize("seed", SEEDS)
def test_normal_options(seed):
    assert "no FSD, no SSD between 1 and 2" in F["dominance"]
    found = dominance(normals(seed, [100, 110, 90, 99], [50, 120, 50, 60]))
    # N(100, 50) before all narrower claims; N(99, 60) against N(90, 50) is of neither order
    assert true_pairs(found["first"]) == {("a", "c")}
    assert true_pairs(found["second"]) == {("a", "c"), ("a", "d")}


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


NUMBERS = st.integers(-20, 20).map(float)

VALUES = (
    st.tuples(st.integers(2, 60), st.integers(2, 4))
    .flatmap(lambda shape: arrays(float, shape, elements=NUMBERS))
    .map(lambda x: labelled(x + 0.5))  # no option is 0 throughout
)


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
