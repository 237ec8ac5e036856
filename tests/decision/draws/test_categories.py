import numpy as np
import pytest
import xarray as xr

import stakes
from made_up.inputs import LABELLED

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
