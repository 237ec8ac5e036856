"""Of very many options a few are taken first: what the case itself names is among them."""

from types import SimpleNamespace

import xarray as xr

from stakes.assessment.shortlist import _first


def test_what_the_question_asks_about_is_on_the_shortlist():
    ids = ["base", "a", "b", "c"]
    means = xr.DataArray(
        [[[0.0], [3.0], [2.0], [-9.0]]],
        {"option": ids, "attribute": ["worth"]},
        ("sample", "option", "attribute"),
    )
    case = SimpleNamespace(baseline="base", profiles={}, stages=(), asked=("c", "waits"))
    valuation = SimpleNamespace(case=case, ready=ids, means=means, weights={"worth": 1.0})
    assert _first(valuation) == ["base", "a", "b", "c"]
    valuation.case.asked = ()
    assert _first(valuation) == ["base", "a", "b"]
