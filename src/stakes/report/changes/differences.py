"""What changed between two runs of a case, and why, from their ``decision.json``."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from math import hypot, inf
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

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
    results : rows (what, before, after) of other results that changed by more than their errors, or in kind.
    causes : sentences on what differs in what went in; empty if nothing that is recorded does.
    """

    answers: list[str]
    options: list[tuple[str, str, str, str]]
    results: list[tuple[str, str, str]] = field(default_factory=list)
    causes: list[str] = field(default_factory=list)


NAME_ONE = "name the decision.json of an earlier run, or its folder"


def read_earlier(path: Path, title: str, fix: str = NAME_ONE) -> dict[str, Any]:
    """The decision of an earlier run.

    Parameters
    ----------
    path : a ``decision.json``, or a folder with one.
    title : of the case; one of another case is refused.
    fix : what to do where there is none.

    Raises
    ------
    CaseError
        If there is none, it is torn, or it is of another case.
    """
    file = path / "decision.json" if path.is_dir() else path
    if not file.is_file():
        raise CaseError([Problem(str(file), "", "does not exist", fix)])
    found: Any = None
    with suppress(OSError, ValueError):
        found = json.loads(file.read_text(encoding="utf-8"))
    if not _whole(found):
        raise CaseError([Problem(str(file), "", "is torn, or no decision", fix)])
    if found["case"] != title:
        raise CaseError([Problem(str(file), "case", f"is of another case, {found['case']!r}", fix)])
    return dict(found)


def _whole(found: Any) -> bool:
    """Whether this is a decision, with a value for each option."""
    if not isinstance(found, dict) or not isinstance(found.get("options"), dict) or "case" not in found:
        return False
    values = [o.get(k) for o in found["options"].values() if isinstance(o, dict) for k in ("expected", "mcse")]
    numbers = len(values) == 2 * len(found["options"]) and all(isinstance(x, int | float) for x in values)
    return numbers and str(found.get("best")) in found["options"]


def changes(old: Mapping[str, Any], new: Mapping[str, Any], rows: tuple[Rows, Rows] = ({}, {})) -> Changes:
    """What changed from one decision to another.

    A number counts as changed when it differs by more than two combined standard errors; entries that only one of them has are
    passed over, but for options, claims, quantities and the like, which are named.

    Parameters
    ----------
    old, new : as in ``decision.json``; what an older one lacks is passed over.
    rows : rows of evidence by likelihood, before and after, as from `stakes.report.changes.causes.rows_in`.
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
    table = Table(title=Text(title), title_justify="left", title_style="dim", box=box.SIMPLE_HEAD, pad_edge=False)
    for i, name in enumerate(columns):
        table.add_column(name, justify="left" if i in (0, 3) else "right")
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _label(decision: Mapping[str, Any], option: str) -> str:
    return str(decision["options"].get(option, {}).get("label", option))


def _answers(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    before, after = _label(old, old["best"]), _label(new, new["best"])
    said = [f"{after} still has the highest expected value." if old["best"] == new["best"] else
            f"{after} has the highest expected value now; it was {before}."]  # fmt: skip
    if "too_close_to_call" in old and old["too_close_to_call"] != new.get("too_close_to_call"):
        said.append("It is too close to call now." if new.get("too_close_to_call") else "It is no longer too close to call.")
    return said


def _clear(a: float, a_error: float, b: float, b_error: float) -> bool:
    return _errors(a, a_error, b, b_error) > WITHIN


def _errors(a: float, a_error: float, b: float, b_error: float) -> float:
    """How many combined standard errors two numbers are apart."""
    apart, error = abs(a - b), hypot(a_error or 0.0, b_error or 0.0)
    return 0.0 if apart <= 1e-12 else apart / error if error else inf


def _options(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    rows = []
    for option in {**new["options"], **old["options"]}:
        a, b = (d["options"].get(option) for d in (old, new))
        before, after = (with_error(x["expected"], x["mcse"]) if x else "" for x in (a, b))
        remark = "new" if a is None else "gone" if b is None else ""
        if a and b:
            remark = _remark(_errors(a["expected"], a["mcse"], b["expected"], b["mcse"]))
        rows.append((_label(new if b else old, option), before, after, remark))
    return rows


def _remark(errors: float) -> str:
    if errors <= WITHIN:
        return "within its errors"
    return f"changed by {plain(errors)} errors" if errors < inf else "changed"


def _chances(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Each option's probability of being the best, and the lead of the best over it."""
    rows = []
    for name, a, b in both("options", old, new):
        for key, error, what in (("p_best", "p_best_mcse", "P(best) of"), ("lead", "lead_mcse", "Lead of the best over")):
            if not all({key, error} <= set(d) for d in (a, b)) or not _clear(a[key], a[error], b[key], b[error]):
                continue
            shown = [percent(d[key]) if key == "p_best" else with_error(d[key], d[error]) for d in (a, b)]
            rows.append((f"{what} {_label(new, name)}", shown[0], shown[1]))
    return rows


def _worth(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The largest changes in what one thing is worth knowing."""
    rows = [
        (abs(a["value"] - b["value"]), name, *(with_error(d["value"], d["se"]) for d in (a, b)))
        for name, a, b in both("evppi", old, new)
        if _clear(a["value"], a["se"], b["value"], b["se"])
    ]
    return [(f"Worth of knowing {name}", before, after) for _, name, before, after in sorted(rows, reverse=True)[:TOP]]


def _evpi(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    a, b = old.get("evpi"), new.get("evpi")
    if not a or not b or not _clear(a["value"], a["mcse"], b["value"], b["mcse"]):
        return []
    return [("Value of perfect information", with_error(a["value"], a["mcse"]), with_error(b["value"], b["mcse"]))]


def _claims(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (f"Claim '{name}'", percent(a["probability"]), percent(b["probability"]))
        for name, a, b in both("claims", old, new)
        if _clear(a["probability"], a.get("se", 0.0), b["probability"], b.get("se", 0.0))
    ]


def _break_evens(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    rows = []
    for name, a, b in both("break_even", old, new):
        x, y = a["value"], b["value"]
        if (x is None) != (y is None) or (x is not None and _clear(x, a["se"] or 0.0, y, b["se"] or 0.0)):
            shown = ["none" if e["value"] is None else with_error(e["value"], e["se"] or 0.0) for e in (a, b)]
            rows.append((f"Break-even {name}", shown[0], shown[1]))
    return rows


def _views(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    rows = []
    for _, a, b in both("views", old, new):
        before, after = (d["profiles"].get("run", {}).get("best") for d in (a, b))
        if before != after:
            rows.append((f"Best under '{b['label']}'", _label(old, str(before)), _label(new, str(after))))
    return rows
