"""The report's section on what would change the answer, laid out from findings."""

from collections.abc import Mapping
from typing import Any

import xarray as xr
from markupsafe import Markup

from stakes.assessment.findings import Findings
from stakes.assessment.sensitivity.scenarios import BELIEVED
from stakes.assessment.statements.readings import in_order, most_scaled, moving, place, swinging
from stakes.assessment.verdict import estimate, number
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
        "views": [_view(findings, view) for view in decision["views"]],
        "ruled_out": decision["ruled_out"],
        "tilt": _tilt(findings),
        "powers": [f"{row['alpha']:g}" for row in next(iter(decision["power_scale"].values()), {"alphas": []})["alphas"]],
        "power": [_power(findings, component) for component in decision["power_scale"]],
        "power_panels": _power_panels(findings),
        "views_svg": _views_figure(findings),
        "tornado_svg": _tornado_figure(findings),
        "today": estimate(decision, *_today(findings)),
        "tornado": [_bar(findings, name) | {"place": place(between)} for name, between in _swinging(findings).items()],
        "topics": [_topic(findings, name, between) for name, between in _topics(decision).items()],
        "boxes": s.boxes.attrs.get("sentences", []) and [_box(findings, i) for i in range(len(decision["discover"]["boxes"]))],
        "why_no_box": decision["discover"]["reason"],
    }


def _profiles(findings: Findings) -> list[str]:
    names = list(next(iter(findings.decision["views"].values()))["profiles"])
    return [findings.case.profiles[n].label for n in names if n != "run"]


def _view(findings: Findings, view: str) -> Row:
    entry = findings.decision["views"][view]
    cells = [_cell(findings, view, p) for p in entry["profiles"] if p != "run"]
    return {
        "label": entry["label"],
        "kind": entry["kind"],
        "weight": percent(entry["weight"]) if "weight" in entry else "",
        "draws": entry["draws"],
        "cells": cells,
        "believed": view == BELIEVED,
    }


def _cell(findings: Findings, view: str, profile: str) -> Row:
    path, cell = f"views.{view}.profiles.{profile}", findings.decision["views"][view]["profiles"][profile]
    return {
        "best": findings.case.options[cell["best"]].label,
        "lead": estimate(findings.decision, f"{path}.lead", f"{path}.lead_se"),
        "resolved": cell["resolved"],
        "other": cell["best"] != findings.decision["views"][BELIEVED]["profiles"]["run"]["best"],
    }


def _tilt(findings: Findings) -> Row:
    decision, entry = findings.decision, findings.decision["tilt"]
    if entry["kl"] is None:
        return {"reason": entry["reason"]}
    moves = [
        quantity_label(findings, name) | {"shift": estimate(decision, f"tilt.moves.{name}.shift_sd", f"tilt.moves.{name}.se")}
        for name in moving(decision, MOVED)
    ]
    return {
        "reason": "",
        "kl": estimate(decision, "tilt.kl", "tilt.se")
        if entry["se"] is not None
        else (number(decision, "tilt.kl", significant(entry["kl"])),),
        "ess": number(decision, "tilt.ess", plain(entry["ess"])) if entry["ess"] is not None else MISSING,
        "moves": moves,
    }


def _power(findings: Findings, component: str) -> Row:
    decision, entry = findings.decision, findings.decision["power_scale"][component]
    path, rival = f"power_scale.{component}", findings.sensitivity.rival
    leads = [
        {
            "lead": estimate(decision, f"{path}.alphas.{i}.lead.{rival}", f"{path}.alphas.{i}.lead_se.{rival}"),
            "refitted": row["refitted"],
            "doubtful": (row["pareto_k"] or 0.0) > 0.7 and not row["refitted"],
        }
        for i, row in enumerate(entry["alphas"])
    ]
    return {
        "label": component_label(findings, component),
        "leads": leads,
        "flips": [_flip(findings, path, side) for side in entry["flip"]],
    }


def _today(findings: Findings) -> tuple[str, str]:
    """Paths of today's lead of the best over the rival, and of its error."""
    return tuple(f"views.{BELIEVED}.profiles.run.{k}" for k in ("lead", "lead_se"))  # type: ignore[return-value]


def _power_panels(findings: Findings) -> list[Row]:
    """The components that change the lead most, on one scale."""
    table = findings.sensitivity.power.sel(option=findings.sensitivity.rival)[["lead", "lead_se", "pareto_k", "refitted"]]
    view = findings.decision["views"][BELIEVED]["profiles"]["run"]
    today = (view["lead"], view["lead_se"])
    rows = table.sel(component=list(most_scaled(findings.decision, findings.sensitivity.rival, PANELS)))
    ends = [0.0, *(float(x) for side in (-1, 1) for x in (rows["lead"] + side * rows["lead_se"]).to_numpy().ravel())]
    room = 0.06 * (max(ends) - min(ends)) or 1.0
    span = (min(ends) - room, max(ends) + room)
    return [_power_panel(findings, rows.isel(component=i), today, span) for i in range(rows.sizes["component"])]


def _power_panel(findings: Findings, row: xr.Dataset, today: tuple[float, float], span: tuple[float, float]) -> Row:
    label = component_label(findings, str(row["component"].item()))
    figure = figures.scaled(row, today, span, findings.case.unit)
    return {"label": label, "svg": Markup(svg(figure, f"Lead by the power of: {label}; numbers in the table below"))}


def _views_figure(findings: Findings) -> Markup:
    """Views by the lead of today's best by the values of the run; negative where another option leads."""
    run, s = findings.sensitivity.views.sel(profile="run"), findings.sensitivity
    signed = run.assign(lead=run["lead"].where(run["best"] == s.best, -run["lead"]))
    leads = {str(v): {k: signed[k].sel(view=v).item() for k in ("lead", "lead_se")} for v in signed["view"].to_numpy()}
    ordered = signed.sel(view=list(in_order(leads, "lead", "lead_se")))
    alt = f"Lead of {findings.case.options[s.best].label} under each view, {findings.case.unit}; numbers in the table below"
    return Markup(svg(figures.leads(ordered, findings.case.unit), alt))


def _swinging(findings: Findings) -> dict[str, tuple[int, int]]:
    """Quantities with a swing of the lead that is more than noise, with the places they may have, largest first."""
    return swinging(findings.decision, SHOWN)


def _tornado_figure(findings: Findings) -> Markup:
    shown = findings.sensitivity.tornado.sel(parameter=list(_swinging(findings)))
    if not shown.sizes["parameter"]:
        return Markup("")
    labels = {str(name): quantity_label(findings, str(name))["label"] for name in shown["parameter"].to_numpy()}
    best, rival = (findings.case.options[o].label for o in (findings.sensitivity.best, findings.sensitivity.rival))
    alt = f"Lead of {best} over {rival} with each quantity at its 5 % and its 95 % quantile; numbers in the table below"
    return Markup(svg(figures.bars(shown, labels, findings.case.unit), alt))


def component_label(findings: Findings, component: str) -> str:
    """What a component of power scaling is called: all priors or all evidence, or that of a topic."""
    names = {"prior": "All priors", "likelihood": "All evidence"}
    words = {"prior of ": "Prior", "evidence on ": "Evidence"}
    for start, word in words.items():
        if component.startswith(start):
            topic = component.removeprefix(start)
            return f"{word}: {findings.case.topics.get(topic, topic)}"
    return names[component]


def _flip(findings: Findings, path: str, side: str) -> Any:
    decision = findings.decision
    flip = decision["power_scale"][path.partition(".")[2]]["flip"][side]
    if flip["value"] is None:
        edge = number(decision, f"{path}.flip.{side}.searched", plain(flip["searched"]))
        return ("none ", "down to " if side == "weaker" else "up to ", edge)
    if flip["se"] is None:
        return (number(decision, f"{path}.flip.{side}.value", significant(flip["value"])),)
    return estimate(decision, f"{path}.flip.{side}.value", f"{path}.flip.{side}.se")


def _bar(findings: Findings, name: str) -> Row:
    decision, path = findings.decision, f"tornado.quantities.{name}"
    shares = decision["importance"]["quantities"].get(name)
    share = (
        estimate(decision, f"importance.quantities.{name}.delta", f"importance.quantities.{name}.delta_se")
        if shares
        else (MISSING,)
    )
    return quantity_label(findings, name) | {
        "low": estimate(decision, f"{path}.low", f"{path}.low_se"),
        "high": estimate(decision, f"{path}.high", f"{path}.high_se"),
        "at": [
            number(decision, f"{path}.at_{end}", plain(decision["tornado"]["quantities"][name][f"at_{end}"]))
            for end in ("low", "high")
        ],
        "delta": share,
    }


def _topics(decision: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Topics in falling order of their share, with the places they may have."""
    held = decision["importance"]["topics"]
    return (
        in_order(held, "shapley", "shapley_se")
        if all(e["shapley"] is not None for e in held.values())
        else dict.fromkeys(held, (1, len(held)))
    )


def _topic(findings: Findings, name: str, between: tuple[int, int]) -> Row:
    path = f"importance.topics.{name}"
    cells = [estimate(findings.decision, f"{path}.{k}", f"{path}.{k}_se") for k in ("first_order", "shapley", "delta")]
    return {"label": findings.case.topics.get(name, name), "place": place(between), "cells": cells}


def _box(findings: Findings, i: int) -> Row:
    decision, box, path = findings.decision, findings.decision["discover"]["boxes"][i], f"discover.boxes.{i}"
    limits = []
    for name, (low, high) in box["limits"].items():
        said = [("at least ", number(decision, f"{path}.limits.{name}.0", plain(low)))] if low is not None else []
        said += [("at most ", number(decision, f"{path}.limits.{name}.1", plain(high)))] if high is not None else []
        limits.append(quantity_label(findings, name) | {"bounds": said})
    return {
        "limits": limits,
        "coverage": estimate(decision, f"{path}.coverage", f"{path}.coverage_se", scale=100),
        "density": estimate(decision, f"{path}.density", f"{path}.density_se", scale=100),
        "mass": number(decision, f"{path}.mass", percent(box["mass"])),
    }
