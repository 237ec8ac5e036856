from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import stakes
from made_up.inputs import LABELLED
from stakes.decision.draws.categories import coded

N = 2000


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


NAMES = ["low", "high", "low"]
NAMED = {
    "text": xr.DataArray(np.array(NAMES), dims="sample"),
    "text as objects": xr.DataArray(np.array(NAMES, object), dims="sample"),
    "pandas": xr.DataArray.from_series(
        pd.Series(pd.Categorical(NAMES), pd.RangeIndex(3, name="sample"))
    ),
}


@pytest.mark.parametrize("kind", NAMED)
def test_names_become_numbers_of_their_levels(kind):
    codes, levels = coded("x", NAMED[kind])
    assert levels == ["high", "low"]
    assert codes.to_numpy().tolist() == [1, 0, 1]
    assert codes.dtype.kind in "iu"


@pytest.mark.parametrize(
    ("x", "attrs", "levels"),
    [
        ([3.0, 1.5, 3.0], {}, []),
        ([3, 1, 3], {"categorical": False}, []),
        ([3.0, 1.5, 3.0], {"categorical": True}, ["1.5", "3"]),
        ([3, 1, 3], {"categorical": 1}, ["1", "3"]),
        ([3.0, np.nan, 3.0], {"categorical": True}, []),  # said elsewhere to be missing
        ([3, 1, 3], {"flag_values": [1, 3]}, []),  # so few have means of their own anyway
        (np.arange(21), {"flag_values": np.arange(21)}, [str(i) for i in range(21)]),
        (np.arange(20), {"flag_values": np.arange(20)}, []),
    ],
)
def test_numbers_are_names_where_an_attribute_says_so(x, attrs, levels):
    draws = xr.DataArray(np.asarray(x), dims="sample", attrs=attrs)
    codes, found = coded("x", draws)
    assert found == levels
    if not levels:
        xr.testing.assert_identical(codes, draws)


@pytest.mark.parametrize("x", [[1, 2.5, True], [Fraction(1, 2), 2, np.float32(3)]])
def test_objects_that_are_numbers_are_numbers(x):
    codes, levels = coded("x", xr.DataArray(np.array(x, object), dims="sample"))
    assert levels == []
    assert codes.dtype == float
    assert codes.to_numpy().tolist() == [float(v) for v in x]


@pytest.mark.parametrize(
    ("x", "message"),
    [
        (["a", None, "b", None], "2 draws of x are missing"),
        (["a", np.nan, "b"], "1 draws of x are missing"),
        ([1, "a"], "x holds int, str, neither numbers nor text"),
        ([1j, 2], "x holds complex, int, neither"),
        ([None, None], "x holds NoneType, neither"),
    ],
)
def test_what_is_missing_or_neither_is_refused(x, message):
    with pytest.raises(ValueError, match=message):
        coded("x", xr.DataArray(np.array(x, object), dims="sample"))


def test_dims_and_coordinates_stay():
    draws = xr.DataArray(
        np.array([["a", "b"], ["b", "b"]]), {"chain": [3, 4]}, ("chain", "draw"), name="x"
    )
    codes, _ = coded("x", draws)
    assert codes.dims == ("chain", "draw")
    assert codes["chain"].to_numpy().tolist() == [3, 4]
    assert codes.to_numpy().tolist() == [[0, 1], [1, 1]]
