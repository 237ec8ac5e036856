"""Three futures in words: short, of labels and units, whatever the case."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from tests.report.page_reader import Page

from stakes.assessment.findings import Findings
from stakes.assessment.statements.stories import Seen, Story
from stakes.report.page import html
from stakes.report.words.stories import MOST, told

SEEN = [Seen("rate", 0.02, "", 0.05), Seen("shift", 3.0, "", 0.95), Seen("comes", 1.0, "", 0.5)]


def story(findings: Findings, **changes: object) -> Story:
    held = findings.decision.difference
    given = {
        "kind": "typical",
        "of": 4000,
        "over": held.over,
        "seen": SEEN,
        "events": {"late_frost": 2.0, "permit": 1.0, "flood": 0.0},
        "parts": {"gain": 2.5, "cost": -1.5},
        "worth": dict.fromkeys(findings.decision.options, 0.0) | {held.of: 1.0},
    }
    return Story(**given | changes)


def replace_in(record: Any, **changes: object) -> Any:
    """The record with other fields, unchecked."""
    return SimpleNamespace(**vars(record) | changes)


def text(findings: Findings, **changes: object) -> str:
    (row,) = told(replace(findings, stories=[story(findings, **changes)]))
    return row["text"]


def test_it_says_what_held_what_came_and_what_followed(findings: Findings) -> None:
    """In sentences: two parts on the side that weighs more, the largest on the other."""
    said = text(findings)
    best, over = (
        findings.decision.options[o].label
        for o in (findings.decision.difference.of, findings.decision.difference.over)
    )
    labels = {name: q.label for name, q in findings.case.quantities.items()}
    assert said.startswith(f"“{labels['rate']}” is very low, at 0.020 $, “{labels['shift']}” is")
    assert "very high, at 3.0 $ and" in said
    assert "By chance came late frost (2 times) and permit." in said
    assert "flood" not in said
    assert f"{over}: label of gain adds 2.5; though label of cost takes 1.5." in said
    assert said.count(best) >= 1


def test_the_words_of_the_case_are_used_where_it_has_some(findings: Findings) -> None:
    attributes = {
        name: replace_in(a, gains="it digs deeper", loses="it leaks")
        for name, a in findings.case.attributes.items()
    }
    case = replace_in(findings.case, attributes=attributes)
    own = replace(findings, case=case)
    assert ": it digs deeper (2.5); though it leaks (−1.5)." in text(own)
    worth = dict.fromkeys(findings.decision.options, 0.0) | {findings.decision.difference.of: -1.5}
    alone = text(own, parts={"gain": 0.0, "cost": -1.5}, worth=worth)
    assert ": it leaks." in alone  # its amount is the whole, and stands before it


def test_a_state_is_told_by_its_clause_or_by_its_label(findings: Findings) -> None:
    name = "rate"
    q, seen = findings.case.quantities[name], [Seen(name, 0.0, "few", None)]
    states = {"few": SimpleNamespace(label="The few")}
    case = replace_in(findings.case, quantities={name: replace_in(q, states=states)})
    said = text(replace(findings, case=case), seen=seen, events={})
    assert said.startswith(f"Of “{q.label}” this holds: “The few”.")
    told_ = SimpleNamespace(told={"few": "few come"})
    challenges = replace_in(case.challenges, thresholds={name: told_})
    case = replace_in(case, challenges=challenges)
    assert text(replace(findings, case=case), seen=seen).startswith("Few come.")


@pytest.mark.parametrize("events", [{}, {"flood": 0.0}])
def test_events_that_did_not_come_are_not_told(
    findings: Findings, events: dict[str, float]
) -> None:
    assert "chance" not in text(findings, events=events)


def test_options_may_come_to_the_same(findings: Findings) -> None:
    worth = dict.fromkeys(findings.decision.options, 0.0)
    said = text(findings, parts={"gain": 0.0, "cost": 0.0}, worth=worth)
    assert "come to the same." in said
    assert said.endswith("No option is worth more.")


def test_long_labels_leave_quantities_out_rather_than_run_on(findings: Findings) -> None:
    long = "a very long label of many a word that goes on and on " * 3
    quantities = {
        name: type(q)(**vars(q) | {"label": long}) for name, q in findings.case.quantities.items()
    }
    case = type(findings.case)(**vars(findings.case) | {"quantities": quantities})
    said = text(replace(findings, case=case))
    assert 0 < len(said.split()) <= MOST
    assert said.count(long.strip()) < len(SEEN)


def test_the_page_tells_them(findings: Findings) -> None:
    three = [story(findings, kind=kind) for kind in ("typical", "rival", "worst")]
    seen = Page(html(replace(findings, stories=three))).text
    assert "Three futures, told" in seen
    assert seen.count("By chance came") == 3
    assert "futures, told" not in Page(html(findings)).text
