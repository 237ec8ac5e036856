"""What the options are worth, beside each other: one row for those that no number tells apart."""

from typing import Any

from stakes.assessment.cited_numbers import number
from stakes.assessment.findings import Findings
from stakes.assessment.statements.readings import CLEARLY
from stakes.report.front.amounts import Scale, brief, scale_of
from stakes.report.front.strips import Axis, Strip, axis_over
from stakes.report.front.tones import compared, tone, worth_the_same
from stakes.report.sections.overview import shown_options
from stakes.wording import MISSING, percent

Row = dict[str, Any]
MOST = 6  # options, those worth most


def worth(findings: Findings) -> Row:
    """Rows of options in falling order of their expected value, on one axis."""
    decision = findings.decision
    shown = _shown(findings)
    alike = [[o for o in group if o in shown] for group in worth_the_same(decision)]
    groups = [group for group in alike if group]
    records = [decision.options[o] for o in shown]
    axis = axis_over([x for o in records for x in (o.lower, o.upper, 0.0)])
    scale = scale_of(decision.unit, max(abs(o.expected) for o in records) or 1.0)
    return {
        "rows": [_row(findings, group, axis, scale) for group in groups],
        "ticks": axis.ticks(scale.factor),
        "zero": axis.at(0.0),
        "unit": scale.unit,
        "title": _title(findings),
        "more": len(decision.options) - len(shown),
    }


def _shown(findings: Findings) -> list[str]:
    """Ids of the options that are worth most, of the baseline and of those that are asked about: in
    the order of the appendix.
    """
    decision, held = findings.decision, shown_options(findings)
    by_worth = sorted(held, key=lambda o: -decision.options[o].expected)
    first = {*by_worth[:MOST], findings.case.baseline, *findings.case.asked}
    return [o for o in held if o in first]


def _title(findings: Findings) -> str:
    """The finding: how many options trail the best clearly, and by how much at most."""
    decision = findings.decision
    best, _ = compared(decision)
    rest = [o for o in decision.options if o not in (best, *decision.same_as_best)]
    behind = [o for o in rest if decision.options[o].lead > CLEARLY * decision.options[o].lead_mcse]
    label = decision.options[best].label
    if len(behind) == len(rest):
        return f"{label} is worth most on average"
    return f"{label} cannot be told from {len(rest) - len(behind)} of {len(rest)} others"


def _row(findings: Findings, group: list[str], axis: Axis, scale: Scale) -> Row:
    decision, first = findings.decision, group[0]
    record, path, own = decision.options[first], ("options", first), tone(decision, first)
    marks = (axis.range(record.lower, record.upper, own), axis.dot(record.expected, own))
    chance = sum(decision.options[o].p_best for o in group)
    said = f"expected {brief(scale.factor * record.expected)} {scale.unit}"
    return {
        "labels": [decision.options[o].label for o in group],
        "tone": own,
        "expected": scale.said(decision, (*path, "expected"), (*path, "mcse")),
        "best": _chance(findings, group, chance),
        "strip": Strip(marks, said),
    }


def _chance(findings: Findings, group: list[str], chance: float) -> str:
    """How likely options are the best; of one that waits nothing, for it is never best by full
    knowledge.
    """
    decision, path = findings.decision, ("options", group[0], "p_best")
    if all(decision.options[o].waits for o in group):
        return MISSING
    return percent(chance) if len(group) > 1 else number(decision, path, percent(chance))
