"""The page and the terminal on subgroups, each with its own option."""

from dataclasses import replace

import pytest
from rich.console import Console
from tests.report.page_reader import Page
from tests.report.small_case import ATTACK, OPTIONS

from stakes.assessment.findings import Findings
from stakes.decision_json.information import Subgroups
from stakes.report.page import html
from stakes.report.subgroups import subgroup_rows, subgroup_sentences
from stakes.report.terminal import show

WAIT, ACT, HALF = OPTIONS
ROW = {"expected": 1.25, "mcse": 0.01, "lead": 3.5, "lead_mcse": 0.02, "p_best": 0.2}
ROW |= {"p_best_mcse": 0.001}


def group(label, best, resolved=True):
    options = {o: ROW | {"lead": 3.5 * (o != best)} for o in OPTIONS}
    more = {"share": 0.5, "best": best, "resolved": resolved, "evpi": 7.5, "evpi_mcse": 0.1}
    return {"label": label, "options": options, **more}


def with_groups(findings, one, other, **more):
    found = {"groups": {"young": one, "old": other}, "best_for_all": WAIT, "value": 2.125}
    found |= {"mcse": 0.003, "noise_floor": 0.1, "indistinguishable": False}
    found |= {"evpi": 8.5, "evpi_mcse": 0.1, "evpi_for_all": 9.5, "evpi_for_all_mcse": 0.1}
    asked = Subgroups.model_validate(found | more)
    return replace(findings, decision=findings.decision.model_copy(update={"subgroups": asked}))


@pytest.fixture
def apart(findings: Findings) -> Findings:
    """The findings with two subgroups that need different options."""
    return with_groups(findings, group(f"Young {ATTACK}", WAIT), group("Old", ACT, False))


def lines(findings):
    return ["".join(pieces) for pieces in subgroup_sentences(findings.decision)]


def test_the_page_shows_each_subgroup(apart: Findings) -> None:
    text = html(apart)
    page = Page(text)
    assert not page.open
    shown = dict(page.numbers)
    assert float(shown["subgroups.value"]) == 2.125
    assert float(shown[f"subgroups.groups.old.options.{ACT}.expected"]) == 1.25
    assert "Subgroups, each with its own option" in page.text
    assert "best here" in page.text
    assert "<script>alert" not in text


def test_what_is_said_of_subgroups(apart: Findings) -> None:
    young, old, worth = lines(apart)
    assert young.startswith(f"Young {ATTACK} (50 % of all): Wait, by 3.50")
    assert old.endswith("which these draws do not tell for certain.")
    assert worth.startswith("To choose by subgroup is worth 2.125")
    assert worth.endswith("euros more than Wait for all.")


def test_no_gain_is_called_none(findings: Findings) -> None:
    same = with_groups(findings, group("Young", WAIT), group("Old", WAIT))
    assert lines(same)[-1] == "To choose by subgroup adds nothing: Wait is the best of each."
    noise = with_groups(findings, group("Young", WAIT), group("Old", ACT), indistinguishable=True)
    assert "no more than noise would make of it" in lines(noise)[-1]


def test_of_very_many_options_those_that_lead_are_shown(
    apart: Findings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stakes.report.subgroups.MOST", 2)
    labels = apart.decision.options
    assert subgroup_rows(apart.decision)["options"] == [labels[o].label for o in (WAIT, ACT)]


def test_the_terminal_says_it_too(apart: Findings) -> None:
    console = Console(record=True, width=200, force_terminal=False)
    show(apart.decision, console)
    assert "To choose by subgroup is worth" in console.export_text()


def test_a_page_without_subgroups_says_nothing_of_them(findings: Findings) -> None:
    text = html(findings)
    assert "By subgroup" not in text
    assert "each with its own option" not in text
    assert lines(findings) == []
