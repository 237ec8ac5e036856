import numpy as np
import pytest
import xarray as xr

import stakes
from made_up.inputs import LABELLED, X

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
