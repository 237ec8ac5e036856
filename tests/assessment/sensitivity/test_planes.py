"""Break-evens in planes of two quantities: the line on which both are worth the same."""

import numpy as np
from tests.assessment.sensitivity.made_up_world import case, world

from stakes.assessment.sensitivity import planes
from stakes.outcomes.exact.parts import Exact


def test_plane_has_the_line_on_which_both_are_worth_the_same(monkeypatch):
    fit, means = world(monkeypatch, lambda x, y: x + y - 2, seed=2)
    (sheet,) = planes.sheets(case(), fit, means, {"all": 1.0}, Exact())
    assert sheet.lead.shape == sheet.lead_se.shape == (1, len(sheet.x), len(sheet.y))
    points = sheet.boundary("go")
    assert len(points) >= 3
    np.testing.assert_allclose([x + y for x, y in points], 2, atol=0.1)
