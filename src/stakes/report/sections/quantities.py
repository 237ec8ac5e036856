"""The report's section on every quantity, laid out from findings."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from stakes.assessment.cited_numbers import after, categorical, named, number
from stakes.assessment.findings import Findings
from stakes.report.explain import READ, explain, sources
from stakes.report.influence import in_decision
from stakes.report.model_contents import rows_known
from stakes.report.update import before_and_after
from stakes.wording import plain

Row = dict[str, Any]


def quantity_rows(findings: Findings) -> list[Row]:
    """Topics in the order of the case, each with its quantities: sections as from `explain`, and
    sources.
    """
    if findings.sample:
        return [{"id": "numbers", "label": "", "quantities": _numbers(findings)}]
    case, day = findings.case, date.fromisoformat(findings.decision.as_of)
    made = []
    for topic, label in case.topics.items():
        rows = rows_known(case, topic, day)
        names = [name for name, q in case.quantities.items() if q.topic == topic]
        made.append(
            {
                "id": topic,
                "label": label,
                "quantities": [_quantity(findings, name, rows) for name in names],
            }
        )
    return made


def _numbers(findings: Findings) -> list[Row]:
    """What draws alone say of each number: what it is and what it does to the decision."""
    case, decision = findings.case, findings.decision
    return [
        {
            "now": number(decision, ("beliefs", name, "posterior", "median"), plain(held.median)),
            "grade": "",
            "id": name,
            "label": q.label,
            "unit": q.unit,
            "sections": [
                ("Believed", before_and_after(decision, q, brief=False)),
                ("In the decision", in_decision(case, decision, name)),
            ],
            "sources": [{"record": case.sources[s], "read": ""} for s in q.sources],
        }
        for name, q in case.quantities.items()
        if (held := decision.beliefs[name].posterior)
    ]


def _quantity(findings: Findings, name: str, rows: Mapping[str, int]) -> Row:
    q = findings.case.quantities[name]
    belief = findings.decision.beliefs.get(name)
    now = ""
    if belief is not None:
        path = ("beliefs", name, "posterior", "median")
        now = number(findings.decision, path, named(q.states, belief.posterior.median))
    return {
        "now": now,
        "grade": q.grade,
        "id": name,
        "label": q.label,
        "unit": "" if categorical(q.states) else after(str(now), q.unit),
        "sections": explain(findings.case, findings.decision, name, rows, brief=True),
        "sources": [{"record": s, "read": READ[s.read]} for s in sources(findings.case, name)],
    }
