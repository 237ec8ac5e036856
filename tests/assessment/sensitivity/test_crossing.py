"""One break-even: where the lead is clear of 0 on both sides, and what is said where it is not."""

from types import SimpleNamespace

import numpy as np
import pytest
from tests.assessment.sensitivity.made_up_world import OPTIONS

from stakes.assessment.decision_record import sensitivity as entries
from stakes.assessment.sensitivity import break_evens
from stakes.decision.sensitivity.one_way.roots import clear_of_zero, crossings


def test_a_root_amid_noise_or_on_a_stretch_at_zero_is_found_once():
    grid = np.arange(6.0)
    for lead in ([-5, -2, 0.1, -0.1, 2, 5], [-5, -2, 0, 0, 2, 5]):
        curve = np.array(lead, float)
        places = break_evens._zeros(grid, curve)
        (root,) = clear_of_zero(places, grid, curve, np.full(6, 0.2))
        assert 2 <= root <= 3


def test_sides_of_a_root_must_differ():
    grid, curve = np.arange(5.0), np.array([3.0, 0.1, -0.1, 0.1, 3.0])
    assert clear_of_zero(break_evens._zeros(grid, curve), grid, curve, np.full(5, 0.2)) == []


LEVEL = {
    "nought": [3, 2, 1, 0, 0, 0, -1, -2, -3],
    "noise": [3, 2, 1, 0.05, -0.05, 0.05, -1, -2, -3],
}


def crossing(lead, error=0.1):
    x, f = np.arange(len(lead)) * 1.0, np.array(lead, float)
    roots = clear_of_zero(crossings(x, f), x, f, np.full(len(f), error))
    none = np.array([])
    return break_evens.Crossing(
        "x", "go", x, f, np.full(len(f), error), np.array(roots), none, 4.0, 0.5, 0.1
    )


@pytest.mark.parametrize("kind", LEVEL)
def test_a_lead_that_rests_on_nought_crosses_in_the_middle(kind):
    found = crossing(LEVEL[kind])
    assert len(found.roots) == 1
    assert 3 <= found.roots[0] <= 5
    assert found.unresolved is None


def test_a_change_of_sign_within_errors_is_said_to_be_unresolved():
    found = crossing([1, 0.5, 0.05, -0.05, -0.1, -0.15])
    assert found.roots.size == 0
    assert found.unresolved == (1.0, 5.0)
    case = SimpleNamespace(options=OPTIONS, baseline="stay", unit="$")
    assert "crosses 0 between 1.00 and 5.00, not resolved" in entries.why_none(case, found)


def test_where_nothing_changes_its_sign_nothing_is_unresolved():
    assert crossing([1, 0.5, 0.05, 0.1]).unresolved is None
