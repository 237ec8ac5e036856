"""What is taken as draws, and that labels come out as they went in."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import stakes
from stakes.decision.draws import arrays

N = 2000
X = np.random.default_rng(0).normal(size=N)
VALUES = np.stack([0 * X, X - 0.1, 2 * X - 0.3], -1)
LABELLED = xr.DataArray(VALUES, dims=("sample", "option"), coords={"option": ["a", "b", "c"]})
EVPI = stakes.evpi(LABELLED)["evpi"].item()
CHAINS = {"chain": range(4), "draw": range(500)}
TREE = xr.DataTree.from_dict(
    {"posterior": xr.Dataset({"x": (("chain", "draw"), X.reshape(4, 500))}, CHAINS)}
)


@pytest.mark.parametrize(
    "value",
    [
        VALUES,
        pd.DataFrame(VALUES, columns=["a", "b", "c"]),
        xr.Dataset({name: ("sample", VALUES[:, i]) for i, name in enumerate("abc")}),
        VALUES.reshape(4, 500, 3),
        VALUES.reshape(4, 500, 1, 3),
    ],
)
def test_arrays_frames_and_datasets_are_taken(value):
    assert stakes.evpi(value)["evpi"].item() == pytest.approx(EVPI)
    assert stakes.compare(value)["expected"].to_numpy() == pytest.approx(VALUES.mean(axis=0))


@pytest.mark.parametrize("value", [[[1.0, 2.0]], VALUES[:, 0], None, {"a": X}])
def test_anything_else_is_refused_in_a_line_that_says_how(value):
    with pytest.raises(
        ValueError, match=r"must be a DataArray with the dim 'option', not .* DataFrame"
    ) as refused:
        stakes.compare(value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "parameters", [{"x": X}, pd.DataFrame({"x": X}), xr.Dataset({"x": ("sample", X)})]
)
def test_parameters_of_any_kind(parameters):
    assert stakes.evppi(LABELLED, parameters)["evppi"].item() == pytest.approx(EVPI, rel=0.01)
    assert stakes.tornado(LABELLED, parameters)["parameter"].to_numpy().tolist() == ["x"]
    assert stakes.importance(LABELLED.sel(option="b"), parameters)[
        "first_order"
    ].item() == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("fit", [TREE, TREE["posterior"]])
def test_the_posterior_of_a_fit_is_taken(fit):
    value = xr.DataArray(VALUES.reshape(4, 500, 3), dims=("chain", "draw", "option"))
    assert stakes.evppi(value, fit)["group"].to_numpy().tolist() == ["x"]


@pytest.mark.parametrize("dtype", ["i1", "u1", "i4", "u8", "f2", "?"])
def test_draws_of_any_type_give_what_floats_give(dtype):
    rng = np.random.default_rng(1)
    raw = rng.integers(0, 2 if dtype == "?" else 100, (N, 3)).astype(dtype)
    value = xr.DataArray(raw, dims=("sample", "option"), coords={"option": ["a", "b", "c"]})
    known = xr.Dataset({"x": ("sample", raw[:, 1] + rng.normal(size=N))})
    methods = [
        stakes.compare,
        stakes.evpi,
        lambda v: stakes.evppi(v, known),
        lambda v: stakes.break_even(v, known["x"], ("a", "b")),
        lambda v: stakes.tornado(v, known),
        lambda v: stakes.tilt(v, ("a", "b"), known),
        lambda v: stakes.discover(v, known, "a"),
        stakes.dominance,
        lambda v: stakes.certainty_equivalent(v, 0.01),
        lambda v: stakes.importance(v.isel(option=1), known),
    ]
    for method in methods:
        xr.testing.assert_allclose(method(value), method(value.astype(float)))


def test_small_integers_would_wrap_around():
    x = xr.DataArray(np.array([[200, 100], [100, 200]], np.uint8), dims=("option", "sample"))
    wide = arrays.to_numpy(x, "option")
    assert (wide[0] - wide[1]).tolist() == [100, -100]
    assert (x.to_numpy()[0] - x.to_numpy()[1]).tolist() != [100, -100]


def test_a_newsvendor_chooses_among_81_order_quantities():
    order = np.arange(0, 810, 10)
    demand = np.random.default_rng(2).gamma(20, 20, N)
    profit = 5 * np.minimum(demand[:, None], order) - 3 * order
    value = xr.DataArray(profit, dims=("sample", "option"), coords={"option": order})
    table = stakes.compare(value)
    assert value.sel(option=table["best"]).mean() == pytest.approx(table["expected"].max().item())
    assert table["best"].dtype == order.dtype
    assert stakes.tornado(value, {"demand": demand})["option"].dtype == order.dtype
    assert stakes.tilt(value, (400, 300))["kl"] >= 0


def test_tuples_are_labels_too():
    labels = np.empty(3, object)
    labels[:] = [("a", 1), ("a", 2), ("b", 1)]
    value = xr.DataArray(VALUES, dims=("sample", "option"), coords={"option": ("option", labels)})
    assert stakes.compare(value)["best"].item() == ("a", 1)
    assert np.isfinite(stakes.tilt(value, (("a", 1), ("b", 1)))["kl"])


PARTS = xr.DataArray(
    np.stack([VALUES, VALUES], -1),
    dims=("sample", "option", "attribute"),
    coords={"sample": np.arange(N), "option": ["a", "b", "c"], "attribute": ["p", "q"]},
)


@pytest.mark.parametrize(
    ("dim", "labels"),
    [("sample", np.arange(N // 2)), ("option", ["a", "b"]), ("option", ["a", "b", "d"])],
)
def test_weights_that_do_not_match_are_refused(dim, labels):
    weights = xr.DataArray(
        np.ones((len(labels), 2)), {dim: labels, "attribute": ["p", "q"]}, (dim, "attribute")
    )
    with pytest.raises(ValueError, match=f"weights do not match parts along '{dim}'"):
        stakes.net_value(PARTS, weights)


def test_weights_and_sizes_in_another_order_are_aligned():
    weights = xr.DataArray(
        [[1.0, 0], [2, 0], [3, 0]],
        {"option": ["c", "b", "a"], "attribute": ["p", "q"]},
        ("option", "attribute"),
    )
    assert stakes.net_value(PARTS, weights).sel(option="a").to_numpy() == pytest.approx(
        3 * VALUES[:, 0]
    )
    gain = xr.DataArray([1.0, 2.0, 3.0], {"size": [1, 2, 3]}, "size")
    cost = xr.DataArray([3.0, 0.5, 1.0], {"size": [3, 1, 2]}, "size")
    assert stakes.enbs(gain, cost)["enbs"].to_numpy().tolist() == [0.5, 1.0, 0.0]


def test_draws_in_another_order_are_aligned():
    value = LABELLED.assign_coords(sample=np.arange(N))
    known = xr.Dataset({"x": ("sample", X)}, {"sample": np.arange(N)}).isel(
        sample=slice(None, None, -1)
    )
    assert stakes.evppi(value, known)["share_of_evpi"].item() == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize(
    "method",
    [
        stakes.compare,
        stakes.evpi,
        stakes.dominance,
        lambda v: stakes.importance(v[..., 1], {"x": X}),
    ],
)
def test_values_too_large_to_square_are_refused_without_warnings(method):
    huge = LABELLED * 1e160  # a warning would be an error
    with pytest.raises(ValueError, match=r"beyond 1e\+150, too large to square"):
        method(huge)


def test_names_are_indicators_where_a_number_is_asked_for():
    rng = np.random.default_rng(3)
    region = np.array(["north", "south", "east"])[rng.integers(3, size=N)]
    lead = (region == "north") * 1.5 - 0.7 + rng.normal(size=N)
    value = xr.DataArray([0 * lead, lead], {"option": ["wait", "act"]}, ("option", "sample"))
    known = xr.Dataset({"region": ("sample", region)})
    assert "region[north]" in stakes.tornado(value, known)["parameter"].to_numpy()
    assert stakes.tilt(value, ("act", "wait"), known)["shift_sd"].sel(parameter="region[north]") > 0
    assert (
        "act leads at north"
        in stakes.break_even(value, known["region"], ("act", "wait")).attrs["reason"]
    )


def test_dates_are_refused_in_a_line():
    known = xr.Dataset({"day": ("sample", np.arange(N).astype("M8[ns]"))})
    with pytest.raises(ValueError, match=r"day holds datetime64.*neither numbers nor text"):
        stakes.evppi(LABELLED, known)
