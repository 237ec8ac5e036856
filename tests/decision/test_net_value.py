import numpy as np
import pytest
import xarray as xr

from stakes.decision.net_value import net_value

PARTS = xr.DataArray(
    np.arange(24.0).reshape(2, 3, 2, 2),
    dims=("chain", "draw", "option", "attribute"),
    coords={"attribute": ["gain", "cost"], "option": ["x", "y"]},
    attrs={"unit": "USD"},
)


@pytest.mark.parametrize(
    "weights",
    [
        {"cost": -1, "gain": 2},
        xr.DataArray([-1, 2], dims="attribute", coords={"attribute": ["cost", "gain"]}),
    ],
)
def test_net_value_is_the_weighted_sum(weights):
    value = net_value(PARTS, weights)
    assert value.dims == ("chain", "draw", "option")
    assert value.attrs == {"unit": "USD"}
    np.testing.assert_array_equal(
        value, 2 * PARTS.sel(attribute="gain") - PARTS.sel(attribute="cost")
    )


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ({"gain": 1}, "no weight for cost"),
        ({"gain": 1, "cost": 1, "fame": 1}, "unknown attribute fame"),
        ({"gain": 1, "cost": np.nan}, "finite"),
        (
            xr.DataArray(
                [1, 2, 3], dims="attribute", coords={"attribute": ["gain", "cost", "gain"]}
            ),
            "several weights for gain",
        ),
        (xr.DataArray([1, 2], dims="attribute"), "weights needs a labelled dim 'attribute'"),
    ],
)
def test_wrong_weights_are_named(weights, message):
    with pytest.raises(ValueError, match=message):
        net_value(PARTS, weights)


def test_parts_need_attributes():
    with pytest.raises(ValueError, match="parts needs a labelled dim 'attribute'"):
        net_value(PARTS.sum("attribute"), {"gain": 1})
