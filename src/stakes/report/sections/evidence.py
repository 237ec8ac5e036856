"""The report's sections on beliefs, evidence and predictive checks, laid out from findings."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from markupsafe import Markup

from stakes.assessment.cited_numbers import Pieces, number
from stakes.assessment.findings import Findings
from stakes.assessment.statements.readings import place
from stakes.assessment.verdict import TOP
from stakes.decision_json.decision import Decision
from stakes.decision_json.records import Path, find
from stakes.report.figures import panels as figures
from stakes.report.figures.svg import svg
from stakes.wording import MISSING, Shown, percent, plain, with_error

Row = dict[str, Any]


def belief_rows(findings: Findings) -> list[Row]:
    """The quantities whose place among those that matter may be one of the first, before and after
    the evidence.
    """
    top = findings.beliefs["quantity"].to_numpy()[findings.beliefs["highest"].to_numpy() <= TOP]
    return [_belief(findings, str(quantity)) for quantity in top]


def _belief(findings: Findings, quantity: str) -> Row:
    row, record = findings.beliefs.sel(quantity=quantity), findings.case.quantities[quantity]
    drawn = record.kind == "event" and "mean" in row
    tell = _chance if drawn else _quantiles
    groups = {
        group: tell(findings.decision, ("beliefs", quantity, group))
        for group in map(str, findings.beliefs["group"].to_numpy())
    }
    link = row["link"].item()
    figure = (figures.event if drawn else figures.belief)(findings.beliefs, quantity)
    label, unit = row["label"].item(), row["unit"].item()
    alt = f"{label} ({unit}): " + "; ".join(
        f"{group} {''.join(said)}" for group, said in groups.items()
    )
    return {
        "label": label,
        "unit": unit,
        "basis": row["basis"].item(),
        "grade": record.grade,
        "rationale": record.rationale,
        "place": place((row["highest"].item(), row["lowest"].item())),
        "link": Shown(with_error(link, row["link_se"].item()), link),
        "groups": groups,
        "svg": Markup(svg(figure, alt)),
    }


def _quantiles(decision: Decision, path: Path) -> Pieces:
    low, median, high = (
        number(decision, (*path, k), plain(find(decision, (*path, k))))
        for k in ("low", "median", "high")
    )
    return median, " (", low, " to ", high, ")"


def _chance(decision: Decision, path: Path) -> Pieces:
    return number(
        decision, (*path, "mean"), percent(find(decision, (*path, "mean")))
    ), " that it is so"


def evidence_rows(findings: Findings) -> list[Row]:
    """Every evidence table, those of likelihoods first: how much of it was known, and its
    sources.
    """
    known = findings.case.evidence_as_of(date.fromisoformat(str(findings.decision.as_of)))
    rows: list[Row] = []
    for name in map(str, findings.evidence["table"].to_numpy()):
        row, record = findings.evidence.sel(table=name), findings.case.evidence[name].record
        likelihood = row["use"].item() == "likelihood"
        rows.append(
            {
                "label": row["label"].item(),
                "use": row["use"].item(),
                "known": row["known"].item(),
                "total": row["total"].item(),
                "latest": _day(row["latest"].to_numpy()),
                "record": record,
                "sources": _sources(findings, known[name]["source"]) if likelihood else [],
            }
        )
    return sorted(rows, key=lambda row: bool(row["use"] != "likelihood"))


def _day(latest: Any) -> str:
    text = str(latest)[:10]
    return MISSING if text in ("NaT", "None", "nan", "") else text


def _sources(findings: Findings, ids: Iterable[str]) -> list[Any]:
    return [
        findings.case.sources[name] for name in dict.fromkeys(ids) if name in findings.case.sources
    ]


def check_rows(findings: Findings) -> list[Row]:
    """Every predictive check: what was observed against what the model expects."""
    rows: list[Row] = []
    for i in range(findings.checks.sizes["check"]):
        row: Row = {
            str(name): column.item()
            for name, column in findings.checks.isel(check=i).data_vars.items()
        }
        numbers = {name: _plain(row[name]) for name in ("observed", "median")}
        rows.append(row | numbers | {"tail": Shown(percent(row["tail"]), row["tail"])})
    return rows


def _plain(x: float) -> Shown:
    return Shown(plain(float(x)), float(x))
