import subprocess
import sys
from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pytest
import xarray as xr
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import stakes
from stakes.decision.acceptability import acceptability
from stakes.decision.expected_loss import expected_loss
from stakes.decision.expected_value import compare
from stakes.decision.information_curves import information_curves
from stakes.decision.risk.certainty_equivalent import certainty_equivalent

IDS = ["one", "two", "many_more"]


def parts():
    draws = np.random.default_rng(1).normal(
        [[5, 1], [6, -1], [4, 4]], [[1, 1], [4, 1], [2, 3]], (4, 100, 3, 2)
    )
    coords = {
        "option": IDS,
        "attribute": ["gain", "side_effect"],
        "label": ("option", ["One", "Two", "Many"]),
    }
    return xr.DataArray(
        draws,
        dims=("chain", "draw", "option", "attribute"),
        coords=coords,
        attrs={"unit": "billion $ (2011 $)"},
    )


def weights(points=(0.0, 0.5, 1.0, 2.0), dtype=float):
    table = np.stack([np.ones(len(points)), np.linspace(-1, 2, len(points))], axis=1)
    coords = {"care": np.array(points, dtype), "attribute": ["gain", "side_effect"]}
    return xr.DataArray(table, dims=("care", "attribute"), coords=coords)


VALUE = parts().sum("attribute", keep_attrs=True)
SIZES = {"size": [1, 5, 10, 1000]}
EVPPI = xr.Dataset(
    {
        "evppi": ("group", [0.1, 0.4, 0.01]),
        "se": ("group", [0.01, 0.05, 0.01]),
        "noise_floor": ("group", [0.03, 0.03, 0.04]),
    },
    {"group": ["a", "b", "c"]},
    {"unit": "euros"},
)
EVSI = xr.Dataset(
    {"evsi": ("size", [0.1, 0.2, 0.3, 0.4]), "se": ("size", [0.01] * 4)}, SIZES, {"unit": "euros"}
)
ENBS = xr.Dataset(
    {"enbs": ("size", [0.1, 0.15, 0.1, -0.4]), "best_size": 5}, SIZES, {"unit": "euros"}
)
CURVES = information_curves(
    parts(), weights(), {"gain": parts().sel(option="two", attribute="gain", drop=True)}
)
RISK = certainty_equivalent(VALUE, xr.DataArray([0.0, 0.05, 0.1], dims="risk_aversion"))

DRAWN = {
    "compare": lambda ax=None: stakes.plot_compare(compare(VALUE), ax=ax),
    "p_best": lambda ax=None: stakes.plot_compare(compare(VALUE), "p_best", ax=ax),
    "evppi": lambda ax=None: stakes.plot_evppi(EVPPI, ax=ax),
    "evsi": lambda ax=None: stakes.plot_evsi(EVSI, ax=ax),
    "enbs": lambda ax=None: stakes.plot_enbs(ENBS, ax=ax),
    "acceptability": lambda ax=None: stakes.plot_acceptability(
        acceptability(parts(), weights()), ax=ax
    ),
    "expected_loss": lambda ax=None: stakes.plot_expected_loss(
        expected_loss(parts(), weights()), ax=ax
    ),
    "certainty_equivalent": lambda ax=None: stakes.plot_certainty_equivalent(RISK, ax=ax),
    "information": lambda ax=None: stakes.plot_information(CURVES, ax=ax),
    "plane": lambda ax=None: stakes.plot_plane(
        parts(), ("two", "one"), ("gain", "side_effect"), {"gain": 1, "side_effect": 2}, ax=ax
    ),
}
LABELS = {
    "compare": ("expected value (billion $ (2011 $)) (± 2 se)", ""),
    "p_best": ("probability of being best (± 2 se)", ""),
    "evppi": ("EVPPI (euros) (± 2 se)", ""),
    "evsi": ("size of the study", "EVSI (euros)"),
    "enbs": ("size of the study", "ENBS (euros)"),
    "acceptability": ("care", "probability of being best"),
    "expected_loss": ("care", "expected loss (billion $ (2011 $))"),
    "certainty_equivalent": (
        "risk aversion (per billion $ (2011 $))",
        "certainty equivalent (billion $ (2011 $))",
    ),
    "information": ("care", "value of information (billion $ (2011 $))"),
    "plane": (
        "gain: Two less One (billion $ (2011 $))",
        "side effect: Two less One (billion $ (2011 $))",
    ),
}


def said(text):
    return " ".join(text.replace(r"\$", "$").split())


@pytest.mark.parametrize("name", DRAWN)
def test_axes_say_what_they_show_and_can_be_drawn(name):
    axes, data = DRAWN[name]()
    assert isinstance(data, xr.Dataset)
    assert (said(axes.get_xlabel()), said(axes.get_ylabel())) == LABELS[name]
    FigureCanvasAgg(axes.figure).draw()


@pytest.mark.parametrize("name", DRAWN)
def test_given_axes_are_used(name):
    mine = Figure().subplots(1, 2)[1]
    axes, _ = DRAWN[name](mine)
    assert axes is mine


def boxes(axis, renderer):
    """Extents of the numbers on an axis that are in view, in order."""
    low, high = sorted(axis.get_view_interval())
    slack = 1e-6 * (high - low)
    shown = [
        t.label1
        for t in axis.get_major_ticks()
        if low - slack <= t.get_loc() <= high + slack and t.label1.get_text()
    ]
    return [label.get_window_extent(renderer) for label in shown]


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_is_cut_off_or_on_top_of_another_at_400_px(name):
    axes, _ = DRAWN[name]()
    figure = axes.figure
    figure.set_dpi(400 / figure.get_figwidth())
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    renderer = canvas.get_renderer()
    x, y = boxes(axes.xaxis, renderer), boxes(axes.yaxis, renderer)
    legend = [axes.get_legend().get_window_extent(renderer)] if axes.get_legend() else []
    labels = [
        text.get_window_extent(renderer)
        for text in (axes.xaxis.label, axes.yaxis.label)
        if text.get_text()
    ]
    for box in (*x, *y, *labels, *legend):
        assert min(box.x0, box.y0) >= -1
        assert box.x1 <= 401
        assert box.y1 <= figure.bbox.height + 1
    assert all(a.x1 < b.x0 for a, b in pairwise(sorted(x, key=lambda b: b.x0)))
    assert all(a.y1 < b.y0 for a, b in pairwise(sorted(y, key=lambda b: b.y0)))
    assert len(x) > 1
    assert axes.xaxis.label.get_fontsize() * figure.dpi / 72 > 11


def test_no_global_state_is_left():
    before = dict(mpl.rcParams)
    for draw in DRAWN.values():
        draw()
    assert dict(mpl.rcParams) == before


def test_pyplot_is_not_imported(tmp_path):
    code = (
        "import sys, stakes as p, xarray as xr\n"
        "table = xr.Dataset({'evsi': ('size', [1., 2.]), 'se': ('size', [.1, .1])}, {'size': [1, "
        "2]})\n"
        "p.plot_evsi(table)[0].figure.savefig(sys.argv[1])\n"
        "sys.exit('matplotlib.pyplot' in sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code, tmp_path / "a.png"], check=True)
    assert (tmp_path / "a.png").stat().st_size > 1000


# ---- what is drawn is what is returned


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


def test_inputs_are_left_alone():
    curve = acceptability(parts(), weights())
    before = curve.copy(deep=True)
    stakes.plot_acceptability(curve)
    xr.testing.assert_identical(curve, before)


# ---- errors


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: stakes.plot_compare(compare(VALUE), "sd"), "one of expected, p_best, not 'sd'"),
        (
            lambda: stakes.plot_compare(EVSI),
            "expected, mcse missing: give the Dataset that compare returns; this has evsi, se",
        ),
        (
            lambda: stakes.plot_evppi(EVPPI.drop_vars("noise_floor")),
            "noise_floor missing: .* evppi returns",
        ),
        (lambda: stakes.plot_evsi(ENBS), "evsi, se missing"),
        (lambda: stakes.plot_enbs(EVSI), "enbs, best_size missing"),
        (lambda: stakes.plot_evsi(EVSI.isel(size=0, drop=True)), "size missing"),
        (
            lambda: stakes.plot_acceptability(expected_loss(parts(), weights())),
            "coordinates p_best_mcse are missing",
        ),
        (lambda: stakes.plot_acceptability(VALUE), "the dim 'option' and one other"),
        (
            lambda: stakes.plot_certainty_equivalent(certainty_equivalent(VALUE, 0.1)),
            "the dim 'option' and one other",
        ),
        (
            lambda: stakes.plot_certainty_equivalent(RISK.drop_vars("unreliable")),
            "coordinates mcse",
        ),
        (
            lambda: stakes.plot_plane(parts(), ("two", "three"), ("gain", "side_effect")),
            "'option' .* one, two, many_more; not two, three",
        ),
        (
            lambda: stakes.plot_plane(parts(), ("two", "one"), ("gain", "gain")),
            "'attribute' .* gain, side_effect; not gain, gain",
        ),
        (
            lambda: stakes.plot_plane(VALUE, ("two", "one"), ("gain", "side_effect")),
            "'attribute' .* none",
        ),
        (
            lambda: stakes.plot_plane(parts() * np.nan, ("two", "one"), ("gain", "side_effect")),
            "draws of gain.* NaN or infinite",
        ),
        (
            lambda: stakes.plot_plane(
                parts(), ("two", "one"), ("gain", "side_effect"), {"gain": 1}
            ),
            "numbers for gain and side_effect",
        ),
    ],
)
def test_errors_say_what_is_wrong(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()
