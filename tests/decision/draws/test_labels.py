import numpy as np
import xarray as xr

import stakes
from made_up.inputs import VALUES

N = 2000


def test_tuples_are_labels_too():
    labels = np.empty(3, object)
    labels[:] = [("a", 1), ("a", 2), ("b", 1)]
    value = xr.DataArray(VALUES, dims=("sample", "option"), coords={"option": ("option", labels)})
    assert stakes.compare(value)["best"].item() == ("a", 1)
    assert np.isfinite(stakes.tilt(value, (("a", 1), ("b", 1)))["kl"])
