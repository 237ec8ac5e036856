import numpy as np
import pytest
import xarray as xr

import stakes
from made_up.inputs import LABELLED, X
from stakes.decision.draws.parameters import check_draws, elements, flat_parameters

N = 2000


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


def test_elements_of_a_matrix_are_named_by_their_labels():
    x = np.arange(12.0).reshape(2, 2, 3)
    known = xr.Dataset(
        {"m": (("row", "column", "sample"), x), "s": ("sample", x[0, 0])},
        {"row": ["r1", "r2"], "column": [5, 6]},
    )
    found = elements(known)
    assert list(found) == ["m", "s"]
    assert list(found["m"]) == ["m[r1,5]", "m[r1,6]", "m[r2,5]", "m[r2,6]"]
    np.testing.assert_array_equal(found["m"]["m[r2,5]"], x[1, 0])
    np.testing.assert_array_equal(found["s"]["s"], x[0, 0])


def test_a_category_is_an_indicator_of_each_of_its_levels():
    value = LABELLED.isel(sample=slice(0, 6))
    names = np.array(["b", "a", "c", "a", "b", "a"])
    found = flat_parameters(value, {"x": np.arange(6.0), "kind": names})
    assert list(found) == ["x", "kind[a]", "kind[b]", "kind[c]"]
    for level in "abc":
        np.testing.assert_array_equal(found[f"kind[{level}]"], (names == level) * 1.0)
    np.testing.assert_array_equal(found["x"], np.arange(6.0))


def test_a_parameter_without_sets_is_the_same_in_all_of_them():
    dims = ("chain", "draw", "set")
    value = xr.DataArray(np.zeros((3, 4, 2, 2)), dims=(*dims, "option"))
    x = np.arange(12.0).reshape(3, 4)
    found = check_draws(value, xr.Dataset({"x": (dims[:2], x)}), "parameters")["x"]
    assert found.transpose(*dims).shape == (3, 4, 2)
    np.testing.assert_array_equal(found.isel(set=1), found.isel(set=0))


@pytest.mark.parametrize(
    ("known", "message"),
    [
        (xr.Dataset(), "parameters holds no variables"),
        ({"x": np.zeros(5)}, "x has 5 along 'sample', the utilities 2000"),
        ({"x": np.zeros((2, 1000))}, "x has the sample dims .*chain.*, the utilities .*sample"),
        (xr.Dataset({"x": ("year", np.zeros(3))}), "x has the sample dims none"),
        (xr.Dataset({"x": ("sample", X)}, {"sample": np.arange(N) + 1}), "different coordinates"),
    ],
)
def test_draws_that_are_not_those_of_the_utilities_are_refused(known, message):
    with pytest.raises(ValueError, match=message):
        check_draws(LABELLED.assign_coords(sample=np.arange(N)), known, "parameters")


@pytest.mark.parametrize("far", [1e151, -1e151])
def test_parameters_too_large_to_square_are_refused(far):
    with pytest.raises(ValueError, match=r"x is beyond 1e.150, too large to square"):
        elements(xr.Dataset({"x": ("sample", [0.0, far])}))
