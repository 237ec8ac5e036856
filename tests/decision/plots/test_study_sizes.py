import numpy as np
import xarray as xr

import stakes
from made_up.results import ENBS, EVSI

SIZES = {"size": [1, 5, 10, 1000]}


def test_lines_by_size():
    axes, data = stakes.plot_evsi(EVSI)
    np.testing.assert_allclose(
        axes.lines[0].get_xydata(), np.stack([EVSI["size"], EVSI["evsi"]], 1)
    )
    assert axes.get_xscale() == "log"
    assert stakes.plot_evsi(EVSI.isel(size=slice(0, 3)))[0].get_xscale() == "linear"
    xr.testing.assert_identical(data.reset_coords(), EVSI.reset_coords())


def test_best_size_is_marked_where_there_is_one():
    axes, _ = stakes.plot_enbs(ENBS)
    assert axes.lines[-1].get_xydata().tolist() == [[5.0, 0.15]]
    axes, _ = stakes.plot_enbs(ENBS.assign(best_size=np.nan))
    assert axes.get_legend() is None
