"""netCDF says of a full disk what nobody understands; a run says it in its own words."""

import pytest
import xarray as xr

from stakes.runs import store


def test_a_fit_that_cannot_be_written_leaves_nothing_and_says_why(tmp_path, monkeypatch):
    def full(*_, **__):
        raise RuntimeError("NetCDF: HDF error")

    monkeypatch.setattr(xr.DataTree, "to_netcdf", full)
    with pytest.raises(OSError, match="is the disk full") as error:
        store.write_fit(tmp_path / "fit.nc", xr.DataTree(xr.Dataset({"x": 0.0})))
    assert error.value.filename == str(tmp_path / "fit.nc")
    assert list(tmp_path.iterdir()) == []
