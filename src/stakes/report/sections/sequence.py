"""The report's section on choices in sequence, laid out from findings."""

from typing import Any

from stakes.assessment.cited_numbers import estimate, number
from stakes.assessment.findings import Findings
from stakes.assessment.sentences import noise_sentence
from stakes.decision_json.sequence import Sequence
from stakes.wording import percent

Row = dict[str, Any]


def sequence_rows(findings: Findings) -> Row | None:
    """What choosing in sequence is worth, within which bounds, and the policy as a tree; None if
    the case has no stages.
    """
    found, decision = findings.decision.sequence, findings.decision
    if found is None:
        return None
    numbers = {
        name: estimate(decision, ("sequence", name), ("sequence", f"{name}_se"))
        for name in ("value", "upper", "gap", "held", "tree_value")
    }
    arrives = {str(stage.date): stage.arrives or "" for stage in findings.case.stages}
    return numbers | {
        "caution": found.caution,
        "noise": noise_sentence(decision),
        "held_options": _held(findings, found),
        "stages": [_stage(findings, name, arrives.get(name, "")) for name in found.flexibility],
        "branches": _below(findings, found, -1),
    }


def _held(findings: Findings, found: Sequence) -> str:
    """The options that are best held for good, those that follow on one another once."""
    labels = [findings.case.options[o].label for o in found.held_options.values()]
    kept = [label for i, label in enumerate(labels) if i == 0 or label != labels[i - 1]]
    return ", then ".join(kept)


def _stage(findings: Findings, name: str, arrives: str) -> Row:
    path = ("sequence", "flexibility", name)
    return {
        "name": name,
        "arrives": arrives,
        "flexibility": estimate(findings.decision, (*path, "value"), (*path, "se")),
    }


def _below(findings: Findings, found: Sequence, parent: int) -> list[Row]:
    """The branches that follow one, each with those that follow it."""
    return [
        {
            "stage": branch.stage,
            "option": findings.case.options[branch.option].label,
            "when": branch.when,
            "share": number(
                findings.decision, ("sequence", "branches", i, "share"), percent(branch.share)
            ),
            "value": estimate(
                findings.decision,
                ("sequence", "branches", i, "value"),
                ("sequence", "branches", i, "se"),
            ),
            "below": _below(findings, found, i),
        }
        for i, branch in enumerate(found.branches)
        if branch.parent == parent
    ]
