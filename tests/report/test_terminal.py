"""The answer on a terminal."""

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console
from tests.report.small_case import ATTACK

from made_up_decision import DECISION
from made_up_record import made_up
from stakes.assessment.findings import Findings
from stakes.assessment.verdict import confidence
from stakes.case.case import Case
from stakes.decision_json.decision import Decision
from stakes.report import terminal
from stakes.report.changes.differences import changes, labels_of, show_changes


def test_terminal_shows_answer_and_options(findings: Findings) -> None:
    out = StringIO()
    facts = confidence(findings.beliefs, findings.checks, findings.failures, 0.9)
    terminal.show(
        findings.decision.model_copy(update={"confidence": facts}), Console(file=out, width=140)
    )
    shown = out.getvalue()
    assert "has the highest expected value" in shown
    assert "Confidence is moderate" in shown
    assert ATTACK in shown
    assert "Not converged" not in shown


def test_terminal_says_what_each_stage_adds(findings: Findings) -> None:
    out = StringIO()
    worth = {"now": 0.0, "2013-01-01": 0.5, "2016-06-30": 0.25}
    stages = {day: {"value": x, "se": x / 10} for day, x in worth.items()}
    sequence = made_up({"sequence": {"flexibility": stages}}).sequence
    decision = findings.decision.model_copy(update={"sequence": sequence})
    terminal.show(decision, Console(file=out, width=200))
    unit = decision.unit
    assert f"in {unit}: 2013-01-01 0.50 ± 0.05, 2016-06-30 0.25 ± 0.02." in " ".join(
        out.getvalue().split()
    ).replace("\xa0", " ")


@pytest.mark.parametrize(("value", "said"), [(-0.25, True), (-0.02, False), (0.25, False)])
def test_terminal_says_what_it_means_to_add_less_than_nothing(
    findings: Findings, value: float, said: bool
) -> None:
    out = StringIO()
    stages = {"now": {"value": 0.0, "se": 0.0}, "2016-06-30": {"value": value, "se": 0.01}}
    sequence = made_up({"sequence": {"flexibility": stages}}).sequence
    decision = findings.decision.model_copy(update={"sequence": sequence})
    terminal.show(decision, Console(file=out, width=200))
    shown = " ".join(out.getvalue().split())
    assert ("as at 2016-06-30, what arrives does not pay for the noise" in shown) is said


def test_terminal_says_what_it_means_to_add_nothing(findings: Findings) -> None:
    out = StringIO()
    nothing = {"value": 0.0, "se": 0.0}
    stages = {"now": nothing, "2013-01-01": {"value": 0.0, "se": 0.01}, "2016-06-30": nothing}
    sequence = made_up({"sequence": {"flexibility": stages}}).sequence
    decision = findings.decision.model_copy(update={"sequence": sequence})
    terminal.show(decision, Console(file=out, width=200))
    shown = " ".join(out.getvalue().split())
    assert "Exactly 0, as at 2016-06-30, the same is chosen whatever arrives" in shown


def test_terminal_warns_of_chains_that_did_not_converge(findings: Findings) -> None:
    out = StringIO()
    unsound = findings.decision.diagnostics.model_copy(update={"rhat_max": 1.3})
    terminal.show(
        findings.decision.model_copy(update={"diagnostics": unsound}), Console(file=out, width=140)
    )
    assert "Not converged: R-hat reaches 1.300, above 1.01, in the joint model" in out.getvalue()


def shown_claims(case: Case, decision: Decision) -> str:
    out = StringIO()
    terminal.show_claims(case, decision, Console(file=out, width=200))
    return " ".join(out.getvalue().split())


def test_terminal_shows_each_claim_as_far_as_it_was_tested(case: Case) -> None:
    held = {"probability": 0.9, "se": 0.001, "prior": 0.5, "prior_se": 0.001}
    decision = made_up(DECISION | {"claims": {"often": held}})
    said = shown_claims(case, decision)
    assert "50 % before the evidence, 90 % after it. Very likely; the evidence raised it." in said
    assert f"Not tested: {case.claims['old'].reason}" in said
    assert "Not in this decision." in shown_claims(case, made_up(DECISION | {"claims": {}}))


EFFECT = {
    "mean": 0.71234, "mean_se": 0.01, "median": 0.5123, "median_se": 0.01,
    "lower": 0.1, "lower_se": 0.01, "upper": 2.0, "upper_se": 0.1, "given": 1.0,
}  # fmt: skip


def test_terminal_shows_how_large_an_effect_is(case: Case) -> None:
    measured = {"effect": "Floods", "unit": "a year", "stated": "Hardly."}
    claim = case.claims["often"].model_copy(update=measured)
    case = replace(case, claims={**case.claims, "often": claim})
    held = {"probability": 0.9, "se": 0.001, "prior": 0.5, "prior_se": 0.001, "effect": EFFECT}
    said = shown_claims(case, made_up(DECISION | {"claims": {"often": held}}))
    assert (
        "stands? Hardly. How large? Floods: 0.51 (0.10 to 2.00) a year; mean 0.712 ± 0.010." in said
    )
    held |= {"effect": EFFECT | {"given": 0.25}}
    assert "; of 25 % of the draws" in shown_claims(
        case, made_up(DECISION | {"claims": {"often": held}})
    )
    held |= {"effect": {"given": 0.0}}
    said = shown_claims(case, made_up(DECISION | {"claims": {"often": held}}))
    assert "Floods: its condition holds in no draw" in said


def test_terminal_says_where_there_are_no_claims(case: Case) -> None:
    said = shown_claims(replace(case, claims={}), made_up(DECISION))
    assert said == "The case holds no claims: there is no analysis/claims.toml."


def test_terminal_names_every_fit_that_did_not_converge(findings: Findings) -> None:
    out = StringIO()
    unsound = {"the structure 'x'": ("2 divergent transitions in the structure 'x'",)}
    decision = findings.decision.model_copy(update={"unconverged": unsound})
    terminal.show(decision, Console(file=out, width=140))
    assert "Not converged: 2 divergent transitions in the structure 'x'" in out.getvalue()


LABELS = ("Keep talking", "Information sharing with safeguards", "Joint control")


@pytest.fixture
def wide_decision(findings: Findings) -> Decision:
    """Options of a real case's names and numbers."""
    record = findings.decision.options["act"]
    numbers = {"expected": -0.3273, "mcse": 0.0018, "lower": -1.63, "upper": 0.35, "p_best": 0.004}
    options = {
        name: record.model_copy(update=numbers | {"label": label})
        for name, label in zip(findings.decision.options, LABELS, strict=True)
    }
    return findings.decision.model_copy(update={"options": options})


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_the_table_fits_whatever_width_and_shows_every_name(
    wide_decision: Decision, width: int
) -> None:
    out = StringIO()
    terminal.show(wide_decision, Console(file=out, width=width))
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    shown = " ".join(out.getvalue().split())
    assert "…" not in shown
    assert all(word in shown for label in LABELS for word in label.split())
    assert "−0.3273 ± 0.0018" in shown
    assert "−1.63 to 0.35" in shown


def test_a_pipe_gets_no_colours(wide_decision: Decision, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("NO_COLOR", "1"), ("FORCE_COLOR", ""), ("TERM", "xterm")):
        monkeypatch.setenv(name, value)
    for terminal_ in (False, True):  # NO_COLOR counts on a terminal too
        out = StringIO()
        terminal.show(wide_decision, Console(file=out, width=60, force_terminal=terminal_))
        assert "\x1b[3" not in out.getvalue()
        assert ("\x1b" in out.getvalue()) is terminal_  # bold stays


@pytest.mark.parametrize("width", [40, 60])
def test_claims_a_quantity_and_changes_fit(case: Case, width: int) -> None:
    out = StringIO()
    console, decision = Console(file=out, width=width), made_up(DECISION)
    terminal.show_claims(case, decision, console)
    for name in case.quantities:
        terminal.show_quantity(case, decision, name, console)
    new = decision.model_copy(update={"seed": 8, "best": "wait"})
    show_changes(changes(decision, new, (None, None), labels_of(case)), console)
    assert max(map(len, out.getvalue().splitlines())) <= width
    assert "…" not in out.getvalue()


@pytest.mark.parametrize("width", [20, 40, 60, 79, 80, 81, 90, 95, 200])
def test_no_width_loses_the_name_or_the_numbers_of_an_option(
    findings: Findings, width: int
) -> None:
    out = StringIO()
    terminal.show(findings.decision, Console(file=out, width=width))
    shown = "".join(out.getvalue().split())
    for option in findings.decision.options:
        label, *numbers = terminal._row(findings.decision, option)
        assert [word for word in label.split() if word not in shown] == []
        assert [n for n in numbers if "".join(n.split()) not in shown] == []
    assert "…" not in shown
