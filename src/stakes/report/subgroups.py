"""Each subgroup's own best option and what it is worth to choose by subgroup, in sentences and as a
table.
"""

from collections.abc import Sequence
from typing import Any

from stakes.assessment.cited_numbers import Pieces, estimate, number
from stakes.decision_json.decision import Decision
from stakes.decision_json.information import Subgroups
from stakes.wording import percent

Row = dict[str, Any]
ROOT = "subgroups"
MOST = 8  # options in a table; of more, those that are the best of some subgroup or of all


def subgroup_sentences(decision: Decision) -> list[Pieces]:
    """Which option is the best of each subgroup, and what choosing by subgroup is worth; empty
    where the case declares none.
    """
    found = decision.subgroups
    if found is None:
        return []
    return [*(_best(decision, found, name) for name in found.groups), _worth(decision, found)]


def subgroup_rows(decision: Decision) -> Row | None:
    """Sentences, headings and a row for each subgroup; None where the case declares none."""
    found = decision.subgroups
    if found is None:
        return None
    shown = _shown(found)
    return {
        "sentence": _worth(decision, found),
        "sentences": subgroup_sentences(decision),
        "options": [decision.options[o].label for o in shown],
        "rows": [_row(decision, found, name, shown) for name in found.groups],
        "evpi": _estimate(decision, "evpi"),
        "evpi_for_all": _estimate(decision, "evpi_for_all"),
    }


def _shown(found: Subgroups) -> list[str]:
    groups = list(found.groups.values())
    leading = {found.best_for_all, *(group.best for group in groups)}
    options = list(groups[0].options)
    return [o for o in options if len(options) <= MOST or o in leading]


def _best(decision: Decision, found: Subgroups, name: str) -> Pieces:
    group = found.groups[name]
    share = number(decision, (ROOT, "groups", name, "share"), percent(group.share))
    others = {o: row.lead for o, row in group.options.items() if o != group.best}
    next_ = min(others, key=lambda o: others[o])
    lead = _of_option(decision, name, next_, "lead")
    doubt = "" if group.resolved else ", which these draws do not tell for certain"
    return (
        f"{group.label} (",
        share,
        f" of all): {decision.options[group.best].label}, by ",
        *lead,
        f" {decision.unit} over {decision.options[next_].label}{doubt}.",
    )


def _worth(decision: Decision, found: Subgroups) -> Pieces:
    one = decision.options[found.best_for_all].label
    if all(group.best == found.best_for_all for group in found.groups.values()):
        return (f"To choose by subgroup adds nothing: {one} is the best of each.",)
    doubt = ", no more than noise would make of it" if found.indistinguishable else ""
    worth = _estimate(decision, "value", "mcse")
    rest = f" {decision.unit} more than {one} for all{doubt}."
    return ("To choose by subgroup is worth ", *worth, rest)


def _row(decision: Decision, found: Subgroups, name: str, shown: Sequence[str]) -> Row:
    group = found.groups[name]
    return {
        "label": group.label,
        "share": number(decision, (ROOT, "groups", name, "share"), percent(group.share)),
        "cells": [
            {"worth": _of_option(decision, name, o, "expected"), "best": o == group.best}
            for o in shown
        ],
        "evpi": _estimate(decision, "groups", name, "evpi"),
    }


def _of_option(decision: Decision, name: str, option: str, key: str) -> Pieces:
    path = (ROOT, "groups", name, "options", option)
    error = "mcse" if key == "expected" else f"{key}_mcse"
    return estimate(decision, (*path, key), (*path, error))


def _estimate(decision: Decision, *path: str) -> Pieces:
    """The number at a path below subgroups, with its error."""
    if path[-1] == "mcse":
        return estimate(decision, (ROOT, *path[:-1]), (ROOT, path[-1]))
    return estimate(decision, (ROOT, *path), (ROOT, *path[:-1], f"{path[-1]}_mcse"))
