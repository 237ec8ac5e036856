"""What went in differently: rows of a fit."""

import numpy as np
import xarray as xr

from stakes.report.changes.causes import rows_in


def test_rows_are_read_from_a_fit_and_from_no_torn_one(tmp_path):
    assert rows_in(tmp_path) == {}
    data = xr.Dataset({"hit": ("row", np.arange(3))})
    xr.DataTree.from_dict({"/observed_data": data}).to_netcdf(tmp_path / "fit.nc", engine="netcdf4")
    assert rows_in(tmp_path) == {"hit": 3}
    (tmp_path / "fit.nc").write_bytes(b"torn")
    assert rows_in(tmp_path) == {}
