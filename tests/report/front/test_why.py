"""Why the best leads: the title names what speaks for and against, and compares nothing else."""

from dataclasses import replace

import pytest

from stakes.assessment.findings import Findings
from stakes.report.front.why import why


@pytest.mark.parametrize(
    ("gain", "cost", "said"),
    [
        (-1.0, 0.5, "gains most by label of gain, loses most by label of cost"),
        (-1.0, 0.0, "gains by label of gain, and loses nothing to speak of"),
        (0.0, 0.5, "loses by label of cost, and gains nothing to speak of"),
        (0.0, 0.0, "differ in no part clearly"),
    ],
)
def test_the_title_says_what_is_clear(
    findings: Findings, gain: float, cost: float, said: str
) -> None:
    parts = {"act": {"gain": 0.0, "cost": 0.0}, "half": {"gain": gain, "cost": cost}}
    errors = {o: dict.fromkeys(p, 0.01) for o, p in parts.items()}
    decision = findings.decision.model_copy(update={"attributes": parts, "attributes_mcse": errors})
    assert said in why(replace(findings, decision=decision))["title"]
