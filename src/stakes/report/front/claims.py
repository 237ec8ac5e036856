"""The claims, each from before the evidence to after it."""

from typing import Any

from stakes.assessment.findings import Findings
from stakes.assessment.statements.readings import CLEARLY, likelihood_of
from stakes.report.front.strips import Axis, Strip
from stakes.report.sections.claims import claim_rows
from stakes.wording import EVEN, LIKELY, percent

Row = dict[str, Any]
SHARE = Axis(0.0, 1.0)


def claims(findings: Findings) -> Row:
    """Rows of the claims that are tested, and of those that are not."""
    rows = claim_rows(findings)
    tested = [row | _drawn(findings, row["id"]) for row in rows if row["testable"]]
    return {
        "title": _title(findings),
        "tested": tested,
        "untested": [row for row in rows if not row["testable"]],
    }


def _drawn(findings: Findings, name: str) -> Row:
    held = findings.decision.claims[name]
    marks = (
        SHARE.range(min(held.prior, held.probability), max(held.prior, held.probability), "best"),
        SHARE.dot(held.prior, "before"),
        SHARE.dot(held.probability, "best"),
    )
    words = " or ".join(likelihood_of(held.probability, held.se))
    said = f"{percent(held.prior)} before the evidence, {percent(held.probability)} after it"
    return {"strip": Strip(marks, said), "word": words[0].upper() + words[1:]}


def _title(findings: Findings) -> str:
    """How many of the claims tested are likely, and how many unlikely, as far as can be told."""
    held = findings.decision.claims.values()
    for_, against = (
        sum(c.probability - CLEARLY * c.se >= LIKELY for c in held),
        sum(c.probability + CLEARLY * c.se < EVEN for c in held),
    )
    are = "is" if for_ == 1 else "are"
    return f"Of {len(held)} claims tested, {for_} {are} likely and {against} unlikely"
