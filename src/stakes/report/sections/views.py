"""Whose views lead to which option: rows and figure of the report's section."""

from typing import Any

from markupsafe import Markup

from stakes.assessment.cited_numbers import estimate
from stakes.assessment.findings import Findings
from stakes.assessment.sensitivity.scenarios import BELIEVED
from stakes.assessment.statements.readings import (
    in_order,
)
from stakes.report.figures import sensitivity as figures
from stakes.report.figures.svg import svg
from stakes.wording import percent

Row = dict[str, Any]


def profiles(findings: Findings) -> list[str]:
    names = list(next(iter(findings.decision.views.values())).profiles)
    return [findings.case.profiles[n].label for n in names if n != "run"]


def view_row(findings: Findings, view: str) -> Row:
    entry = findings.decision.views[view]
    cells = [_cell(findings, view, p) for p in entry.profiles if p != "run"]
    return {
        "label": entry.label,
        "kind": entry.kind,
        "weight": percent(entry.weight) if entry.weight is not None else "",
        "draws": entry.draws,
        "cells": cells,
        "believed": view == BELIEVED,
    }


def _cell(findings: Findings, view: str, profile: str) -> Row:
    path, cell = (
        ("views", view, "profiles", profile),
        findings.decision.views[view].profiles[profile],
    )
    return {
        "best": findings.case.options[cell.best].label,
        "lead": estimate(findings.decision, (*path, "lead"), (*path, "lead_se")),
        "resolved": cell.resolved,
        "other": cell.best != findings.decision.views[BELIEVED].profiles["run"].best,
    }


def views_figure(findings: Findings) -> Markup:
    """Views by the lead of today's best by the values of the run; negative where another option
    leads.
    """
    run, s = findings.sensitivity.views.sel(profile="run"), findings.sensitivity
    signed = run.assign(lead=run["lead"].where(run["best"] == s.best, -run["lead"]))
    leads = {
        str(v): (signed["lead"].sel(view=v).item(), signed["lead_se"].sel(view=v).item())
        for v in signed["view"].to_numpy()
    }
    ordered = signed.sel(view=list(in_order(leads)))
    alt = (
        f"Lead of {findings.case.options[s.best].label} under each view, {findings.case.unit}; "
        "numbers in the table below"
    )
    return Markup(svg(figures.leads(ordered, findings.case.unit), alt))
