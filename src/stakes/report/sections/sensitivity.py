"""The report's section on what would change the answer, laid out from findings."""

from typing import Any

from markupsafe import Markup

from stakes.assessment.cited_numbers import estimate, named, number
from stakes.assessment.findings import Findings
from stakes.assessment.sensitivity.scenarios import BELIEVED
from stakes.assessment.statements.readings import (
    moving,
    place,
    swinging,
    topics,
)
from stakes.decision_json.records import Path
from stakes.report.figures import sensitivity as figures
from stakes.report.figures.svg import svg
from stakes.report.sections.break_even import break_even_rows, quantity_label
from stakes.report.sections.power_scaling import power_panels, power_row
from stakes.report.sections.views import profiles, view_row
from stakes.wording import MISSING, percent, plain, significant

Row = dict[str, Any]
SHOWN, MOVED = 10, 6


def sensitivity_rows(findings: Findings) -> Row:
    """Everything the section on sensitivity shows."""
    s, decision = findings.sensitivity, findings.decision
    labels = {o: record.label for o, record in findings.case.options.items()}
    return {
        "best": labels[s.best],
        "rival": labels[s.rival],
        "baseline": labels[findings.case.baseline],
        **break_even_rows(findings),
        "profiles": profiles(findings),
        "views": [view_row(findings, view) for view in decision.views],
        "ruled_out": decision.ruled_out,
        "tilt": _tilt(findings),
        "powers": [
            f"{row.alpha:g}"
            for component in list(decision.power_scale.values())[:1]
            for row in component.alphas
        ],
        "power": [power_row(findings, component) for component in decision.power_scale],
        "power_panels": power_panels(findings) if decision.power_scale else [],
        "tornado_svg": _tornado_figure(findings),
        "today": estimate(decision, *_today()),
        "tornado": [
            _bar(findings, name) | {"place": place(between)}
            for name, between in _swinging(findings).items()
        ],
        "topics": [_topic(findings, name, between) for name, between in topics(decision).items()],
        "boxes": s.boxes.attrs.get("sentences", [])
        and [_box(findings, i) for i in range(len(decision.discover.boxes))],
        "why_no_box": decision.discover.reason,
    }


def _tilt(findings: Findings) -> Row:
    decision, entry = findings.decision, findings.decision.tilt
    if entry.kl is None:
        return {"reason": entry.reason}
    moves = [
        quantity_label(findings, name)
        | {
            "shift": estimate(
                decision, ("tilt", "moves", name, "shift_sd"), ("tilt", "moves", name, "se")
            )
        }
        for name in moving(decision, MOVED)
    ]
    return {
        "reason": "",
        "kl": estimate(decision, ("tilt", "kl"), ("tilt", "se"))
        if entry.se is not None
        else ("at most ", number(decision, ("tilt", "kl"), significant(entry.kl))),
        "ess": number(decision, ("tilt", "ess"), plain(entry.ess))
        if entry.ess is not None
        else MISSING,
        "moves": moves,
    }


def _today() -> tuple[Path, Path]:
    """Paths of today's lead of the best over the rival, and of its error."""
    run = ("views", BELIEVED, "profiles", "run")
    return (*run, "lead"), (*run, "lead_se")


def _swinging(findings: Findings) -> dict[str, tuple[int, int]]:
    """Quantities with a swing of the lead that is more than noise, with the places they may have,
    largest first.
    """
    return swinging(findings.decision, SHOWN)


def _tornado_figure(findings: Findings) -> Markup:
    shown = findings.sensitivity.tornado.sel(parameter=list(_swinging(findings)))
    if not shown.sizes["parameter"]:
        return Markup("")
    labels = {
        str(name): quantity_label(findings, str(name))["label"]
        for name in shown["parameter"].to_numpy()
    }
    best, rival = (
        findings.case.options[o].label
        for o in (findings.sensitivity.best, findings.sensitivity.rival)
    )
    alt = (
        f"Lead of {best} over {rival} with each quantity at its 5 % and its 95 % quantile; "
        "numbers in the table below"
    )
    return Markup(svg(figures.bars(shown, labels, findings.case.unit), alt))


def _bar(findings: Findings, name: str) -> Row:
    decision, path = findings.decision, ("tornado", "quantities", name)
    record = findings.case.quantities.get(name)
    states = record.states if record else None
    shares = decision.importance.quantities.get(name)
    share = (
        estimate(
            decision,
            ("importance", "quantities", name, "delta"),
            ("importance", "quantities", name, "delta_se"),
        )
        if shares
        else (MISSING,)
    )
    return quantity_label(findings, name) | {
        "low": estimate(decision, (*path, "low"), (*path, "low_se")),
        "high": estimate(decision, (*path, "high"), (*path, "high_se")),
        "at": [
            number(
                decision,
                (*path, f"at_{end}"),
                named(states, getattr(decision.tornado.quantities[name], f"at_{end}")),
            )
            for end in ("low", "high")
        ],
        "delta": share,
    }


def _topic(findings: Findings, name: str, between: tuple[int, int]) -> Row:
    path = ("importance", "topics", name)
    cells = [
        estimate(findings.decision, (*path, k), (*path, f"{k}_se"))
        for k in ("first_order", "shapley", "delta")
    ]
    return {"label": findings.case.topics.get(name, name), "place": place(between), "cells": cells}


def _box(findings: Findings, i: int) -> Row:
    decision, box, path = (
        findings.decision,
        findings.decision.discover.boxes[i],
        ("discover", "boxes", i),
    )
    limits = []
    for name, (low, high) in box.limits.items():
        said = (
            [("at least ", number(decision, (*path, "limits", name, 0), plain(low)))]
            if low is not None
            else []
        )
        said += (
            [("at most ", number(decision, (*path, "limits", name, 1), plain(high)))]
            if high is not None
            else []
        )
        limits.append(quantity_label(findings, name) | {"bounds": said})
    return {
        "limits": limits,
        "coverage": estimate(decision, (*path, "coverage"), (*path, "coverage_se"), scale=100),
        "density": estimate(decision, (*path, "density"), (*path, "density_se"), scale=100),
        "mass": number(decision, (*path, "mass"), percent(box.mass)),
    }
