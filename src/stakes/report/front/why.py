"""Why: what the best has more and less of than the option compared, by attribute."""

from typing import Any

from stakes.assessment.cited_numbers import number
from stakes.assessment.findings import Findings
from stakes.assessment.sentences import inside
from stakes.assessment.statements.parts import differences, largest
from stakes.assessment.statements.readings import CLEARLY
from stakes.report.front.amounts import Scale, brief, scale_of
from stakes.report.front.strips import Axis, Strip, axis_over
from stakes.report.front.tones import AGAINST, BEST, compared
from stakes.wording import Shown

Row = dict[str, Any]
SMALL = 0.02  # of the largest part, below which a part is not drawn
NAMED = 2  # parts that a title names


def why(findings: Findings) -> Row:
    """The parts of the difference between the best and the option compared, largest gain first, and
    their sum.
    """
    decision = findings.decision
    best, against = compared(decision)
    parts = differences(decision, against, best)
    lead = decision.options[against].lead
    scale = scale_of(decision.unit, max([abs(x) for x, _ in parts.values()] + [abs(lead)]))
    large = SMALL * max((abs(x) for x, _ in parts.values()), default=0.0)
    shown = [n for n, (x, e) in parts.items() if abs(x) > max(large, CLEARLY * e)]
    ordered = sorted(shown, key=lambda n: -parts[n][0])
    running, ends = 0.0, [0.0]
    for name in ordered:
        running += parts[name][0]
        ends.append(running)
    axis = axis_over([*ends, lead])
    starts = dict(zip(ordered, ends, strict=False))
    rest = [n for n in parts if n not in shown]
    return {
        "title": _title(findings, parts),
        "best": decision.options[best].label,
        "against": decision.options[against].label,
        "rows": [_row(findings, n, parts[n], (axis, scale, starts[n])) for n in ordered],
        "rest": [findings.case.attributes[n].label for n in rest],
        "sum": {
            "value": scale.said(
                decision, ("options", against, "lead"), ("options", against, "lead_mcse")
            ),
            "strip": Strip((_bar(axis, 0.0, lead),), "sum"),
        },
        "ticks": axis.ticks(scale.factor),
        "zero": axis.at(0.0),
        "unit": scale.unit,
    }


def _bar(axis: Axis, start: float, by: float) -> Any:
    return axis.range(min(start, start + by), max(start, start + by), BEST if by > 0 else AGAINST)


def _row(
    findings: Findings, name: str, part: tuple[float, float], place: tuple[Axis, Scale, float]
) -> Row:
    decision, (value, error), (axis, scale, start) = findings.decision, part, place
    best, against = compared(decision)
    text = brief(scale.factor * value, scale.factor * error)
    own = decision.attributes[against].get(name, 0.0) == 0.0
    shown = number(decision, ("attributes", best, name), text) if own else Shown(text, value)
    record = findings.case.attributes[name]
    return {
        "label": record.label,
        "value": shown,
        "strip": Strip((_bar(axis, start, value),), f"{record.label}: {text}"),
    }


def _title(findings: Findings, parts: dict[str, tuple[float, float]]) -> str:
    """By which parts the best gains most beside the option compared, and by which it loses, as far
    as errors leave.
    """
    labels = {n: a.label for n, a in findings.case.attributes.items()}
    best, against = (findings.decision.options[o].label for o in compared(findings.decision))
    lost, gained = (
        " or ".join(inside(labels[n]) for n in names[:NAMED]) for names in largest(parts)
    )
    if lost and gained:
        return f"{best} gains most by {gained}, loses most by {lost}"
    if gained:
        return f"{best} gains by {gained}, and loses nothing to speak of"
    if lost:
        return f"{best} loses by {lost}, and gains nothing to speak of"
    return f"{best} and {against} differ in no part clearly"
