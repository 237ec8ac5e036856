"""Worst outcomes and certainty equivalents stand side by side only where they can be told apart."""

from types import SimpleNamespace

import pytest

from made_up_record import filled
from stakes.decision_json.decision import Decision
from stakes.report.sections.information import _amount
from stakes.report.sections.overview import _tail
from stakes.report.terminal import _row
from stakes.wording import MISSING, NOT_TOLD_APART


def decision(difference, error):
    option = {"label": "Act", "cvar": -161.7, "cvar_mcse": 1.0}
    apart = {"cvar_difference": difference, "cvar_difference_mcse": error}
    return filled(
        Decision,
        {
            "options": {"wait": {"label": "Wait", "cvar": -161.1}, "act": option | apart},
            "certainty_equivalent": {"0.01": {"wait": -20.0, "act": -20.0 + difference}},
            "certainty_equivalent_mcse": {"0.01": {"wait": 0.3, "act": 0.3}},
            "certainty_equivalent_difference_mcse": {"0.01": {"wait": 0.0, "act": error}},
        },
    )


@pytest.mark.parametrize(("error", "shown"), [(0.02, True), (0.05, True), (0.2, False)])
def test_an_option_is_shown_where_its_difference_is_known_to_a_tenth(error, shown):
    held = decision(-0.5, error)
    assert (_tail(held, "act") != (NOT_TOLD_APART,)) is shown
    assert (_row(held, "act")[-1] != MISSING) is shown
    findings = SimpleNamespace(decision=held, case=SimpleNamespace(baseline="wait"))
    assert (_amount(findings, "0.01", "act") != NOT_TOLD_APART) is shown
    assert _amount(findings, "0.01", "wait") == "−20.0"


def test_what_equals_the_baseline_in_every_draw_is_shown():
    assert _tail(decision(0.0, 0.0), "act") != (NOT_TOLD_APART,)
