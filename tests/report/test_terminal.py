"""The answer on a terminal."""

from io import StringIO

from rich.console import Console
from tests.report.small_case import ATTACK

from stakes.assessment.findings import Findings
from stakes.assessment.verdict import confidence
from stakes.report import terminal


def test_terminal_shows_answer_and_options(findings: Findings) -> None:
    out = StringIO()
    facts = confidence(findings.beliefs, findings.checks, findings.failures)
    terminal.show(
        findings.decision.model_copy(update={"confidence": facts}), Console(file=out, width=140)
    )
    shown = out.getvalue()
    assert "has the highest expected value" in shown
    assert "Confidence is moderate" in shown
    assert ATTACK in shown
    assert "Not converged" not in shown


def test_terminal_warns_of_chains_that_did_not_converge(findings: Findings) -> None:
    out = StringIO()
    unsound = findings.decision.diagnostics.model_copy(update={"rhat_max": 1.3})
    terminal.show(
        findings.decision.model_copy(update={"diagnostics": unsound}), Console(file=out, width=140)
    )
    assert "Not converged: R-hat reaches 1.300, above 1.01, in the joint model" in out.getvalue()
