"""Break-evens and planes of the report's section on what would change the answer, laid out from
findings.
"""

from typing import Any

from markupsafe import Markup

from stakes.assessment.cited_numbers import estimate, number
from stakes.assessment.findings import Findings
from stakes.assessment.statements.readings import CLEARLY, crosses
from stakes.decision_json.records import find
from stakes.decision_json.sensitivity import BreakEven, Plane
from stakes.report.figures.planes import plane
from stakes.report.figures.svg import svg
from stakes.wording import percent, plain, rounded, significant

Row = dict[str, Any]


def break_even_rows(findings: Findings) -> Row:
    """The table of break-evens, what never changes the choice, and the planes."""
    return {
        "columns": [findings.case.options[o].label for o in _crossed(findings)],
        "break_even": [_threshold(findings, name) for name in findings.case.challenges.thresholds],
        "undecided": never_crossed(findings),
        "planes": [_plane(findings, key) for key in findings.decision.planes],
    }


def quantity_label(findings: Findings, name: str) -> Row:
    """Label and unit of a quantity; of an element ``name[label]``, those of its vector."""
    record = findings.case.quantities.get(name.partition("[")[0])
    return {"label": record.label if record else name, "unit": record.unit if record else ""}


def _crossed(findings: Findings) -> list[str]:
    return list(dict.fromkeys(c.option for c in findings.sensitivity.crossings))


def never_crossed(findings: Findings) -> list[str]:
    """Labels of thresholds along which every option leads the baseline, or trails it, clearly and
    throughout.
    """
    entries: dict[str, list[BreakEven]] = {}
    for key, entry in findings.decision.break_even.items():
        entries.setdefault(key.partition(":")[0], []).append(entry)
    never = [q for q, held in entries.items() if all(entry.never for entry in held)]
    return [quantity_label(findings, q)["label"] for q in never]


def _threshold(findings: Findings, name: str) -> Row:
    return quantity_label(findings, name) | {
        "cells": [_break_even(findings, f"{name}:{o}") for o in _crossed(findings)]
    }


def _break_even(findings: Findings, key: str) -> Row:
    decision = findings.decision
    entry, path = decision.break_even[key], ("break_even", key)
    row = {
        "beyond": number(
            decision, (*path, "probability_beyond"), percent(entry.probability_beyond)
        ),
        "ends": [_end(findings, key, end) for end in ("lower", "upper")],
    }
    if entry.value is None:
        return row | {"value": (), "others": []}
    value = (
        estimate(decision, (*path, "value"), (*path, "se"))
        if entry.se is not None
        else (number(decision, (*path, "value"), significant(entry.value)),)
    )
    chances = [
        (label, number(decision, (*path, k), percent(x)))
        for k, label in (("chance_in_a_year", "in a year"), ("chance_by_horizon", "by the horizon"))
        if (x := getattr(entry, k)) is not None
    ]
    others = [
        estimate(decision, (*path, "roots", i, "value"), (*path, "roots", i, "se"))
        for i, r in enumerate(entry.roots)
        if r.value != entry.value and r.se is not None
    ]
    return row | {"value": value, "chances": chances, "others": others}


def _end(findings: Findings, key: str, end: str) -> Row:
    decision, path = findings.decision, ("break_even", key)
    return {
        "at": number(decision, (*path, end), plain(getattr(decision.break_even[key], end))),
        "lead": estimate(decision, (*path, f"lead_{end}"), (*path, f"lead_{end}_se")),
    }


def _plane(findings: Findings, key: str) -> Row:
    decision, plane, path = findings.decision, findings.decision.planes[key], ("planes", key)
    option = _telling(findings, plane)
    return {
        "label": findings.case.challenges.planes[key].label,
        "option": findings.case.options[option].label,
        "x": quantity_label(findings, plane.x.quantity),
        "y": quantity_label(findings, plane.y.quantity),
        "columns": [
            number(decision, (*path, "x", "values", i), plain(x))
            for i, x in enumerate(plane.x.values)
        ],
        "rows": [
            {
                "at": number(decision, (*path, "y", "values", j), plain(y)),
                "cells": [_lead(findings, key, option, (i, j)) for i in range(len(plane.x.values))],
            }
            for j, y in enumerate(plane.y.values)
        ],
        "crosses": crosses(plane, option),
        "svg": _plane_figure(findings, key, option) if plane.boundary[option] else "",
    }


def _telling(findings: Findings, plane: Plane) -> str:
    """The option to show: the first whose lead over the baseline changes its sign in the plane; if
    none does, the best, or else the next.
    """
    first = (findings.sensitivity.best, findings.sensitivity.rival, *plane.lead)
    held = [o for o in first if o in plane.lead]
    return next((o for o in held if crosses(plane, o) == "yes"), held[0])


def _plane_figure(findings: Findings, key: str, option: str) -> Markup:
    sheet = next(s for s in findings.sensitivity.sheets if s.plane.id == key)
    ids = (sheet.plane.x, sheet.plane.y)
    names = [
        f"{axis['label']} ({axis['unit']})"
        for axis in (quantity_label(findings, name) for name in ids)
    ]
    values = findings.beliefs["value"].sel(group="posterior", level=[0.05, 0.5, 0.95])
    today = [values.sel(quantity=name).to_numpy() for name in ids if name in values["quantity"]]
    ahead, behind = (findings.case.options[o].label for o in (option, findings.case.baseline))
    alt = (
        f"Where {ahead} is ahead of {behind}, by {names[0]} and {names[1]}; numbers in the "
        "table below"
    )
    sides = (f"{ahead} ahead", f"{behind} ahead")
    return Markup(
        svg(plane(sheet, option, names, sides, today if len(today) == len(ids) else ()), alt)
    )


def _lead(findings: Findings, key: str, option: str, at: tuple[int, int]) -> Row:
    plane, path = findings.decision.planes[key], ("planes", key, "lead", option, *at)
    x, error = (find(table[option], at) for table in (plane.lead, plane.lead_se))
    return {
        "value": number(findings.decision, path, rounded(x, error)),
        "ahead": x > CLEARLY * error,
    }
