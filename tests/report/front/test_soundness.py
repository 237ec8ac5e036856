"""How good it is: said as far as errors leave."""

from dataclasses import replace

import pytest

from made_up_record import filled
from stakes.assessment.findings import Findings
from stakes.decision_json.options import Confidence
from stakes.report.front.soundness import soundness


@pytest.mark.parametrize(
    ("judged", "said"),
    [
        (0.7, "The computing is sound; what decides is mostly judgement"),
        (0.3, "The computing is sound, and evidence speaks to much of what decides"),
        (0.51, "The computing is sound"),
        (0.49, "The computing is sound"),
    ],
)
def test_the_title_leaves_open_what_errors_leave_open(
    findings: Findings, judged: float, said: str
) -> None:
    facts = filled(Confidence, {"level": "low", "judged": judged, "judged_se": 0.01})
    decision = findings.decision.model_copy(update={"confidence": facts})
    assert soundness(replace(findings, decision=decision))["title"] == said
