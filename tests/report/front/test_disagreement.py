"""Who disagrees: counted as far as can be told, in the unit of the figure."""

from dataclasses import replace

from stakes.assessment.findings import Findings
from stakes.report.front.disagreement import disagreement


def test_one_view_puts_another_first(findings: Findings) -> None:
    decision = findings.decision.model_copy(update={"differs": ("school:other",)})
    said = disagreement(replace(findings, decision=decision))["title"]
    assert said.startswith("1 of 1 views puts another option before")


def test_a_strip_says_its_amount_in_the_unit_of_the_axis(findings: Findings) -> None:
    unit, held = "billion euros", findings.decision.views
    views = {
        name: view.model_copy(
            update={
                "profiles": {
                    p: cell.model_copy(update={"against": -0.05})
                    for p, cell in view.profiles.items()
                }
            }
        )
        for name, view in held.items()
    }
    changed = {"unit": unit, "views": views, "differs": ("school:other",)}
    decision = findings.decision.model_copy(update=changed)
    [row] = disagreement(replace(findings, decision=decision))["rows"]
    assert row["strip"].alt == "−50 million euros"
