import numpy as np
import pytest
import xarray as xr

from made_up.boxes import asked, chained, flipped, in_box, in_corners, planted, uniform
from stakes.decision.sensitivity.scenarios.scenario_discovery import discover

SEEDS = [1, 2, 3, 4, 5]
FREE = [-np.inf, np.inf]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_planted_box_is_found(seed):
    found = planted(seed)
    assert found.sizes["box"] == 1
    assert found["coverage"].item() > 0.8
    assert found["density"].item() > 0.8
    assert found["restricted"].item() == 2
    truth = [FREE, [0.6, np.inf], [0.2, 0.7], FREE, FREE]
    np.testing.assert_allclose(found["limits"].values[0], truth, atol=0.05)
    assert found["mass"].item() == pytest.approx(0.2, abs=0.04)


@pytest.mark.parametrize("seed", SEEDS)
def test_two_planted_boxes_in_the_same_parameters_are_found(seed):
    rng, x = uniform(seed)
    found = asked(x, flipped(rng, in_corners(x)))
    assert found.sizes["box"] == 2
    first = (
        found["limits"]
        .isel(box=np.argsort(found["limits"].sel(parameter="x1", bound="lower").values))
        .values
    )
    below, above = [-np.inf, 0.35], [0.65, np.inf]
    np.testing.assert_allclose(
        first, [[FREE, at, at, FREE, FREE] for at in (below, above)], atol=0.05
    )
    assert found["coverage"].sum() > 0.8
    assert found.attrs["sentences"][1].split(": ")[1].startswith("a further ")


@pytest.mark.parametrize("seed", SEEDS)
def test_two_planted_boxes_in_other_parameters_are_found(seed):
    rng, x = uniform(seed)
    found = asked(x, flipped(rng, ((x[1] > 0.7) & (x[2] > 0.6)) | ((x[3] < 0.3) & (x[4] < 0.4))))
    assert {
        tuple(np.flatnonzero(row)) for row in np.isfinite(found["limits"]).any("bound").values
    } == {(1, 2), (3, 4)}
    assert (found["density"] > 0.8).all()
    assert found["coverage"].sum() > 0.8


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("levels", "words"), [([3], "x1 is at least 3"), ([0, 1], "x1 is at most 1"), ([2], "x1 is 2 ")]
)
def test_planted_states_are_found(seed, levels, words):
    rng, x = uniform(seed)
    x[1] = rng.choice(5, p=[0.2, 0.2, 0.2, 0.3, 0.1], size=5000)
    lost = np.isin(x[1], [3, 4] if levels == [3] else levels) & (x[2] > 0.4)
    found = asked(x, flipped(rng, lost))
    assert found.sizes["box"] == 1
    assert found["coverage"].item() > 0.75
    assert found["density"].item() > 0.8
    assert found.attrs["sentences"][0].startswith(
        f"act loses where {words.strip()} and x2 is above 0.4"
    )


def test_sums_of_many_parameters_are_not_described_by_many():
    _, x = uniform(1, 5000, 20)
    found = asked(x, x.mean(axis=0) > 0.55)
    assert found.sizes["box"] > 0
    assert found["restricted"].max() <= 3
    assert (found["density"] > found.attrs["base_rate"]).all()


def test_increasing_functions_of_parameters_do_not_matter():
    rng, x = uniform(1)
    lost = flipped(rng, in_box(x))
    found, other = asked(x, lost), asked(np.exp(5 * x), lost)
    finite = np.isfinite(found["limits"].values)
    np.testing.assert_allclose(
        np.exp(5 * found["limits"].values[finite]), other["limits"].values[finite]
    )
    xr.testing.assert_allclose(found.drop_vars("limits"), other.drop_vars("limits"))


def test_single_chain_and_stacked_chains():
    x, lost = chained(np.random.default_rng(1), 0.3)
    one = asked(x.reshape(5, 1, -1), lost.reshape(1, -1))
    assert one.sizes["box"] == 2
    value = xr.DataArray(
        np.stack([lost, 0 * lost]) * 1.0, {"option": ["wait", "act"]}, ("option", "chain", "draw")
    )
    known = xr.Dataset({"v": (("place", "chain", "draw"), x)}, {"place": list("abcde")})
    found = discover(value, known, "act")
    assert list(found["parameter"].values) == [f"v[{c}]" for c in "abcde"]
    coords = {"chain": range(4), "draw": range(1000)}
    stacked = [d.assign_coords(coords).stack(sample=("chain", "draw")) for d in (value, known)]
    xr.testing.assert_allclose(found, discover(*stacked, "act"))
    xr.testing.assert_allclose(found.drop_vars("parameter"), asked(x, lost).drop_vars("parameter"))


def test_ties_are_no_losses_and_constants_stay_free():
    x = np.random.default_rng(1).uniform(size=(2, 1000))
    x[1] = 7.0
    other = np.where(x[0] > 0.5, 0.0, -1.0)
    value = xr.DataArray(
        np.stack([other, 0 * other, other - 1]), {"option": list("abc")}, ("option", "sample")
    )
    known = xr.Dataset({"x": ("sample", x[0]), "same": ("sample", x[1])})
    assert discover(value, known, "b").attrs["reason"] == "b loses in no draw"
    assert discover(value, known, "c").attrs["reason"] == "c loses in every draw"
    found = discover(value, known, "a")
    np.testing.assert_allclose(found["limits"].values[0], [[-np.inf, 0.5], FREE], atol=0.02)
    assert found.attrs["base_rate"] == (other < 0).mean()
    assert found["density_se"].item() > 0


def test_many_equal_draws_at_an_end_go_as_a_whole():
    rng, x = uniform(1)
    x[0] = np.maximum(x[0] - 0.4, 0)
    found = asked(x, flipped(rng, x[0] > 0))
    assert found["limits"].sel(parameter="x0", bound="lower").item() == pytest.approx(0, abs=0.02)
    assert found["limits"].sel(parameter="x0", bound="lower").item() > 0


@pytest.mark.parametrize(
    ("count", "reason"), [(0, "in no draw"), (500, "in every draw"), (5, "5 of 500 draws: too few")]
)
def test_without_boxes_the_dims_are_the_same(count, reason):
    _, x = uniform(1, 500)
    found = asked(x, np.arange(500) < count)
    assert dict(found["limits"].sizes) == {"box": 0, "parameter": 5, "bound": 2}
    assert all(
        found[name].dims == ("box",)
        for name in ("coverage", "coverage_se", "density", "density_se", "mass", "restricted")
    )
    assert reason in found.attrs["reason"]
    assert found.attrs["sentences"] == []
    assert found.attrs["base_rate"] == count / 500


def some(n=100):
    x = np.linspace(0, 1, n)
    value = xr.DataArray(
        np.stack([0 * x, x - 0.5]), {"option": ["wait", "act"]}, ("option", "sample")
    )
    return value, xr.Dataset({"x": ("sample", x)})


@pytest.mark.parametrize(
    ("value", "parameters", "option", "message"),
    [
        (*some(), "go", "unknown option 'go': it must be one of wait, act"),
        (some()[0], xr.Dataset(), "act", "parameters holds no variables"),
        (some()[0], some(99)[1], "act", "x has 99 along 'sample'"),
        (some()[0].where(some()[0] > 0), some()[1], "act", "draws of wait.* are NaN or infinite"),
        (some()[0], some()[1].where(some()[1] > 0.5), "act", "draws of x are NaN or infinite"),
        (some()[0][:1], some()[1], "wait", "at least 2 options"),
        (some()[0][0], some()[1], "wait", "'option' is missing"),
    ],
)
def test_wrong_input_is_named(value, parameters, option, message):
    with pytest.raises(ValueError, match=message):
        discover(value, parameters, option)
