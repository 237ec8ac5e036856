"""The decision points of a case: ``[[stages]]`` in ``analysis/options.toml``."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import Field

from stakes.case.reading.python_files import CONSEQUENCES
from stakes.case.reading.records import Day, Record, Text
from stakes.case.reading.validation import checked
from stakes.errors import Problem, instead_of

FILE = "analysis/options.toml"
BETWEEN = "give a date between the two"


class DecisionPoint(Record):
    """A later day on which the choice may be changed.

    `date` is that day; `arrives` what has been seen by then, in words (``arrivals.py`` simulates
    it); `opens` which options may be taken up then by whoever has pursued an option until then. An
    option that is not named leaves all of them open.
    """

    date: Day
    arrives: Text | None = None
    opens: dict[str, tuple[Text, ...]] = Field(default_factory=dict)


def read_stages(
    tables: object, ready: Sequence[str], span: tuple[date, date] | None, problems: list[Problem]
) -> tuple[DecisionPoint, ...]:
    """The stages, in order; none if the file has none.

    Parameters
    ----------
    tables : what stands at ``stages``.
    ready : ids of the options that do not wait.
    span : as-of date and horizon, between which stages lie; None where they are not valid.
    problems : is added to.
    """
    if tables is None:
        return ()
    if not isinstance(tables, list) or not tables:
        problems.append(Problem(FILE, "stages", "is no list of tables", "write [[stages]]"))
        return ()
    found = [
        stage
        for i, table in enumerate(tables)
        if (stage := checked(DecisionPoint, table, FILE, f"stages[{i}]", problems))
    ]
    if len(found) == len(tables):
        problems.extend(_dates(found, span))
        problems.extend(_openings(found, ready))
    return tuple(found)


def open_at(stages: Sequence[DecisionPoint], ready: Sequence[str]) -> list[tuple[str, ...]]:
    """Options that may be taken at the first choice and at each stage."""
    found = [tuple(ready)]
    for stage in stages:
        later = {name for held in found[-1] for name in stage.opens.get(held, ready)}
        found.append(tuple(name for name in ready if name in later))
    return found


def check_ends(root: Path, case: Mapping[str, Any], problems: list[Problem]) -> None:
    """Check that consequences read on which day an option is given up, where one may be.

    Parameters
    ----------
    case : fields of a case: baseline, options, stages.
    """
    ready = [name for name, option in case["options"].items() if option.until is None]
    given = next(_given_up(case["stages"], ready, case["baseline"]), None)
    if given is None or not (root / CONSEQUENCES).is_file():
        return
    try:
        tree = ast.parse((root / CONSEQUENCES).read_text(encoding="utf-8"))
    except (SyntaxError, ValueError, RecursionError):
        return  # said where the file is checked
    if not any(map(_reads_end, ast.walk(tree))):
        problem = (
            f"reads neither setting.ends nor periods['pursued'], though a stage lets '{given}'"
        )
        fix = f'count its effects up to there, or let it be kept: opens.{given} = ["{given}"]'
        problems.append(Problem(CONSEQUENCES, "", f"{problem} be given up", fix))


def _reads_end(node: ast.AST) -> bool:
    """Whether code asks on which day an option is given up, or for how much of each period it is
    pursued.
    """
    if isinstance(node, ast.Attribute):
        return node.attr == "ends"
    return isinstance(node, ast.Constant) and node.value == "pursued"


def _given_up(
    stages: Sequence[DecisionPoint], ready: Sequence[str], baseline: str
) -> Iterator[str]:
    """Options but the baseline that may be exchanged for another."""
    for stage, held in zip(stages, open_at(stages, ready), strict=False):
        for name in held:
            if name != baseline and set(stage.opens.get(name, ready)) - {name}:
                yield name


def _dates(stages: list[DecisionPoint], span: tuple[date, date] | None) -> Iterator[Problem]:
    for i, stage in enumerate(stages):
        if span and not span[0] < stage.date < span[1]:
            problem = f"is {stage.date}, not between the as-of date {span[0]} and the horizon"
            yield Problem(FILE, f"stages[{i}].date", f"{problem} {span[1]}", BETWEEN)
    for i, (one, other) in enumerate(pairwise(stages), 1):
        if other.date <= one.date:
            problem = f"is {other.date}, not after the stage before it ({one.date})"
            yield Problem(FILE, f"stages[{i}].date", problem, "list stages by date")


def _openings(stages: list[DecisionPoint], ready: Sequence[str]) -> Iterator[Problem]:
    known = set(ready)
    for i, stage in enumerate(stages):
        for held, later in stage.opens.items():
            where = f"stages[{i}].opens.{held}"
            if unknown := [name for name in (held, *later) if name not in known]:
                problem = f"'{unknown[0]}' is not among the options that do not wait"
                yield Problem(FILE, where, problem, instead_of(unknown[0], ready))
            if not later:
                yield Problem(FILE, where, "leaves nothing open", "name at least one option")
    if all(name in known for s in stages for held in s.opens for name in (held, *s.opens[held])):
        for i, (stage, had) in enumerate(zip(stages, open_at(stages, ready), strict=False)):
            for held in stage.opens.keys() - set(had):
                problem = f"is a choice that no earlier choice leaves open on {stage.date}"
                fix = "take it out, or leave it open before"
                yield Problem(FILE, f"stages[{i}].opens.{held}", problem, fix)
