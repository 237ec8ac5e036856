"""The report's section on what would change the answer, laid out from findings."""

from typing import Any

import xarray as xr
from markupsafe import Markup

from stakes.assessment.cited_numbers import Pieces, estimate, number
from stakes.assessment.findings import Findings
from stakes.assessment.sensitivity.scenarios import BELIEVED
from stakes.assessment.statements.readings import (
    in_order,
    most_scaled,
    moving,
    place,
    swinging,
    topics,
)
from stakes.decision.limits import TRUSTED
from stakes.decision_json.records import Path
from stakes.report.figures import sensitivity as figures
from stakes.report.figures.panels import svg
from stakes.report.sections.break_even import break_even_rows, quantity_label
from stakes.wording import MISSING, percent, plain, significant

Row = dict[str, Any]
SHOWN, MOVED, PANELS = 10, 6, 6


def sensitivity_rows(findings: Findings) -> Row:
    """Everything the section on sensitivity shows."""
    s, decision = findings.sensitivity, findings.decision
    labels = {o: record.label for o, record in findings.case.options.items()}
    return {
        "best": labels[s.best],
        "rival": labels[s.rival],
        "baseline": labels[findings.case.baseline],
        **break_even_rows(findings),
        "profiles": _profiles(findings),
        "views": [_view(findings, view) for view in decision.views],
        "ruled_out": decision.ruled_out,
        "tilt": _tilt(findings),
        "powers": [
            f"{row.alpha:g}"
            for component in list(decision.power_scale.values())[:1]
            for row in component.alphas
        ],
        "power": [_power(findings, component) for component in decision.power_scale],
        "power_panels": _power_panels(findings),
        "views_svg": _views_figure(findings),
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


def _profiles(findings: Findings) -> list[str]:
    names = list(next(iter(findings.decision.views.values())).profiles)
    return [findings.case.profiles[n].label for n in names if n != "run"]


def _view(findings: Findings, view: str) -> Row:
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


def _power(findings: Findings, component: str) -> Row:
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
            "doubtful": (row.pareto_k or 0.0) > TRUSTED and not row.refitted,
        }
        for i, row in enumerate(entry.alphas)
    ]
    return {
        "label": component_label(findings, component),
        "leads": leads,
        "flips": [_flip(findings, component, side) for side in entry.flip],
    }


def _today() -> tuple[Path, Path]:
    """Paths of today's lead of the best over the rival, and of its error."""
    run = ("views", BELIEVED, "profiles", "run")
    return (*run, "lead"), (*run, "lead_se")


def _power_panels(findings: Findings) -> list[Row]:
    """The components that change the lead most, on one scale."""
    table = findings.sensitivity.power.sel(option=findings.sensitivity.rival)[
        ["lead", "lead_se", "pareto_k", "refitted"]
    ]
    view = findings.decision.views[BELIEVED].profiles["run"]
    today = (view.lead, view.lead_se)
    rows = table.sel(
        component=list(most_scaled(findings.decision, findings.sensitivity.rival, PANELS))
    )
    ends = [
        0.0,
        *(
            float(x)
            for side in (-1, 1)
            for x in (rows["lead"] + side * rows["lead_se"]).to_numpy().ravel()
        ),
    ]
    room = 0.06 * (max(ends) - min(ends)) or 1.0
    span = (min(ends) - room, max(ends) + room)
    return [
        _power_panel(findings, rows.isel(component=i), today, span)
        for i in range(rows.sizes["component"])
    ]


def _power_panel(
    findings: Findings, row: xr.Dataset, today: tuple[float, float], span: tuple[float, float]
) -> Row:
    label = component_label(findings, str(row["component"].item()))
    figure = figures.scaled(row, today, span, findings.case.unit)
    return {
        "label": label,
        "svg": Markup(svg(figure, f"Lead by the power of: {label}; numbers in the table below")),
    }


def _views_figure(findings: Findings) -> Markup:
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


def _bar(findings: Findings, name: str) -> Row:
    decision, path = findings.decision, ("tornado", "quantities", name)
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
                plain(getattr(decision.tornado.quantities[name], f"at_{end}")),
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
