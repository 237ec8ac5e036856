"""The report: one self-contained page, laid out from findings; every number on it was computed before."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import jinja2
import xarray as xr
from markupsafe import Markup

from stakes.assessment.cited_numbers import Pieces, estimate, number
from stakes.assessment.explorer_data import section
from stakes.assessment.findings import Findings
from stakes.assessment.sentences import confidence_sentence, likelihood_sentence
from stakes.assessment.statements.readings import place
from stakes.assessment.verdict import CONFIDENCE_RULE, TOP, confidence, heaviest_tail
from stakes.case.options import traits
from stakes.decision.limits import TRUSTED
from stakes.decision_json.decision import Decision
from stakes.decision_json.records import Path, find
from stakes.inference.diagnostics import BFMI, ESS, RHAT
from stakes.progress import step
from stakes.report.figures import panels as figures
from stakes.report.provenance import as_json
from stakes.report.sections.claims import claim_rows
from stakes.report.sections.information import information_rows
from stakes.report.sections.quantities import quantity_rows
from stakes.report.sections.sensitivity import sensitivity_rows
from stakes.wording import MISSING, Shown, interval_ends, percent, plain, rounded, with_error

Row = dict[str, Any]


@step("report", "Writing the report: some seconds.")
def html(findings: Findings) -> str:
    """The report as one HTML page that loads nothing.

    A number that stands in ``decision.json`` carries its dotted path (``data-key``); every number of a result carries its
    unrounded value (``data-value``).

    Parameters
    ----------
    findings : finished results of a run.
    """
    loader = jinja2.PackageLoader("stakes.report", "templates")
    page = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    return page.get_template("report.html.j2").render(
        case=findings.case,
        decision=findings.decision,
        failures=findings.failures,
        likelihood=likelihood_sentence(findings.decision),
        confidence=confidence_sentence(confidence(findings.beliefs, findings.checks, findings.failures)),
        confidence_rule=CONFIDENCE_RULE,
        share=f"{100 * findings.comparison.attrs.get('prob', 0.9):g} %",
        baseline=findings.decision.options[findings.case.baseline].label,
        options=_options(findings),
        evpi=estimate(findings.decision, ("evpi", "value"), ("evpi", "mcse")),
        waterfalls=_waterfalls(findings),
        attributes=_attributes(findings),
        beliefs=_beliefs(findings),
        evidence=_evidence(findings),
        checks=_checks(findings),
        diagnostics=_diagnostics(findings),
        profile=findings.case.profiles[findings.decision.profile],
        weights=_weights(findings),
        made=_made(findings.decision),
        more=information_rows(findings),
        sens=sensitivity_rows(findings),
        explorer=section(findings.explorer, _explorer_notes(findings)),
        claims=claim_rows(findings),
        trace=as_json(findings),
        quantities=quantity_rows(findings),
    )


def _explorer_notes(findings: Findings) -> list[str]:
    waits = [o.label for name, o in findings.case.options.items() if o.until and name in findings.decision.options]
    return [f"{label} keeps the choices that it would make by the values of this run." for label in waits]


def _options(findings: Findings) -> list[Row]:
    return [_option(findings, option) for option in findings.decision.options]


def _option(findings: Findings, option: str) -> Row:
    decision, path = findings.decision, ("options", option)
    record, given = decision.options[option], findings.given_agreement
    lower, upper = interval_ends(record.lower, record.upper)
    regret_error = max(decision.evpi.mcse, record.lead_mcse)
    return {
        "label": record.label,
        "description": findings.case.options[option].description,
        "traits": traits(findings.case.options[option], findings.case.amounts),
        "best": option == decision.best,
        "baseline": option == findings.case.baseline,
        "expected": estimate(decision, (*path, "expected"), (*path, "mcse")),
        "lower": number(decision, (*path, "lower"), lower),
        "upper": number(decision, (*path, "upper"), upper),
        "p_best": estimate(decision, (*path, "p_best"), (*path, "p_best_mcse"), scale=100),
        "regret": number(decision, (*path, "expected_regret"), rounded(record.expected_regret, regret_error)),
        "cvar": estimate(decision, (*path, "cvar"), (*path, "cvar_mcse")),
        "given": _given(given.sel(option=option)) if option in given["option"] else "",
    }


def _estimate(value: float, error: float) -> Shown:
    return Shown(with_error(value, error), value)


def _given(row: xr.Dataset) -> Shown:
    return _estimate(row["expected"].item(), row["mcse"].item())


def _waterfalls(findings: Findings) -> list[Row]:
    labels = {name: attribute.label for name, attribute in findings.case.attributes.items()}
    panels: list[Row] = []
    for option in findings.decision.options:
        if option != findings.case.baseline:
            label = findings.decision.options[option].label
            figure = figures.waterfall(findings.attributes, findings.comparison, option, labels)
            net = findings.comparison.sel(option=option)
            amount = with_error(net["expected"].item(), net["mcse"].item())
            alt = f"How attributes add up to the net value of {label}: {amount} {findings.case.unit}; numbers in the table below"
            panels.append({"label": label, "svg": Markup(figures.svg(figure, alt))})
    return panels


def _attributes(findings: Findings) -> list[Row]:
    rows: list[Row] = []
    for name in findings.attributes["attribute"].to_numpy():
        cells = [_attribute(findings, option, str(name)) for option in findings.decision.options]
        record = findings.case.attributes[str(name)]
        rows.append({"label": record.label, "description": record.description, "cells": cells})
    return rows


def _attribute(findings: Findings, option: str, attribute: str) -> Shown:
    cell = findings.attributes.sel(option=option, attribute=attribute)
    mean, held = cell["mean"].item(), findings.decision.attributes.get(option, {}).get(attribute)
    text = with_error(mean, cell["mcse"].item())
    return number(findings.decision, ("attributes", option, attribute), text) if held == mean else Shown(text, mean)


def _beliefs(findings: Findings) -> list[Row]:
    top = findings.beliefs["quantity"].to_numpy()[findings.beliefs["highest"].to_numpy() <= TOP]
    return [_belief(findings, str(quantity)) for quantity in top]


def _belief(findings: Findings, quantity: str) -> Row:
    row, record = findings.beliefs.sel(quantity=quantity), findings.case.quantities[quantity]
    drawn = record.kind == "event" and "mean" in row
    tell = _chance if drawn else _quantiles
    groups = {group: tell(findings.decision, ("beliefs", quantity, group)) for group in ("prior", "posterior")}
    figure = (figures.event if drawn else figures.belief)(findings.beliefs, quantity)
    label, unit = row["label"].item(), row["unit"].item()
    alt = f"{label} ({unit}): " + "; ".join(f"{group} {''.join(said)}" for group, said in groups.items())
    return {
        "label": label,
        "unit": unit,
        "basis": row["basis"].item(),
        "grade": record.grade,
        "rationale": record.rationale,
        "place": place((row["highest"].item(), row["lowest"].item())),
        "link": _estimate(row["link"].item(), row["link_se"].item()),
        "groups": groups,
        "svg": Markup(figures.svg(figure, alt)),
    }


def _quantiles(decision: Decision, path: Path) -> Pieces:
    low, median, high = (number(decision, (*path, k), plain(find(decision, (*path, k)))) for k in ("low", "median", "high"))
    return median, " (", low, " to ", high, ")"


def _chance(decision: Decision, path: Path) -> Pieces:
    return number(decision, (*path, "mean"), percent(find(decision, (*path, "mean")))), " that it is so"


def _plain(x: float) -> Shown:
    return Shown(plain(float(x)), float(x))


def _evidence(findings: Findings) -> list[Row]:
    known = findings.case.evidence_as_of(date.fromisoformat(str(findings.decision.as_of)))
    rows: list[Row] = []
    for name in map(str, findings.evidence["table"].to_numpy()):
        row, record = findings.evidence.sel(table=name), findings.case.evidence[name].record
        likelihood = row["use"].item() == "likelihood"
        rows.append({
            "label": row["label"].item(),
            "use": row["use"].item(),
            "known": row["known"].item(),
            "total": row["total"].item(),
            "latest": _day(row["latest"].to_numpy()),
            "record": record,
            "sources": _sources(findings, known[name]["source"]) if likelihood else [],
        })  # fmt: skip
    return sorted(rows, key=lambda row: bool(row["use"] != "likelihood"))


def _day(latest: Any) -> str:
    text = str(latest)[:10]
    return MISSING if text in ("NaT", "None", "nan", "") else text


def _sources(findings: Findings, ids: Iterable[str]) -> list[Any]:
    return [findings.case.sources[name] for name in dict.fromkeys(ids) if name in findings.case.sources]


def _checks(findings: Findings) -> list[Row]:
    rows: list[Row] = []
    for i in range(findings.checks.sizes["check"]):
        row: Row = {str(name): column.item() for name, column in findings.checks.isel(check=i).data_vars.items()}
        numbers = {name: _plain(row[name]) for name in ("observed", "median")}
        rows.append(row | numbers | {"tail": Shown(percent(row["tail"]), row["tail"])})
    return rows


def _diagnostics(findings: Findings) -> list[Row]:
    asked = {
        "rhat_max": ("Highest R-hat", "{:.4f}", f"at most {RHAT}"),
        "ess_min": ("Smallest effective sample size", "{:,.0f}", f"at least {ESS}"),
        "divergences": ("Divergent transitions", "{:,.0f}", "none"),
        "bfmi_min": ("Smallest BFMI", "{:.2f}", f"at least {BFMI}"),
    }
    held = findings.decision.diagnostics
    return [
        {
            "label": label,
            "value": number(findings.decision, ("diagnostics", name), form.format(getattr(held, name))),
            "asked": rule,
        }
        for name, (label, form, rule) in asked.items()
    ] + _tail(findings.decision)


def _tail(decision: Decision) -> list[Row]:
    option = heaviest_tail(decision.options)
    if not option:
        return []
    value = number(decision, ("options", option, "pareto_k"), f"{decision.options[option].pareto_k:.2f}")
    return [{"label": "Heaviest tail of a net value (Pareto k)", "value": value, "asked": f"at most {TRUSTED}"}]


def _weights(findings: Findings) -> list[Row]:
    profile, attributes = findings.case.profiles[findings.decision.profile], findings.case.attributes
    shown = {name: Shown(f"{weight:g}", weight) for name, weight in profile.weights.items()}
    return [
        {"label": a.label, "weight": shown[a.id], "unlike": attributes[other].label if (other := profile.unlike(a)) else ""}
        for a in attributes.values()
    ]


def _made(decision: Decision) -> list[tuple[str, Shown]]:
    """What says how the decision was made, by label."""
    rows = [("Seed", number(decision, ("seed",), str(decision.seed)))]
    rows += [("Fingerprint", number(decision, ("fingerprint",), decision.fingerprint))]
    return rows + [(name, number(decision, ("versions", name), version)) for name, version in decision.versions.items()]
