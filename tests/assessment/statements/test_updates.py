"""What the evidence did, as far as errors allow."""

from made_up_record import filled
from stakes.assessment.statements.updates import shifted, widened
from stakes.decision_json.beliefs import Belief


def test_a_shift_near_its_boundary_is_left_open():
    before = {"low": 0.0, "median": 0.5, "high": 1.0, "mcse": 0.005}
    assert shifted(filled(Belief, {"prior": before, "posterior": before})) == {"no"}
    assert shifted(filled(Belief, {"prior": before, "posterior": before | {"median": 0.8}})) == {
        "up"
    }
    assert shifted(filled(Belief, {"prior": before, "posterior": before | {"median": 0.45}})) == {
        "no",
        "down",
    }
    assert widened(filled(Belief, {"prior": before, "posterior": before | {"high": 0.5}})) == {
        "narrower"
    }
    assert widened(filled(Belief, {"prior": before, "posterior": before | {"high": 0.8}})) == {
        "narrower",
        "no",
    }
