import numpy as np
import pytest

import stakes
from made_up.results import parts

IDS = ["one", "two", "many_more"]


def test_the_plane_shows_differences_and_their_average_over_all_draws():
    axes, data = stakes.plot_plane(parts(), ("two", "one"), ("gain", "side_effect"), points=50)
    difference = parts().sel(option="two", drop=True) - parts().sel(option="one", drop=True)
    assert data.sizes["point"] == 50
    np.testing.assert_allclose(
        axes.collections[0].get_offsets(), np.stack([data["gain"], data["side_effect"]], 1)
    )
    np.testing.assert_allclose(data["mean"], difference.mean(("chain", "draw")))
    np.testing.assert_allclose(axes.lines[-1].get_xydata()[0], data["mean"])
    assert set(data["gain"].values) <= set(difference.sel(attribute="gain").values.ravel())


@pytest.mark.parametrize(
    "given", [{"gain": 1.0, "side_effect": 2.0}, {"gain": 1.0, "side_effect": 0.0}]
)
def test_the_line_is_where_the_weighted_attributes_cancel(given):
    axes, _ = stakes.plot_plane(parts(), ("two", "one"), ("gain", "side_effect"), given)
    (x0, y0), (x1, y1) = axes.lines[-1].get_xy1(), axes.lines[-1].get_xy2()
    assert (x0, y0) == (0, 0)
    assert given["gain"] * x1 + given["side_effect"] * y1 == 0
    assert (x1, y1) != (0, 0)
