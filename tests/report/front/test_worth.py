"""Options beside each other: those worth the same are one row, and one colour is one option."""

from dataclasses import replace

from stakes.assessment.findings import Findings
from stakes.report.front.tones import tone, worth_the_same
from stakes.report.front.worth import worth


def doubled(findings: Findings, name: str) -> Findings:
    """With a twin of an option, of which every number is the same."""
    held = findings.decision.options
    twin = held[name].model_copy(update={"label": "Twin"})
    decision = findings.decision.model_copy(update={"options": {**held, "twin": twin}})
    return replace(findings, decision=decision, shortlist=(*findings.shortlist, "twin"))


def test_of_very_many_options_the_shortlist_is_shown(findings: Findings) -> None:
    twice = doubled(findings, "half")
    shown = worth(replace(twice, shortlist=("act", "twin")))
    assert {label for row in shown["rows"] for label in row["labels"]} == {"Act", "Twin"}
    assert shown["more"] == 2


def test_options_worth_the_same_are_one_row(findings: Findings) -> None:
    twice = doubled(findings, "half")
    rows = worth(twice)["rows"]
    assert [len(row["labels"]) for row in rows if "Twin" in row["labels"]] == [2]
    assert sum(len(row["labels"]) for row in rows) == len(twice.decision.options)
    assert len(worth(findings)["rows"]) == len(findings.decision.options)


def test_what_comes_to_the_same_as_the_best_stands_with_it(findings: Findings) -> None:
    decision = findings.decision.model_copy(update={"same_as_best": ("wait",)})
    assert worth_the_same(decision)[0] == [decision.best, "wait"]
    assert tone(decision, "wait") == tone(decision, decision.best) == "best"


def test_a_twin_of_the_one_compared_has_its_colour(findings: Findings) -> None:
    twice = doubled(findings, "half").decision
    assert tone(twice, "twin") == tone(twice, "half") == "against"
    assert tone(twice, "wait") == "other"


def test_of_an_option_that_waits_no_chance_of_being_best_is_said(findings: Findings) -> None:
    held = findings.decision.options
    waits = {**held, "half": held["half"].model_copy(update={"waits": True})}
    changed = replace(findings, decision=findings.decision.model_copy(update={"options": waits}))
    assert [row["best"] for row in worth(changed)["rows"] if row["tone"] == "against"] == ["–"]
