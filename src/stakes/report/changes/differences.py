"""What changed between two runs of a case, and why, from their ``decision.json``."""

from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from stakes.assessment.statements.readings import CLEARLY
from stakes.case.case import Case
from stakes.decision_json.decision import Decision
from stakes.decision_json.reading import read_decision
from stakes.errors import CaseError, Problem
from stakes.report.changes.causes import Labels, causes
from stakes.report.changes.results import apart, results
from stakes.report.changes.stated import Stated
from stakes.wording import plain, with_error

NO_LABELS: Labels = MappingProxyType({})
VALUES, RESULTS = "Expected value ± error", "Results that changed by more than the draws would do"
NOTHING = "Nothing that the two runs record went in differently."


@dataclass(frozen=True)
class Changes:
    """Differences between two runs.

    Attributes
    ----------
    answers : sentences on the answer: the best option, and whether it is too close to call.
    options : rows (label, before, after, remark) of expected values with their errors.
    results : rows (what, before, after) of other results that changed by more than their errors, or
        in kind.
    causes : sentences on what differs in what went in; empty if nothing that is recorded does.
    """

    answers: list[str]
    options: list[tuple[str, str, str, str]]
    results: list[tuple[str, str, str]] = field(default_factory=list)
    causes: list[str] = field(default_factory=list)


NAME_ONE = "name the decision.json of an earlier run, or its folder"


def read_earlier(path: Path, title: str, fix: str = NAME_ONE) -> Decision:
    """The decision of an earlier run.

    Parameters
    ----------
    path : a ``decision.json``, or a folder with one.
    title : of the case; one of another case is refused.
    fix : what to do where there is none.

    Raises
    ------
    CaseError
        If there is none, it cannot be read, or it is of another case.
    """
    found = read_decision(path / "decision.json" if path.is_dir() else path, fix)
    if found.case != title:
        file = path / "decision.json" if path.is_dir() else path
        raise CaseError([Problem(str(file), "case", f"is of another case, {found.case!r}", fix)])
    return found


def changes(
    old: Decision,
    new: Decision,
    said: tuple[Stated | None, Stated | None] = (None, None),
    labels: Labels = NO_LABELS,
) -> Changes:
    """What changed from one decision to another.

    Parameters
    ----------
    old, new : of two runs; what only one of them has is passed over, but for options, claims,
        beliefs and the like, which are named.
    said : what each was stated from, as from `stakes.report.changes.stated.stated`.
    labels : of quantities, claims and attributes, by kind and id.
    """
    found = results(old, new, labels)
    return Changes(_answers(old, new), _options(old, new), found, causes(old, new, said, labels))


def labels_of(case: Case) -> Labels:
    """Labels of a case, by kind and id."""
    return {
        "quantities": {name: q.label for name, q in case.quantities.items()},
        "claims": {name: f"Claim {c.number}, {c.text}" for name, c in case.claims.items()},
        "attributes": {name: a.label for name, a in case.attributes.items()},
    }


def show_changes(found: Changes, console: Console) -> None:
    """Print the changes: the answer, the options, other results, and what went in."""
    for sentence in found.answers:
        console.print(Text(sentence))
    columns = ("Option", "Before", "After", "")
    console.print(_table(VALUES, columns, found.options))
    if found.results:
        console.print(_table(RESULTS, ("What", "Before", "After"), found.results))
    console.print(Text("Why", style="bold"))
    for sentence in found.causes or [NOTHING]:
        console.print(Text(f"  {sentence}"))


def _table(title: str, columns: tuple[str, ...], rows: list[Any]) -> Table:
    table = Table(
        title=Text(title),
        title_justify="left",
        title_style="dim",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    for i, name in enumerate(columns):
        table.add_column(name, justify="left" if i in (0, 3) else "right")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _label(decision: Decision, option: str) -> str:
    return decision.options[option].label if option in decision.options else option


def _answers(old: Decision, new: Decision) -> list[str]:
    before, after = _label(old, old.best), _label(new, new.best)
    still = f"{after} still has the highest expected value."
    now = f"{after} has the highest expected value now; it was {before}."
    said = [still if old.best == new.best else now]
    if old.too_close_to_call != new.too_close_to_call:
        said.append(
            "It is too close to call now."
            if new.too_close_to_call
            else "It is no longer too close to call."
        )
    before_, after_ = (
        sorted(d.views[v].label for v in d.differs if v in d.views) for d in (old, new)
    )
    if before_ != after_:
        said.append(
            f"Views under which another option leads clearly: {len(before_)} before"
            f"{_named(before_)}, {len(after_)} now{_named(after_)}."
        )
    return said


def _named(labels: list[str]) -> str:
    return f" ({'; '.join(labels)})" if labels else ""


def _options(old: Decision, new: Decision) -> list[tuple[str, str, str, str]]:
    rows = []
    for option in {**new.options, **old.options}:
        a, b = (d.options.get(option) for d in (old, new))
        before, after = (with_error(x.expected, x.mcse) if x else "" for x in (a, b))
        remark = "new" if a is None else "gone"
        if a and b:
            remark = _remark(apart(a.expected, a.mcse, b.expected, b.mcse))
        rows.append((_label(new if b else old, option), before, after, remark))
    return rows


def _remark(errors: float) -> str:
    if errors <= CLEARLY:
        return "within its errors"
    return f"changed by {plain(errors)} errors" if errors < inf else "changed"
