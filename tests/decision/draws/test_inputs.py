import numpy as np
import pandas as pd
import pytest
import xarray as xr

import stakes
from made_up.inputs import LABELLED, VALUES, X
from stakes.decision.draws import arrays

N = 2000
CHAINS = {"chain": range(4), "draw": range(500)}

EVPI = stakes.evpi(LABELLED)["evpi"].item()

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
