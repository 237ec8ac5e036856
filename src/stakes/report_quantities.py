"""The report's section on every quantity, laid out from findings."""

from typing import Any

from stakes.explain import READ, explain, sources
from stakes.findings import Findings

Row = dict[str, Any]


def quantity_rows(findings: Findings) -> list[Row]:
    """Topics in the order of the case, each with its quantities: sections as from `explain`, and sources."""
    case = findings.case
    return [
        {
            "label": label,
            "quantities": [_quantity(findings, name) for name, q in case.quantities.items() if q.topic == topic],
        }
        for topic, label in case.topics.items()
    ]


def _quantity(findings: Findings, name: str) -> Row:
    q = findings.case.quantities[name]
    return {
        "id": name,
        "label": q.label,
        "unit": q.unit,
        "sections": explain(findings.case, findings.decision, name),
        "sources": [{"record": s, "read": READ[s.read]} for s in sources(findings.case, name)],
    }
