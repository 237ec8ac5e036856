"""The report's section on the claims, laid out from findings."""

from typing import Any

from stakes.assessment.cited_numbers import number
from stakes.assessment.findings import Findings
from stakes.assessment.sentences import reading, size
from stakes.wording import percent

Row = dict[str, Any]


def claim_rows(findings: Findings) -> list[Row]:
    """Every claim in order of its number: whether it is true as it stands, how large what it speaks
    of is, and how likely what is tested; or why it cannot be tested.
    """
    return [
        _claim(findings, name)
        for name in sorted(findings.case.claims, key=lambda name: findings.case.claims[name].number)
    ]


def _claim(findings: Findings, name: str) -> Row:
    claim, decision = findings.case.claims[name], findings.decision
    row: Row = {
        "id": name,
        "number": claim.number,
        "text": claim.text,
        "statement": claim.statement or "",
        "stated": claim.stated or "",
        "effect": claim.effect or "",
        "reason": claim.reason or "",
        "testable": claim.testable,
        "quantities": [findings.case.quantities[q].label for q in claim.quantities],
    }
    if not claim.testable:
        return row
    path = ("claims", name)
    held = decision.claims[name]
    return row | {
        "after": number(decision, (*path, "probability"), percent(held.probability)),
        "before": number(decision, (*path, "prior"), percent(held.prior)),
        "reading": reading(held),
        "size": size(decision, name, claim.unit or ""),
    }
