import numpy as np
import pytest
import xarray as xr

from made_up.risks import labelled, normals
from stakes.decision.risk.stochastic_dominance import dominance


def test_an_option_that_is_nil_is_warned_of():
    value = normals(1, [0, 1], [0, 1], 100)
    with pytest.warns(
        UserWarning, match=r"a is 0 in every draw .* relative=False, simulate=True"
    ) as caught:
        dominance(value)
    assert caught[0].filename == __file__


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (labelled([[1.0, np.nan], [1.0, np.inf]]), "2 of 2 draws of b are NaN or infinite"),
        (labelled(np.ones((5, 1))), "at least 2 options"),
        (labelled(np.ones((1, 2))), "at least 2 draws .* not 1"),
        (labelled(np.ones((5, 3)), ids="aba"), "unique: a occurs more than once"),
        (xr.DataArray(np.ones(5), dims="sample"), "'option' is missing"),
        (labelled(np.ones((5, 2)), ("year", "option")), "draws need the dims"),
        (
            labelled(np.ones((5, 2, 2)), ("sample", "option", "attribute")),
            r"unknown dims \['attribute'\]",
        ),
        (
            labelled(np.ones((5, 2))).assign_attrs(relative_to="a"),
            "relative to a, .* relative=False, simulate=True",
        ),
    ],
)
def test_errors_say_what_is_wrong(value, message):
    with pytest.raises(ValueError, match=message):
        dominance(value)
