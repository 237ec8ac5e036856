import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from made_up.options import sweep, two_parts
from stakes.decision.acceptability import acceptability
from stakes.decision.expected_loss import expected_loss
from stakes.decision.expected_value import compare
from stakes.decision.information.perfect_information import evpi
from stakes.decision.net_value import net_value

CARE = [0.0, 0.25, 0.5, 1.0, 2.0]
PROPERTY = settings(max_examples=200, deadline=None)

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
