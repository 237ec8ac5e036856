"""What the four panels show is what the table says."""

import numpy as np
import pytest
import xarray as xr

import stakes


def analysis(n=3_000):
    rng = np.random.default_rng(1)
    ids, dims = {"option": ["none", "drug", "device"]}, ("sample", "option")
    effects = xr.DataArray(rng.normal([0, 1, 1.2], 0.3, (n, 3)), ids, dims, attrs={"unit": "QALYs"})
    costs = xr.DataArray(rng.normal([0, 9, 20], 2.0, (n, 3)), ids, dims, attrs={"unit": "pounds"})
    table = stakes.cost_effectiveness(effects, costs, np.linspace(0, 100, 21))
    return table, effects, costs


def test_lines_are_the_columns_of_the_table():
    table, effects, costs = analysis()
    axes, shown = stakes.plot_cost_effectiveness(table, effects, costs)
    assert shown is table
    for ax, name in ((axes[0, 1], "inb"), (axes[1, 0], "ceac")):
        drawn = {line.get_label(): line.get_ydata() for line in ax.lines}
        for option in ("none", "drug", "device"):
            np.testing.assert_array_equal(drawn[option], table[name].sel(option=option))
    np.testing.assert_array_equal(axes[1, 1].lines[0].get_ydata(), table["evpi"])
    assert axes[1, 1].get_xlabel() == "threshold (pounds per QALYs)"


def test_the_plane_has_the_cloud_and_the_frontier():
    table, effects, costs = analysis()
    (plane, *_), _ = stakes.plot_cost_effectiveness(table, effects, costs)[0]
    clouds = [c.get_offsets() for c in plane.collections]
    assert [len(c) for c in clouds] == [1_000] * 3
    np.testing.assert_allclose(
        clouds[1][:, 0], (effects.sel(option="drug") - effects.sel(option="none"))[::3]
    )
    lines = {line.get_label(): line.get_xdata() for line in plane.lines}
    np.testing.assert_allclose(lines["efficiency frontier"], table["effect_difference"])
    bare = stakes.plot_cost_effectiveness(table)[0][0, 0]
    assert not bare.collections


def test_another_table_is_refused():
    with pytest.raises(ValueError, match="that cost_effectiveness returns"):
        stakes.plot_cost_effectiveness(xr.Dataset({"inb": 1.0}))
