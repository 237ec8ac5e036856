"""Whose views lead to which option: rows of the report's section."""

from typing import Any

from stakes.assessment.cited_numbers import estimate
from stakes.assessment.findings import Findings
from stakes.assessment.sensitivity.scenarios import BELIEVED
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
