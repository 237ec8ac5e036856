"""Results that differ by more than draws do."""

import numpy as np
import pytest
from tests.report.changes.two_decisions import other

from made_up_decision import DECISION
from made_up_record import made_up
from stakes.report.changes.results import apart, results


def found(old, new, labels=None):
    return results(made_up(old), made_up(new), labels or {})


def many(seed, n=400):
    """A decision whose numbers are drawn around the same truth."""
    rng = np.random.default_rng(seed)
    worth = {
        f"q{i}": {"value": float(rng.normal(1.0, 0.02)), "se": 0.02, "noise_floor": 0.01}
        for i in range(n)
    }
    return other(evppi=worth)


def test_two_seeds_of_the_same_truth_differ_by_nothing():
    """Of 79 pairs, each of 400 numbers, about 4 may show one by chance; by three errors nearly
    all would.
    """
    shown = [bool(found(many(seed), many(seed + 1))) for seed in range(79)]
    assert sum(shown) <= 12


@pytest.mark.parametrize(("shift", "seen"), [(0.0, False), (0.3, True)])
def test_a_change_among_many_is_seen(shift, seen):
    old, new = many(1), many(2)
    new["evppi"]["q7"]["value"] = old["evppi"]["q7"]["value"] + shift
    assert ("Worth of knowing Seven" in [row[0] for row in found(old, new, SEVEN)]) is seen


SEVEN = {"quantities": {"q7": "Seven"}}


def test_a_crossing_that_one_run_cannot_tell_is_no_change():
    old, new = other(), other()
    ends = {"lead_lower": -0.11, "lead_lower_se": 0.02, "lead_upper": 0.026, "lead_upper_se": 0.015}
    old["break_even"]["flood_rate:dam"] |= ends
    new["break_even"]["flood_rate:dam"] |= ends | {"value": None, "se": None, "reason": "none"}
    assert found(old, new) == []
    old["break_even"]["flood_rate:dam"] |= {"lead_upper": 0.3}
    assert found(old, new)[0] == ("Break-even of flood rate, Dam", "0.200 ± 0.010", "none")


def test_worst_outcomes_are_compared_with_their_errors():
    old, new = other(), other()
    old["options"]["dam"] |= {"cvar": -165.0, "cvar_mcse": 4.0}
    new["options"]["dam"] |= {"cvar": -170.0, "cvar_mcse": 4.0}
    assert found(old, new) == []
    new["options"]["dam"] |= {"cvar": -197.0}
    assert found(old, new) == [("Mean of the worst 5 % of Dam", "−165 ± 4", "−197 ± 4")]


def test_a_view_counts_only_where_both_leads_are_clear():
    lead = {"lead": 1.0, "lead_se": 0.5}
    old, new = other(), other()
    for d, best in ((old, "dam"), (new, "wait")):
        d["views"]["school:office"]["profiles"]["run"] = {"best": best} | lead
    assert found(old, new) == []
    for d in (old, new):
        d["views"]["school:office"]["profiles"]["run"] |= {"lead_se": 0.01}
    assert found(old, new) == [("Best under 'The office'", "Dam", "Wait")]


def test_equal_numbers_are_not_apart():
    assert apart(1.0, 0.0, 1.0, 0.0) == 0.0
    assert found(DECISION, DECISION) == []
