"""How good is this: on what the answer rests, and whether the computing can be trusted."""

from typing import Any

from stakes.assessment.findings import Findings
from stakes.assessment.statements.readings import CLEARLY, in_order, worth_knowing
from stakes.assessment.verdict import LOW
from stakes.inference.states import STATE
from stakes.report.sections.break_even import quantity_label
from stakes.wording import Shown, percent

Row = dict[str, Any]
NAMED = 6  # quantities named at most


def soundness(findings: Findings) -> Row:
    """Grades of the quantities that are worth knowing, checks, and convergence of every fit."""
    decision, case = findings.decision, findings.case
    known = _worth_knowing(findings)
    ordered = all(highest == lowest for highest, lowest in known.values())
    matter = [q for q in dict.fromkeys(map(_quantity, known)) if q in case.quantities]
    if not ordered:  # no order that another seed would not confirm
        matter = sorted(matter[:NAMED], key=lambda q: case.quantities[q].label)
    facts = decision.confidence
    return {
        "title": _title(findings),
        "matter": [
            quantity_label(findings, q)
            | {"id": q, "grade": case.quantities[q].grade, "basis": case.quantities[q].basis}
            for q in matter[:NAMED]
        ],
        "ordered": ordered,
        "judged": Shown(percent(facts.judged), facts.judged) if facts else "",
        "checks": facts.checks if facts else 0,
        "passed": facts.passed if facts else 0,
        "failures": findings.failures,
        "diagnosed": _diagnosed(findings),
        "known": _rows_that_update(findings),
    }


def _diagnosed(findings: Findings) -> list[Shown]:
    """What the draws have, in a few words each."""
    held = findings.decision.diagnostics
    if held.rhat_max is None:  # of independent draws there is nothing to say
        return []
    return [
        Shown(f"highest R-hat {held.rhat_max:.3f}", held.rhat_max),
        Shown(f"smallest effective sample size {held.ess_min:,.0f}", held.ess_min),
    ]


def _rows_that_update(findings: Findings) -> int:
    """Rows of evidence, known on the day, that update beliefs."""
    table = findings.evidence
    return int(table["known"].where(table["use"] == "likelihood", 0).sum())


def _worth_knowing(findings: Findings) -> dict[str, tuple[int, int]]:
    """Places of what is clearly worth knowing, by its id, of most worth first."""
    decision = findings.decision
    clear = [n for n, said in worth_knowing(decision).items() if said == "yes"]
    return in_order({n: (decision.evppi[n].value, decision.evppi[n].se) for n in clear})


def _quantity(known: str) -> str:
    """Id of the quantity of which something is known, its state or an element."""
    return known.removesuffix(STATE).partition("[")[0]


def _title(findings: Findings) -> str:
    if findings.failures:
        return "The computing is not sound: chains have not converged"
    facts = findings.decision.confidence
    if findings.sample:
        said = "cannot carry every number" if findings.sample.problems else "carry the decision"
        return f"The draws {said}"
    if facts is None:
        return "How the answer was computed"
    if facts.passed < facts.checks:
        return f"The model fails {facts.checks - facts.passed} of {facts.checks} checks"
    error = CLEARLY * (facts.judged_se or 0.0)
    if facts.judged - error > LOW:
        return "The computing is sound; what decides is mostly judgement"
    if facts.judged + error < LOW:
        return "The computing is sound, and evidence speaks to much of what decides"
    return "The computing is sound"
