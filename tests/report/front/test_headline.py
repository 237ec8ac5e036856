"""The first screen: a verdict in few words, from every kind of decision."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
import xarray as xr

from made_up_record import made_up
from stakes.assessment.findings import Findings
from stakes.case.claims import Byline
from stakes.decision_json.decision import Decision
from stakes.report.front.headline import headline, verdict_line, whose
from stakes.report.page import html

WORDS = 12
LONG = "Sharing with limits"


def of(findings: Findings, **changes: object) -> Decision:
    options = {
        o: record.model_copy(update={"label": LONG})
        for o, record in findings.decision.options.items()
    }
    return findings.decision.model_copy(update={"options": options, **changes})


@pytest.mark.parametrize(
    ("origin", "by", "said"),
    [
        ("", None, ("Small case", "", None)),
        ("A letter.", Byline(author="A. Miller"), ("A letter", "A. Miller", None)),
        (
            "A letter",
            Byline(author="A", publisher="The Mill", date="2011-06", link="https://example.org"),
            ("A letter", "A, The Mill, June 2011", "https://example.org"),
        ),
    ],
)
def test_it_is_said_whose_the_question_is(
    findings: Findings, origin: str, by: Byline | None, said: tuple[str, str, str | None]
) -> None:
    case = SimpleNamespace(**vars(findings.case) | {"origin": origin, "byline": by})
    assert tuple(whose(case).values()) == said
    text = html(replace(findings, case=case))
    head = text[text.index("<header>") : text.index("</header>")]
    assert all(part in head for part in said if part)
    assert ("read it" in head) is (said[2] is not None)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"resolved": True, "differs": ()}, "on every view"),
        ({"resolved": True, "differs": ("school:other",)}, "not on every view"),
        ({"resolved": False, "differs": ()}, "too close to call"),
        ({"resolved": False, "differs": ("school:other",)}, "too close to call"),
    ],
)
def test_the_verdict_is_short_and_says_why_it_is_in_doubt(
    findings: Findings, changes: dict[str, object], said: str
) -> None:
    line = verdict_line(of(findings, **changes))
    assert said in line
    assert LONG in line
    assert len(line.split()) <= WORDS


def test_a_heavy_tail_is_said(findings: Findings) -> None:
    decision = of(findings, resolved=True, differs=())
    heavy = {o: r.model_copy(update={"pareto_k": 0.9}) for o, r in decision.options.items()}
    assert "extreme futures" in verdict_line(decision.model_copy(update={"options": heavy}))


def test_many_that_cannot_be_told_apart_are_counted(findings: Findings) -> None:
    decision = of(findings, resolved=False, differs=())
    near = {
        o: r.model_copy(update={"lead": 0.0 if o == decision.best else 0.01, "lead_mcse": 0.1})
        for o, r in decision.options.items()
    }
    line = verdict_line(decision.model_copy(update={"options": near}))
    assert f"one of {len(near) - 1} others" in line


def test_shares_of_futures_are_those_of_the_decision(findings: Findings) -> None:
    held, shown = findings.decision.difference, headline(findings)["futures"]
    assert held is not None
    assert shown["above"] == f"{round(100 * held.above)} %"
    assert shown["svg"].count("<circle") == len(held.levels)
    right = shown["svg"].count('class="best"')
    assert right == pytest.approx(100 * held.above, abs=1)


def test_without_the_difference_there_are_no_dots(findings: Findings) -> None:
    earlier = findings.decision.model_copy(update={"difference": None})
    shown = headline(replace(findings, decision=earlier))
    assert shown["futures"] is None
    assert shown["interval"] is None


def test_an_option_that_waits_leaves_the_choice_open(findings: Findings) -> None:
    decision = of(findings, resolved=True, differs=("school:other",))
    waits = decision.options[decision.best].model_copy(update={"waits": True})
    waiting = decision.model_copy(update={"options": {**decision.options, decision.best: waits}})
    assert verdict_line(waiting) == f"{LONG}, then choose by what is known"


def test_not_on_every_view_where_one_cannot_be_told(findings: Findings) -> None:
    views = findings.decision.views
    other = views["school:other"]
    run = other.profiles["run"].model_copy(update={"ahead": "", "resolved": False})
    open_ = other.model_copy(update={"profiles": {**other.profiles, "run": run}})
    decision = of(findings, resolved=True, differs=(), views={**views, "school:other": open_})
    line = verdict_line(decision)
    assert line == f"{LONG}; no view puts another clearly first"
    assert len(line.split()) <= WORDS


@pytest.mark.parametrize(("error", "said"), [(0.1, True), (0.4, False)])
@pytest.mark.parametrize("known", [True, False])
def test_what_agreement_would_bring_is_said_where_it_is_clear_with_its_chance(
    findings: Findings, error: float, said: bool, known: bool
) -> None:
    """The best option would gain 1."""
    record = findings.decision.options["act"]
    given = xr.Dataset(
        {"expected": ("option", [0.0, record.expected + 1]), "mcse": ("option", [0.0, error])},
        {"option": ["wait", "act"]},
    )
    chance = xr.Dataset(
        {"expected": ("option", [0.25]), "mcse": ("option", [0.01])}, {"option": ["act"]}
    )
    shown = replace(findings, given_agreement=given, in_force=chance if known else None)
    rows = headline(shown)["agreed"]
    assert [row["option"] for row in rows] == (["Act"] if said else [])
    if said:
        assert rows[0]["worth"].value == record.expected + 1
        assert rows[0]["now"].value == record.expected
        assert (rows[0]["chance"] is not None) is known
        text = html(shown)
        assert ("comes and works with a chance of" in text) is known
        assert "from the start, worth" in text


def test_an_option_likelier_to_be_best_is_named(findings: Findings) -> None:
    held = findings.decision.options
    shares = {"wait": 0.6, "act": 0.3, "half": 0.1}
    for error, said in ((0.01, True), (0.2, False)):
        options = {
            o: r.model_copy(update={"p_best": shares[o], "p_best_mcse": error})
            for o, r in held.items()
        }
        decision = findings.decision.model_copy(update={"options": options, "same_as_best": ()})
        sure = headline(replace(findings, decision=decision))["sure"]
        assert sure["likelier"][:1] == (["Wait"] if said else [])


def test_of_the_options_asked_about_the_leader_is_said_in_the_same_unit(
    findings: Findings,
) -> None:
    asked = made_up(
        {"asked": {"best": "half", "runner_up": "wait", "lead": 0.186, "resolved": True}}
    ).asked
    decision = findings.decision.model_copy(update={"asked": asked, "unit": "billion euros"})
    row = headline(replace(findings, decision=decision))["asked"]
    assert (row["next"], row["lead"], row["unit"]) == ("Wait", "190", "million")
    own = asked.model_copy(update={"best": decision.best})
    alone = decision.model_copy(update={"asked": own})
    assert headline(replace(findings, decision=alone))["asked"] is None


def test_how_sure_counts_what_comes_to_the_same_with_the_errors_of_both(
    findings: Findings,
) -> None:
    held = findings.decision.options
    options = {o: r.model_copy(update={"p_best_mcse": 0.01}) for o, r in held.items()}
    same = {"options": options, "same_as_best": ("half",), "p_best_of_best": 0.79}
    alone = findings.decision.model_copy(
        update={"options": options | {"act": options["act"].model_copy(update={"p_best": 0.76})}}
    )
    twin = findings.decision.model_copy(update=same)
    shown = [headline(replace(findings, decision=d))["sure"] for d in (alone, twin)]
    assert [(row["word"], row["share"]) for row in shown] == [
        ("Likely", "76 %"),
        ("Likely or very likely", "79 %"),
    ]
