import numpy as np
import pytest
import xarray as xr

import stakes
from made_up.results import EVPPI, VALUE
from stakes.decision.expected_value import compare

IDS = ["one", "two", "many_more"]


@pytest.mark.parametrize(("column", "error"), [("expected", "mcse"), ("p_best", "p_best_mcse")])
def test_bars_of_options(column, error):
    axes, data = stakes.plot_compare(compare(VALUE), column)
    np.testing.assert_allclose([p.get_width() for p in axes.patches], data[column])
    ends = np.array([s[:, 0] for s in axes.collections[0].get_segments()])
    np.testing.assert_allclose(
        ends, np.stack([data[column] - 2 * data[error], data[column] + 2 * data[error]], 1)
    )
    assert [t.get_text() for t in axes.get_yticklabels()] == ["One", "Two", "Many"]
    assert axes.yaxis_inverted()
    xr.testing.assert_identical(data, compare(VALUE)[[column, error]])


def test_ids_stand_in_for_labels():
    axes, _ = stakes.plot_compare(compare(VALUE.drop_vars("label")))
    assert [t.get_text() for t in axes.get_yticklabels()] == ["one", "two", "many more"]


def test_evppi_falls_and_what_is_below_its_floor_is_pale():
    axes, data = stakes.plot_evppi(EVPPI)
    assert data["group"].values.tolist() == ["b", "a", "c"]
    np.testing.assert_allclose([p.get_width() for p in axes.patches], [0.4, 0.1, 0.01])
    colours = [p.get_facecolor() for p in axes.patches]
    assert colours[0] == colours[1] != colours[2]
    floors = axes.collections[-1].get_segments()
    np.testing.assert_allclose([s[0, 0] for s in floors], [0.03, 0.03, 0.04])
