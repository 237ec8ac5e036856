"""Who disagrees: under which schools, structures and values another option comes first."""

from collections.abc import Sequence
from typing import Any

from stakes.assessment.findings import Findings
from stakes.assessment.sensitivity.scenarios import BELIEVED
from stakes.assessment.sentences import counted
from stakes.assessment.statements.readings import OPEN, differing
from stakes.decision_json.decision import Decision
from stakes.decision_json.sensitivity import Leader
from stakes.report.front.amounts import Scale, brief, scale_of
from stakes.report.front.strips import Axis, Strip, axis_over
from stakes.report.front.tones import compared_by_views, ready, tone
from stakes.wording import Shown

Row = dict[str, Any]
RUN = "run"


def disagreement(findings: Findings) -> Row:
    """One comparison under every view: those that put another option first, those that leave it
    open, and all others as one row; and who leads by whose values.
    """
    decision = findings.decision
    best, against = compared_by_views(decision)
    said = differing(decision)
    apart = [v for v, words in said.items() if v in decision.differs]
    unclear = [v for v, words in said.items() if words == OPEN]
    agree = [v for v in said if v not in apart and v not in unclear]
    shown = {v: decision.views[v].profiles[RUN] for v in [*apart, *unclear, *agree]}
    known = [c.against for c in shown.values() if c.against is not None]
    axis = axis_over([*known, 0.0])
    scale = scale_of(decision.unit, max((abs(x) for x in known), default=1.0))
    names = [decision.options[o].label for o in (best, against)]
    return {
        "title": _title(decision, apart, unclear, len(said)),
        "waits": decision.options[decision.best].waits,
        "best": names[0],
        "against": names[1],
        "tone": tone(decision, best),
        "rows": [_row(findings, v, axis, scale, v in apart) for v in [*apart, *unclear]],
        "rest": _rest(decision, agree, axis, scale),
        "ticks": axis.ticks(scale.factor),
        "zero": axis.at(0.0),
        "unit": scale.unit,
        "profiles": (profiles := _profiles(findings)),
        "alike": _all_alike(profiles),
        "counted": counted(len(profiles)),
    }


def _title(decision: Decision, apart: Sequence[str], unclear: Sequence[str], total: int) -> str:
    label = decision.options[ready(decision)].label
    if not total:
        return "The case names no other schools of thought"
    if not apart:
        few = f"; under {len(unclear)} it cannot be told" if unclear else ""
        return f"No view of {total} puts another option clearly first{few}"
    put = "puts" if len(apart) == 1 else "put"
    return f"{len(apart)} of {total} views {put} another option before {label}"


def _row(findings: Findings, view: str, axis: Axis, scale: Scale, apart: bool) -> Row:
    decision, entry = findings.decision, findings.decision.views[view]
    cell = entry.profiles[RUN]
    leader = cell.ahead or cell.best
    return {
        "label": entry.label,
        "assumes": _assumes(findings, view),
        "leader": decision.options[leader].label if apart else "cannot be told",
        "tone": tone(decision, leader) if apart else "same",
        "value": _lead(cell, scale) if apart else "",
        "strip": _strip([cell], axis, scale, tone(decision, leader) if apart else "same"),
    }


def _assumes(findings: Findings, view: str) -> str:
    kind, _, name = view.partition(":")
    schools, structures = findings.case.challenges.schools, findings.case.structures
    if kind == "school" and name in schools:
        return schools[name].rationale
    return structures[name].rationale if kind == "structure" and name in structures else ""


def _lead(cell: Leader, scale: Scale) -> Shown | str:
    if cell.against is None:
        return ""
    text = brief(scale.factor * cell.against, scale.factor * (cell.against_se or 0.0))
    return Shown(text, cell.against)


def _strip(cells: Sequence[Leader], axis: Axis, scale: Scale, own: str) -> Strip | None:
    """The best less the option compared, to the left where that is worth more."""
    held = [c.against for c in cells if c.against is not None]
    if not held:
        return None
    marks = [axis.range(min(held), max(held), own)] if len(held) > 1 else []
    dots = [axis.dot(x, own) for x in sorted(held)] if len(held) == 1 else []
    said = " to ".join(brief(scale.factor * x) for x in sorted({min(held), max(held)}))
    return Strip((*marks, *dots), f"{said} {scale.unit}")


def _rest(decision: Decision, agree: Sequence[str], axis: Axis, scale: Scale) -> Row | None:
    cells = [decision.views[v].profiles[RUN] for v in agree]
    held = [c.against for c in cells if c.against is not None]
    if not held:
        return None
    ends = [brief(scale.factor * x) for x in (min(held), max(held))]
    strip = _strip(cells, axis, scale, tone(decision, ready(decision)))
    return {
        "count": len(agree),
        "ends": ends,
        "strip": strip,
        "labels": [decision.views[v].label for v in agree],
    }


def _profiles(findings: Findings) -> list[Row]:
    """Who leads as believed, by whose values."""
    decision = findings.decision
    held = decision.views[BELIEVED].profiles if BELIEVED in decision.views else {}
    rows = []
    for name, cell in held.items():
        if name == RUN:
            continue
        resolved = cell.resolved
        rows.append(
            {
                "label": findings.case.profiles[name].label,
                "own": name == decision.profile,
                "leader": decision.options[cell.best].label if resolved else "cannot be told",
                "tone": tone(decision, cell.best) if resolved else "same",
            }
        )
    return rows


def _all_alike(rows: Sequence[Row]) -> Row | None:
    """The leader by the values of every profile; None where they differ or cannot be told."""
    leaders = {row["leader"] for row in rows}
    clear = len(rows) > 1 and len(leaders) == 1 and rows[0]["tone"] != "same"
    return rows[0] if clear else None
