import pytest
import xarray as xr
from matplotlib.backends.backend_agg import FigureCanvasAgg

from made_up.results import DRAWN, said

IDS = ["one", "two", "many_more"]
SIZES = {"size": [1, 5, 10, 1000]}
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
    "plane": (
        "gain: Two less One (billion $ (2011 $))",
        "side effect: Two less One (billion $ (2011 $))",
    ),
}


@pytest.mark.parametrize("name", DRAWN)
def test_axes_say_what_they_show_and_can_be_drawn(name):
    axes, data = DRAWN[name]()
    assert isinstance(data, xr.Dataset)
    assert (said(axes.get_xlabel()), said(axes.get_ylabel())) == LABELS[name]
    FigureCanvasAgg(axes.figure).draw()
