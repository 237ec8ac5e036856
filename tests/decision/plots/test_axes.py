import subprocess
import sys
from itertools import pairwise
from types import SimpleNamespace

import matplotlib as mpl
import pytest
import xarray as xr
from matplotlib import pyplot
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import stakes
from made_up.results import DRAWN, parts, weights
from stakes.decision.acceptability import acceptability
from stakes.decision.plots.axes import new_axes


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


def test_in_a_notebook_pyplot_knows_the_figure_and_shows_it(monkeypatch):
    kernel = SimpleNamespace(get_ipython=lambda: SimpleNamespace(kernel=object()))
    monkeypatch.setitem(sys.modules, "IPython", kernel)
    open_before = pyplot.get_fignums()
    axes = new_axes()
    assert pyplot.gcf() is axes.figure
    pyplot.close(axes.figure)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: None))
    new_axes()
    assert pyplot.get_fignums() == open_before


def test_inputs_are_left_alone():
    curve = acceptability(parts(), weights())
    before = curve.copy(deep=True)
    stakes.plot_acceptability(curve)
    xr.testing.assert_identical(curve, before)
