"""The report's section on what knowing more would be worth, laid out from findings."""

from typing import Any

import xarray as xr
from markupsafe import Markup

from stakes import figures_sensitivity as figures
from stakes.answer import TOP, estimate, number
from stakes.figures import svg
from stakes.findings import Findings
from stakes.words import Shown, percent, rounded, significant, with_error

Row = dict[str, Any]


def information_rows(findings: Findings) -> Row:
    """Everything the section shows: what is worth knowing, which study to do, and what waiting brings."""
    i, decision = findings.information, findings.decision
    above = ~i.evppi["indistinguishable"].values
    shown = i.evppi.isel(group=i.evppi["evppi"].values > 0).isel(group=slice(TOP))
    return {
        "evpi": estimate(decision, "evpi_without_waiting.value", "evpi_without_waiting.mcse"),
        "worth": [_worth(findings, str(g)) for g in shown["group"].values],
        "worth_svg": _worth_figure(findings, shown) if shown.sizes["group"] else "",
        "above": int(above.sum()),
        "beneath": int((~above).sum()),
        "total": int(i.evppi.sizes["group"]),
        "studies": [_study(findings, name) for name in i.studies],
        "reviews": [_review(findings, str(day)) for day in i.waiting["review"].values] if i.waiting is not None else [],
        "frontier": [_frontier(findings, attribute) for attribute in i.acceptability],
        "equivalents": [_equivalent(findings, str(a)) for a in decision["certainty_equivalent"]],
        "option_labels": [findings.case.options[str(o)].label for o in i.equivalents["option"].values],
        "dominance": _dominance(findings),
    }


def _worth(findings: Findings, group: str) -> Row:
    path, row = f"evppi.{group}", findings.information.evppi.sel(group=group)
    return {
        "label": str(row["label"].item()),
        "value": estimate(findings.decision, f"{path}.value", f"{path}.se"),
        "floor": number(findings.decision, f"{path}.noise_floor", rounded(row["noise_floor"].item(), row["se"].item())),
        "share": percent(row["share_of_evpi"].item()),
        "lost": bool(row["indistinguishable"]),
    }


def _worth_figure(findings: Findings, shown: xr.Dataset) -> Markup:
    alt = f"Value of knowing each of {shown.sizes['group']} quantities exactly, {findings.case.unit}; numbers in the table below"
    return Markup(svg(figures.worth(shown, findings.case.unit), alt))


def _study(findings: Findings, name: str) -> Row:
    study, table = findings.case.studies[name], findings.information.studies[name]
    size = int(table["best_size"])
    path, row = f"studies.{name}.sizes.{size}", table.sel(size=size)
    largest = table.isel(size=-1)
    return {
        "label": study.label,
        "rationale": study.rationale,
        "size": Shown(f"{size} {study.unit}", size, f"studies.{name}.best_size"),
        "evsi": estimate(findings.decision, f"{path}.evsi", f"{path}.se"),
        "cost": number(findings.decision, f"{path}.cost", significant(row["cost"].item())),
        "enbs": number(findings.decision, f"{path}.enbs", significant(row["enbs"].item())),
        "worthwhile": bool(table["worthwhile"]),
        "largest": f"{int(largest['size'])} {study.unit}",
        "most": Shown(with_error(largest["evsi"].item(), largest["se"].item()), largest["evsi"].item()),
    }


def _review(findings: Findings, day: str) -> Row:
    path, entry = f"waiting.{day}", findings.decision["waiting"][day]
    labels = {o: findings.case.options[o].label for o in entry["chosen"]}
    often = sorted(entry["chosen"], key=lambda o: -entry["chosen"][o])
    return {
        "day": day,
        "learned": estimate(findings.decision, f"{path}.learned", f"{path}.se"),
        "floor": number(findings.decision, f"{path}.noise_floor", significant(entry["noise_floor"])),
        "chosen": ", ".join(f"{labels[o]} {percent(entry['chosen'][o])}" for o in often if entry["chosen"][o] > 0),
        "later": [number(findings.decision, f"{path}.later.{o}", significant(x)) for o, x in entry["later"].items()],
        "labels": list(labels.values()),
    }


def _frontier(findings: Findings, attribute: str) -> Row:
    best = findings.decision["frontier"][attribute]
    return {
        "label": findings.case.attributes[attribute].label,
        "factors": list(best),
        "best": [findings.case.options[option].label for option in best.values()],
    }


def _equivalent(findings: Findings, aversion: str) -> Row:
    row = findings.decision["certainty_equivalent"][aversion]
    return {"aversion": aversion, "values": ["too few draws" if x is None else significant(x) for x in row.values()]}


def _dominance(findings: Findings) -> list[str]:
    """A sentence for each pair of options of which one dominates."""
    table, options = findings.information.dominance, findings.case.options
    found = []
    for a in map(str, table["option"].values):
        for b in map(str, table["other"].values):
            order = (
                "first" if table["first"].sel(option=a, other=b) else "second" if table["second"].sel(option=a, other=b) else ""
            )
            found += [f"{options[a].label} dominates {options[b].label} by the {order} order."] if order else []
    return found
