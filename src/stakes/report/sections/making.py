"""The report's sections on how the decision was made, laid out from findings: diagnostics, weights,
stamps.
"""

from typing import Any

from stakes.assessment.cited_numbers import number
from stakes.assessment.findings import Findings
from stakes.assessment.verdict import heaviest_tail
from stakes.decision.limits import TRUSTED
from stakes.decision_json.decision import Decision
from stakes.inference.diagnostics import BFMI, ESS, RHAT
from stakes.wording import Shown

Row = dict[str, Any]


def diagnostic_rows(findings: Findings) -> list[Row]:
    """What was asked of the draws, and what they have."""
    asked = {
        "rhat_max": ("Highest R-hat", "{:.4f}", f"at most {RHAT}"),
        "ess_min": ("Smallest effective sample size", "{:,.0f}", f"at least {ESS}"),
        "divergences": ("Divergent transitions", "{:,.0f}", "none"),
        "bfmi_min": ("Smallest BFMI", "{:.2f}", f"at least {BFMI}"),
    }
    return [
        {
            "label": label,
            "value": _held(findings.decision, name, form),
            "asked": rule,
        }
        for name, (label, form, rule) in asked.items()
        if not (findings.sample and getattr(findings.decision.diagnostics, name) is None)
    ] + _tail(findings.decision)


def _held(decision: Decision, name: str, form: str) -> Any:
    """What the draws have; null stands for chains that never move."""
    found = getattr(decision.diagnostics, name)
    return "∞" if found is None else number(decision, ("diagnostics", name), form.format(found))


def _tail(decision: Decision) -> list[Row]:
    option = heaviest_tail(decision.options)
    if not option:
        return []
    value = number(
        decision, ("options", option, "pareto_k"), f"{decision.options[option].pareto_k:.2f}"
    )
    return [
        {
            "label": "Heaviest tail of a net value (Pareto k)",
            "value": value,
            "asked": f"at most {TRUSTED}",
        }
    ]


def weight_rows(findings: Findings) -> list[Row]:
    """The weight of every attribute in the profile."""
    profile, attributes = (
        findings.case.profiles[findings.decision.profile],
        findings.case.attributes,
    )
    shown = {name: Shown(f"{weight:g}", weight) for name, weight in profile.weights.items()}
    return [
        {
            "label": a.label,
            "weight": shown[a.id],
            "unlike": attributes[other].label if (other := profile.unlike(a)) else "",
        }
        for a in attributes.values()
    ]


def stamps(decision: Decision) -> list[tuple[str, Shown]]:
    """What says how the decision was made, by label."""
    rows = (
        [("Seed", number(decision, ("seed",), str(decision.seed)))] if decision.as_of else []
    )  # draws without a case have none
    rows += [("Fingerprint", number(decision, ("fingerprint",), decision.fingerprint))]
    return rows + [
        (name, number(decision, ("versions", name), version))
        for name, version in decision.versions.items()
    ]
