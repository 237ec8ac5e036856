"""The report's first sections, on options and attributes, laid out from findings."""

from typing import Any

import xarray as xr
from markupsafe import Markup

from stakes.assessment.cited_numbers import Pieces, estimate, number
from stakes.assessment.findings import Findings
from stakes.assessment.statements.readings import precise
from stakes.case.options import traits
from stakes.decision_json.decision import Decision
from stakes.report.figures import panels as figures
from stakes.report.figures.svg import svg
from stakes.wording import NOT_TOLD_APART, Shown, interval_ends, percent, with_error

Row = dict[str, Any]


def option_rows(findings: Findings) -> list[Row]:
    """Every option that is shown: its net value, how likely it is to be the best, its regret and
    its tail.
    """
    return [_option(findings, option) for option in shown_options(findings)]


def shown_options(findings: Findings) -> list[str]:
    """Ids of the options of the shortlist and of those that wait; all, where there are few."""
    options = findings.decision.options
    return [o for o, record in options.items() if record.waits or o in findings.shortlist]


def left_out(findings: Findings) -> Row | None:
    """What the options are worth that are not shown; None where all are."""
    decision, table = findings.decision, findings.comparison
    shown = set(shown_options(findings))
    rest = [o for o in decision.options if o not in shown]
    if not rest:
        return None
    low, high = (f(rest, key=lambda o: decision.options[o].expected) for f in (min, max))
    best = float(table["p_best"].sel(option=rest).sum())
    return {
        "count": len(rest),
        "low": estimate(decision, ("options", low, "expected"), ("options", low, "mcse")),
        "high": estimate(decision, ("options", high, "expected"), ("options", high, "mcse")),
        "p_best": Shown(percent(best), best),
    }


def _option(findings: Findings, option: str) -> Row:
    decision, path = findings.decision, ("options", option)
    record, given = decision.options[option], findings.given_agreement
    lower, upper = interval_ends(record.lower, record.upper)
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
        "regret": estimate(decision, (*path, "expected_regret"), (*path, "regret_mcse")),
        "cvar": _tail(decision, option),
        "given": _given(given.sel(option=option)) if option in given["option"] else "",
    }


def _tail(decision: Decision, option: str) -> Pieces:
    """The mean of an option's worst outcomes, where it can be told from the baseline's."""
    record, path = decision.options[option], ("options", option)
    if precise(record.cvar_difference, record.cvar_difference_mcse):
        return estimate(decision, (*path, "cvar"), (*path, "cvar_mcse"))
    return (NOT_TOLD_APART,)


def _given(row: xr.Dataset) -> Shown:
    mean = row["expected"].item()
    return Shown(with_error(mean, row["mcse"].item()), mean)


def waterfall_rows(findings: Findings) -> list[Row]:
    """How attributes add up to the net value of each option but the baseline, as a figure."""
    labels = {name: attribute.label for name, attribute in findings.case.attributes.items()}
    panels: list[Row] = []
    for option in shown_options(findings):
        if option != findings.case.baseline:
            label = findings.decision.options[option].label
            figure = figures.waterfall(findings.attributes, findings.comparison, option, labels)
            net = findings.comparison.sel(option=option)
            amount = with_error(net["expected"].item(), net["mcse"].item())
            alt = (
                f"How attributes add up to the net value of {label}: {amount} "
                f"{findings.case.unit}; numbers in the table below"
            )
            panels.append({"label": label, "svg": Markup(svg(figure, alt))})
    return panels


def attribute_rows(findings: Findings) -> list[Row]:
    """Every attribute, with its part of the net value of each option."""
    rows: list[Row] = []
    for name in findings.attributes["attribute"].to_numpy():
        cells = [_attribute(findings, option, str(name)) for option in shown_options(findings)]
        record = findings.case.attributes[str(name)]
        rows.append({"label": record.label, "description": record.description, "cells": cells})
    return rows


def _attribute(findings: Findings, option: str, attribute: str) -> Shown:
    cell = findings.attributes.sel(option=option, attribute=attribute)
    mean, held = cell["mean"].item(), findings.decision.attributes.get(option, {}).get(attribute)
    text = with_error(mean, cell["mcse"].item())
    return (
        number(findings.decision, ("attributes", option, attribute), text)
        if held == mean
        else Shown(text, mean)
    )
