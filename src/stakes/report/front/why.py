"""Why: what the option compared adds to the best and takes from it, by attribute."""

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
    """The parts of the difference between the option compared and the best, largest loss first, and
    their sum.
    """
    decision = findings.decision
    best, against = compared(decision)
    parts = differences(decision, best, against)
    lead = decision.options[against].lead
    scale = scale_of(decision.unit, max([abs(x) for x, _ in parts.values()] + [abs(lead)]))
    large = SMALL * max((abs(x) for x, _ in parts.values()), default=0.0)
    shown = [n for n, (x, e) in parts.items() if abs(x) > max(large, CLEARLY * e)]
    ordered = sorted(shown, key=lambda n: parts[n][0])
    running, ends = 0.0, [0.0]
    for name in ordered:
        running += parts[name][0]
        ends.append(running)
    axis = axis_over([*ends, -lead])
    starts = dict(zip(ordered, ends, strict=False))
    rest = [n for n in parts if n not in shown]
    return {
        "title": _title(findings, parts),
        "best": decision.options[best].label,
        "against": decision.options[against].label,
        "rows": [_row(findings, n, parts[n], (axis, scale, starts[n])) for n in ordered],
        "rest": [findings.case.attributes[n].label for n in rest],
        "sum": {
            "value": Shown(
                brief(-scale.factor * lead, scale.factor * decision.options[against].lead_mcse),
                -lead,
            ),
            "strip": Strip((_bar(axis, 0.0, -lead),), "sum"),
        },
        "ticks": axis.ticks(scale.factor),
        "zero": axis.at(0.0),
        "unit": scale.unit,
    }


def _bar(axis: Axis, start: float, by: float) -> Any:
    return axis.range(min(start, start + by), max(start, start + by), AGAINST if by > 0 else BEST)


def _row(
    findings: Findings, name: str, part: tuple[float, float], place: tuple[Axis, Scale, float]
) -> Row:
    decision, (value, error), (axis, scale, start) = findings.decision, part, place
    best, against = compared(decision)
    text = brief(scale.factor * value, scale.factor * error)
    own = decision.attributes[best].get(name, 0.0) == 0.0
    shown = number(decision, ("attributes", against, name), text) if own else Shown(text, value)
    record = findings.case.attributes[name]
    return {
        "label": record.label,
        "value": shown,
        "strip": Strip((_bar(axis, start, value),), f"{record.label}: {text}"),
    }


def _title(findings: Findings, parts: dict[str, tuple[float, float]]) -> str:
    """Which parts speak most against the option compared, and which for it, as far as errors
    leave.
    """
    labels = {n: a.label for n, a in findings.case.attributes.items()}
    best, against = (findings.decision.options[o].label for o in compared(findings.decision))
    said = [" or ".join(inside(labels[n]) for n in names[:NAMED]) for names in largest(parts)]
    if all(said):
        return f"{against} loses most by {said[0]}, gains most by {said[1]}"
    if said[0]:
        return f"{against} loses by {said[0]}, and gains nothing to speak of"
    if said[1]:
        return f"{against} gains by {said[1]}, and loses nothing to speak of"
    return f"{best} and {against} differ in no part clearly"
