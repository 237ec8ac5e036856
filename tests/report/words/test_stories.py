"""Three futures in words: short, of labels and units, whatever the case."""

from dataclasses import replace

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
        "worth": {o: float(i) for i, o in enumerate(findings.decision.options)},
    }
    return Story(**given | changes)


def text(findings: Findings, **changes: object) -> str:
    (row,) = told(replace(findings, stories=[story(findings, **changes)]))
    return row["text"]


def test_it_says_what_held_what_came_and_what_followed(findings: Findings) -> None:
    said = text(findings)
    best, over = (
        findings.decision.options[o].label
        for o in (findings.decision.difference.of, findings.decision.difference.over)
    )
    assert ": 0.020 $, very low; shift" in said
    assert ": 3.0 $, very high; comes" in said
    assert "What came by chance: late frost (2 times), permit; not flood." in said
    assert f"Beside {over}, {best} gains 2.5 by label of gain and loses 1.5 by label of" in said


@pytest.mark.parametrize(
    ("events", "said"),
    [({}, ""), ({"flood": 0.0}, "Of events by chance none came (flood).")],
)
def test_events_that_did_not_come(findings: Findings, events: dict[str, float], said: str) -> None:
    found = text(findings, events=events)
    assert said in found
    assert ("by chance" in found) is bool(said)


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
    assert seen.count("What came by chance") == 3
    assert "futures, told" not in Page(html(findings)).text
