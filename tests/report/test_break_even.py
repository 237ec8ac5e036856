"""Planes: of all options the one is shown that tells most."""

import pytest

from stakes.assessment.findings import Findings
from stakes.report.sections.break_even import _telling

ABOVE, BELOW = ((1.0, 1.0),), ((-1.0, -1.0),)
ACROSS, NEAR = ((-1.0, 1.0),), ((0.0, 0.0),)


@pytest.mark.parametrize(
    ("leads", "shown"),
    [
        ({"act": ABOVE, "half": ACROSS}, "half"),  # the next changes its sign, the best does not
        ({"act": ACROSS, "half": ACROSS}, "act"),
        ({"act": ABOVE, "half": BELOW, "wait": ACROSS}, "wait"),
        ({"act": ABOVE, "half": NEAR}, "act"),
        ({"half": ABOVE, "wait": BELOW}, "half"),  # the best is the baseline
    ],
)
def test_an_option_that_crosses_the_baseline_is_shown_first(
    findings: Findings, leads: dict[str, object], shown: str
) -> None:
    errors = dict.fromkeys(leads, ((0.01, 0.01),))
    plane = findings.decision.planes["both"].model_copy(update={"lead": leads, "lead_se": errors})
    assert (findings.sensitivity.best, findings.sensitivity.rival) == ("act", "half")
    assert _telling(findings, plane) == shown
