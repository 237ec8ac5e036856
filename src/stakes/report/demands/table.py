"""A table of the options by a profile's objective and limits, laid out from findings."""

from typing import Any

from stakes.assessment.cited_numbers import Pieces, estimate
from stakes.assessment.findings import Findings
from stakes.report.demands.sentences import borne, demand_sentences

Row = dict[str, Any]


def demand_rows(findings: Findings) -> Row | None:
    """Sentences, headings and a row for each option; None where the profile asks for neither an
    objective nor limits.
    """
    decision = findings.decision
    asked = decision.demands
    if asked is None:
        return None
    profile = findings.case.profiles[decision.profile]
    limits = [
        f"{profile.constraints[name].label}: chance, at most {borne(held.chance)}"
        for name, held in asked.constraints.items()
    ]
    return {
        "sentences": demand_sentences(decision, profile),
        "objective": asked.objective is not None,
        "limits": limits,
        "steps": [
            f"{i}. {findings.case.attributes[name].label}: behind the best left"
            for i, name in enumerate(asked.lexical.steps if asked.lexical else (), 1)
        ],
        "rows": [_row(findings, option) for option in decision.options],
    }


def _row(findings: Findings, option: str) -> Row:
    decision = findings.decision
    asked = decision.demands
    assert asked is not None
    path = ("demands", "objective", "options", option)
    worth: Pieces = ()
    if asked.objective is not None:
        aim = asked.objective.options[option]
        worth = (f"not told: {aim.reason}",)
        if aim.value is not None:
            worth = estimate(decision, (*path, "value"), (*path, "mcse"))
    return {
        "label": decision.options[option].label,
        "best": option == asked.best_allowed,
        "worth": worth,
        "behind": [
            {"lead": _lead(findings, name, option), "verdict": step[option].verdict}
            for name, step in (asked.lexical.steps if asked.lexical else {}).items()
        ],
        "held": [
            {"chance": _chance(findings, name, option), "verdict": held.options[option].verdict}
            for name, held in asked.constraints.items()
        ],
    }


def _chance(findings: Findings, name: str, option: str) -> Pieces:
    path = ("demands", "constraints", name, "options", option)
    found = estimate(findings.decision, (*path, "probability"), (*path, "mcse"), 100.0)
    return (*found, "\u00a0%")


def _lead(findings: Findings, name: str, option: str) -> Pieces:
    path = ("demands", "lexical", "steps", name, option)
    return estimate(findings.decision, (*path, "lead"), (*path, "lead_mcse"))
