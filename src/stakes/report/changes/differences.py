"""What changed between two runs of a case, and why, from their ``decision.json``."""

from dataclasses import dataclass, field
from math import hypot, inf
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from stakes.decision_json.decision import Decision
from stakes.decision_json.reading import read_decision
from stakes.decision_json.sensitivity import Effect
from stakes.errors import CaseError, Problem
from stakes.report.changes.causes import Rows, both, causes
from stakes.wording import percent, plain, with_error

WITHIN = 2.0  # combined standard errors, up to which a difference is no change
TOP = 10  # changes in what is worth knowing that are shown
VALUES, RESULTS = "Expected value ± error", "Results that changed by more than their errors"
NOTHING = "Nothing that the two runs record went in differently; the code or the draws may differ."


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


def changes(old: Decision, new: Decision, rows: tuple[Rows, Rows] = ({}, {})) -> Changes:
    """What changed from one decision to another.

    A number counts as changed when it differs by more than two combined standard errors; entries
    that only one of them has are passed over, but for options, claims, quantities and the like,
    which are named.

    Parameters
    ----------
    old, new : of two runs; what an older one lacks is passed over.
    rows : rows of evidence by likelihood, before and after, as from
        `stakes.report.changes.causes.rows_in`.
    """
    results = [*_chances(old, new), *_evpi(old, new), *_claims(old, new), *_break_evens(old, new)]
    results += [*_views(old, new), *_worth(old, new)]
    return Changes(_answers(old, new), _options(old, new), results, causes(old, new, rows))


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
    return said


def _clear(a: float, a_error: float, b: float, b_error: float) -> bool:
    return _errors(a, a_error, b, b_error) > WITHIN


def _errors(a: float, a_error: float, b: float, b_error: float) -> float:
    """How many combined standard errors two numbers are apart."""
    apart, error = abs(a - b), hypot(a_error or 0.0, b_error or 0.0)
    if apart <= 1e-12:
        return 0.0
    return apart / error if error else inf


def _options(old: Decision, new: Decision) -> list[tuple[str, str, str, str]]:
    rows = []
    for option in {**new.options, **old.options}:
        a, b = (d.options.get(option) for d in (old, new))
        before, after = (with_error(x.expected, x.mcse) if x else "" for x in (a, b))
        remark = "new" if a is None else "gone"
        if a and b:
            remark = _remark(_errors(a.expected, a.mcse, b.expected, b.mcse))
        rows.append((_label(new if b else old, option), before, after, remark))
    return rows


def _remark(errors: float) -> str:
    if errors <= WITHIN:
        return "within its errors"
    return f"changed by {plain(errors)} errors" if errors < inf else "changed"


def _chances(old: Decision, new: Decision) -> list[tuple[str, str, str]]:
    """Each option's probability of being the best, and the lead of the best over it."""
    rows = []
    for name, a, b in both(old.options, new.options):
        for key, error, what in (
            ("p_best", "p_best_mcse", "P(best) of"),
            ("lead", "lead_mcse", "Lead of the best over"),
        ):
            (x, dx), (y, dy) = ((getattr(d, key), getattr(d, error)) for d in (a, b))
            if not _clear(x, dx, y, dy):
                continue
            shown = [
                percent(p) if key == "p_best" else with_error(p, e) for p, e in ((x, dx), (y, dy))
            ]
            rows.append((f"{what} {_label(new, name)}", shown[0], shown[1]))
    return rows


def _worth(old: Decision, new: Decision) -> list[tuple[str, str, str]]:
    """The largest changes in what one thing is worth knowing."""
    rows = [
        (abs(a.value - b.value), name, with_error(a.value, a.se), with_error(b.value, b.se))
        for name, a, b in both(old.evppi, new.evppi)
        if _clear(a.value, a.se, b.value, b.se)
    ]
    return [
        (f"Worth of knowing {name}", before, after)
        for _, name, before, after in sorted(rows, reverse=True)[:TOP]
    ]


def _evpi(old: Decision, new: Decision) -> list[tuple[str, str, str]]:
    a, b = old.evpi, new.evpi
    if not _clear(a.value, a.mcse, b.value, b.mcse):
        return []
    return [
        ("Value of perfect information", with_error(a.value, a.mcse), with_error(b.value, b.mcse))
    ]


def _claims(old: Decision, new: Decision) -> list[tuple[str, str, str]]:
    pairs = both(old.claims, new.claims)
    effects = [(name, a.effect, b.effect) for name, a, b in pairs if a.effect and b.effect]
    return [
        (f"Claim '{name}'", percent(a.probability), percent(b.probability))
        for name, a, b in pairs
        if _clear(a.probability, a.se, b.probability, b.se)
    ] + [row for name, a, b in effects for row in _effect(name, a, b)]


def _effect(name: str, a: Effect, b: Effect) -> list[tuple[str, str, str]]:
    x, y, dx, dy = a.mean, b.mean, a.mean_se or 0.0, b.mean_se or 0.0
    if x is None or y is None or not _clear(x, dx, y, dy):
        return []
    return [(f"Effect of claim '{name}'", with_error(x, dx), with_error(y, dy))]


def _break_evens(old: Decision, new: Decision) -> list[tuple[str, str, str]]:
    rows = []
    for name, a, b in both(old.break_even, new.break_even):
        x, y = a.value, b.value
        if (x is None) != (y is None) or (
            x is not None and y is not None and _clear(x, a.se or 0.0, y, b.se or 0.0)
        ):
            shown = [
                "none" if e.value is None else with_error(e.value, e.se or 0.0) for e in (a, b)
            ]
            rows.append((f"Break-even {name}", shown[0], shown[1]))
    return rows


def _views(old: Decision, new: Decision) -> list[tuple[str, str, str]]:
    rows = []
    for _, a, b in both(old.views, new.views):
        before, after = (d.profiles["run"].best for d in (a, b))
        if before != after:
            rows.append((f"Best under '{b.label}'", _label(old, before), _label(new, after)))
    return rows
