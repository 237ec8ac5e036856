"""The page and the terminal on what a profile asks beside its weights."""

from copy import copy
from dataclasses import replace

import pytest
from rich.console import Console
from tests.report.page_reader import Page
from tests.report.small_case import ATTACK, OPTIONS

from stakes.assessment.findings import Findings
from stakes.case.values import Profile
from stakes.decision_json.options import Demands
from stakes.report.page import html
from stakes.report.terminal import show

PROFILE = {
    "id": "us",
    "label": "Us",
    "rationale": "Ours.",
    "weights": {"gain": 1.0},
    "objective": {"kind": "cvar", "worst": 0.05},
    "lexical": {"order": ["gain"]},
    "constraints": {
        "ruin": {"label": f"Ruin {ATTACK}", "rationale": "r", "below": 0.0, "chance": 0.01}
    },
}
HELD = {"probability": 0.031, "mcse": 0.002, "lower": 0.02, "upper": 0.04, "verdict": "fails"}
BEHIND = {"lead": 7.25, "lead_mcse": 0.01, "verdict": "goes"}
AIM = {"value": -3.4, "mcse": 0.2, "lead": 0.0, "lead_mcse": 0.0, "reason": ""}


@pytest.fixture
def asking(findings: Findings) -> Findings:
    """The findings under a profile with an objective and a limit."""
    case, (first, *rest) = copy(findings.case), OPTIONS
    case.profiles = {"us": Profile.model_validate(PROFILE)}
    case.profiles["us"] = SimpleProfile(case.profiles["us"], findings.case.profiles["us"].unlike)
    held = dict.fromkeys(rest, HELD) | {first: HELD | {"probability": 0.0, "verdict": "passes"}}
    aims = {o: AIM | {"lead": 1.5 * i, "lead_mcse": 0.3} for i, o in enumerate(OPTIONS)}
    aims[rest[-1]] |= {
        "value": None,
        "mcse": None,
        "lead": None,
        "lead_mcse": None,
        "reason": "few",
    }
    asked = Demands.model_validate(
        {
            "objective": {"kind": "cvar", "options": aims, "best": first, "resolved": False},
            "constraints": {"ruin": {"chance": 0.01, "options": held}},
            "allowed": {o: h["verdict"] for o, h in held.items()},
            "best_allowed": first,
            "lexical": {
                "steps": {"gain": dict.fromkeys(OPTIONS, BEHIND)},
                "kept": (first,),
            },
        }
    )
    decision = findings.decision.model_copy(update={"demands": asked})
    return replace(findings, case=case, decision=decision)


class SimpleProfile:
    """A profile whose weights are those of the small case."""

    def __init__(self, profile, unlike):
        self.profile, self.unlike = profile, unlike
        self.weights = {"gain": 1.0, "cost": 1.0}

    def __getattr__(self, name):
        return getattr(self.profile, name)


def test_the_page_shows_every_option_with_its_chance_and_verdict(asking: Findings) -> None:
    page = Page(html(asking))
    assert not page.open
    shown = dict(page.numbers)
    held = asking.decision.demands.constraints["ruin"].options
    for option in OPTIONS:
        path = f"demands.constraints.ruin.options.{option}.probability"
        assert float(shown[path]) == held[option].probability
    assert "What the profile asks" in page.text
    assert "the mean of the worst 5 % of outcomes" in page.text
    assert "3.1" in page.text
    assert ": fails" in page.text
    assert "7.250" in page.text
    assert ": goes" in page.text
    assert "One after the other (gain), these leave" in page.text
    assert "which these draws do not tell for certain" in page.text
    assert "<script>alert" not in html(asking)


def test_the_terminal_says_it_too(asking: Findings) -> None:
    console = Console(record=True, width=200, force_terminal=False)
    show(asking.decision, console, asking.case.profiles["us"])
    text = console.export_text()
    assert "failed by" in text
    assert (
        f"Of the options that keep all limits {asking.decision.options[OPTIONS[0]].label}" in text
    )


def test_a_page_without_demands_says_nothing_of_them(findings: Findings) -> None:
    assert "What the profile asks" not in html(findings)
