"""What the page says of weights under a power: where nothing can be told they are in doubt."""

import numpy as np
import pytest
import xarray as xr

from stakes.assessment.decision_record.stress import component
from stakes.report.sections.power_scaling import doubtful


def scaled(k, refitted=False):
    option, alpha, side = ["wait", "act"], [1.5], ["weaker", "stronger"]
    by_option = (("alpha", "option"), np.ones((1, 2)))
    table = xr.Dataset(
        dict.fromkeys(("expected", "se", "lead", "lead_se"), by_option)
        | {
            "best": ("alpha", ["act"]),
            "pareto_k": ("alpha", [k]),
            "refitted": ("alpha", [refitted]),
        }
        | {name: ("side", [np.nan] * 2) for name in ("flip_alpha", "flip_se", "searched")},
        {"option": option, "alpha": alpha, "side": side},
    )
    return component(table).alphas[0]


@pytest.mark.parametrize(
    ("k", "stored", "said"),
    [
        (0.3, 0.3, False),
        (0.7, 0.7, False),
        (0.8, 0.8, True),
        (-np.inf, 0.0, False),  # all weights are the same
        (np.inf, None, True),  # under five weights in the tail
        (np.nan, None, True),
    ],
)
def test_a_tail_that_cannot_be_told_is_in_doubt(k, stored, said):
    row = scaled(k)
    assert row.pareto_k == stored
    assert doubtful(row) is said
    assert not doubtful(scaled(k, refitted=True))
