"""Stronger and weaker priors and evidence: rows and panels of the report's section."""

from typing import Any

import numpy as np
import xarray as xr
from markupsafe import Markup

from stakes.assessment.cited_numbers import Pieces, estimate, number
from stakes.assessment.findings import Findings
from stakes.assessment.sensitivity.scenarios import BELIEVED
from stakes.assessment.statements.readings import most_scaled
from stakes.decision.limits import TRUSTED
from stakes.decision_json.stress import Power
from stakes.report.figures import sensitivity as figures
from stakes.report.figures.svg import svg
from stakes.wording import MISSING, plain, significant

Row = dict[str, Any]
PANELS = 6


def power_row(findings: Findings, component: str) -> Row:
    decision, entry = findings.decision, findings.decision.power_scale[component]
    path, rival = ("power_scale", component), findings.sensitivity.rival
    leads = [
        {
            "lead": estimate(
                decision,
                (*path, "alphas", i, "lead", rival),
                (*path, "alphas", i, "lead_se", rival),
            ),
            "refitted": row.refitted,
            "doubtful": doubtful(row),
        }
        for i, row in enumerate(entry.alphas)
    ]
    return {
        "label": component_label(findings, component),
        "leads": leads,
        "flips": [_flip(findings, component, side) for side in entry.flip],
    }


def doubtful(row: Power) -> bool:
    """Whether the weights under a power cannot be trusted, or cannot be told to be."""
    trusted = row.pareto_k is not None and row.pareto_k <= TRUSTED
    return not (trusted or row.refitted)


def power_panels(findings: Findings) -> list[Row]:
    """The components that change the lead most, on one scale."""
    table = findings.sensitivity.power.sel(option=findings.sensitivity.rival)[
        ["lead", "lead_se", "pareto_k", "refitted"]
    ]
    view = findings.decision.views[BELIEVED].profiles["run"]
    today = (view.lead, view.lead_se)
    rows = table.sel(
        component=list(most_scaled(findings.decision, findings.sensitivity.rival, PANELS))
    )
    span = _span(rows, today)
    return [
        _power_panel(findings, rows.isel(component=i), today, span)
        for i in range(rows.sizes["component"])
    ]


def _span(rows: xr.Dataset, today: tuple[float, float]) -> tuple[float, float]:
    """Of the vertical axis: with all whose weights can be trusted, for the noise of others would
    flatten these.
    """
    sound = (rows["pareto_k"] <= TRUSTED) | rows["refitted"]
    ends = [0.0, today[0] - today[1], today[0] + today[1]]
    for side in (-1, 1):
        reach = (rows["lead"] + side * rows["lead_se"]).where(sound).to_numpy().ravel()
        ends += [float(x) for x in reach[~np.isnan(reach)]]
    room = 0.06 * (max(ends) - min(ends)) or 1.0
    return min(ends) - room, max(ends) + room


def _power_panel(
    findings: Findings, row: xr.Dataset, today: tuple[float, float], span: tuple[float, float]
) -> Row:
    label = component_label(findings, str(row["component"].item()))
    figure = figures.scaled(row, today, span)
    return {
        "label": label,
        "svg": Markup(svg(figure, f"Lead by the power of: {label}; numbers in the table below")),
    }


def component_label(findings: Findings, component: str) -> str:
    """What a component of power scaling is called: all priors or all evidence, or that of a
    topic.
    """
    names = {"prior": "All priors", "likelihood": "All evidence"}
    words = {"prior of ": "Prior", "evidence on ": "Evidence"}
    for start, word in words.items():
        if component.startswith(start):
            topic = component.removeprefix(start)
            return f"{word}: {findings.case.topics.get(topic, topic)}"
    return names[component]


def _flip(findings: Findings, component: str, side: str) -> Pieces:
    decision, path = findings.decision, ("power_scale", component, "flip", side)
    flip = decision.power_scale[component].flip[side]
    if flip.value is None:
        edge = number(
            decision,
            (*path, "searched"),
            MISSING if flip.searched is None else plain(flip.searched),
        )
        return ("none ", "down to " if side == "weaker" else "up to ", edge)
    if flip.se is None:
        return (number(decision, (*path, "value"), significant(flip.value)),)
    return estimate(decision, (*path, "value"), (*path, "se"))
