import numpy as np
import pytest
import xarray as xr

import stakes
from made_up.results import VALUE, parts, said, weights
from stakes.decision.acceptability import acceptability
from stakes.decision.expected_loss import expected_loss
from stakes.decision.risk.certainty_equivalent import certainty_equivalent

IDS = ["one", "two", "many_more"]


@pytest.mark.parametrize(
    ("function", "error"), [(acceptability, "p_best_mcse"), (expected_loss, "mcse")]
)
def test_curves_and_frontier(function, error):
    curve = function(parts(), weights(np.linspace(0, 2, 20)))
    axes, data = getattr(stakes, f"plot_{function.__name__}")(curve)
    lines = {line.get_label(): line.get_xydata() for line in axes.lines}
    for i, label in enumerate(["One", "Two", "Many"]):
        np.testing.assert_allclose(lines[label], np.stack([curve["care"], curve[:, i]], 1))
    front = np.concatenate(
        [line.get_ydata() for line in axes.lines if line.get_label() not in ("One", "Two", "Many")]
    )
    np.testing.assert_allclose(
        front, [curve[i].sel(option=o) for i, o in enumerate(curve["frontier"].values)]
    )
    assert len(set(curve["frontier"].values)) > 1
    np.testing.assert_array_equal(data[curve.name], curve)
    np.testing.assert_array_equal(data[error], curve[error])
    np.testing.assert_array_equal(data["frontier"], curve["frontier"])


def test_points_that_are_names_stand_side_by_side():
    axes, _ = stakes.plot_acceptability(
        acceptability(parts(), weights(("low", "middle", "high"), str))
    )
    assert [t.get_text() for t in axes.get_xticklabels()] == ["low", "middle", "high"]


def test_a_sweep_without_coordinate_and_of_one_point():
    axes, _ = stakes.plot_acceptability(
        acceptability(parts(), weights().drop_vars("care").isel(care=[1]))
    )
    assert said(axes.get_xlabel()) == "care"


def test_certainty_equivalents_end_where_they_are_unreliable():
    curve = certainty_equivalent(VALUE, xr.DataArray([0.0, 0.1, 50.0], dims="risk_aversion"))
    axes, data = stakes.plot_certainty_equivalent(curve)
    assert np.isnan(axes.lines[0].get_ydata()[2])
    assert np.isnan(data["certainty_equivalent"][2]).all()
