import numpy as np
import pytest
import xarray as xr

from made_up.parameters_in_sets import parameters
from made_up_sets import SETS
from stakes.decision.draws.arrays import mcse, sample_dims, to_numpy, unstacked
from stakes.decision.draws.parameters import check_draws, elements
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.decision.expected_value import compare
from stakes.decision.information.partial_perfect_information import evppi
from stakes.decision.sequence.policy import choices
from stakes.decision.sequence.stage import Stage

SHAPE = (4, 500, 8)


def test_sets_are_a_sample_dim():
    value, pars = parameters(1)
    assert sample_dims(value) == SETS
    assert to_numpy(value.transpose("set", "option", "draw", "chain"), "option").shape == (
        2,
        *SHAPE,
    )
    stacked = value.stack(sample=SETS)
    assert np.array_equal(to_numpy(stacked, "option"), to_numpy(value, "option"))
    assert mcse(value).sel(option="b").item() == standard_error(value.sel(option="b").values)
    assert np.array_equal(
        elements(check_draws(value, pars, "p"))["theta"]["theta"],
        np.repeat(pars["theta"].values.ravel(), 8),
    )


def test_samples_with_sets_are_one_chain():
    value, pars = parameters(1)
    flat = xr.DataArray(
        value.values.reshape(2, -1, 8),
        dims=("option", "sample", "set"),
        coords={"option": ["a", "b"]},
    )
    one = unstacked(flat)
    assert dict(one.sizes) == {"chain": 1, "option": 2, "draw": 2000, "set": 8}
    assert compare(flat)["mcse"].equals(compare(one)["mcse"])
    theta = xr.Dataset({"theta": ("sample", pars["theta"].values.ravel())})
    assert evppi(flat, theta)["evppi"].item() > 0.1
    assert choices([Stage("now", flat, theta)]).shape == (1, 1, 2000, 8)


def test_sets_alone_are_no_draws():
    with pytest.raises(ValueError, match="draws need the dims"):
        sample_dims(xr.DataArray(np.zeros(8), dims="set"))


def test_a_parameter_with_sets_needs_a_value_with_them():
    value, pars = parameters(1)
    with pytest.raises(
        ValueError, match=r"u has several draws \(set\) for each posterior draw, the utilities one"
    ):
        evppi(value.isel(set=0), pars[["u"]])
    with pytest.raises(ValueError, match="u has 3 along 'set', the utilities 8"):
        evppi(value, pars[["u"]].isel(set=slice(3)))
