"""What changed between two runs of a case, and why, from their ``decision.json``."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from math import hypot
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from stakes.errors import CaseError, Problem
from stakes.words import percent, plain, with_error

WITHIN = 2.0  # combined standard errors, up to which a difference is no change
MOVED = 0.1  # of the width of the 90 % interval, from which a belief counts as changed
SETTINGS = {"as_of": "as-of date", "profile": "profile", "seed": "seed", "unit": "unit"}


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


def read_earlier(path: Path, title: str) -> dict[str, Any]:
    """The decision of an earlier run.

    Parameters
    ----------
    path : a ``decision.json``, or a folder with one.
    title : of the case; one of another case is refused.

    Raises
    ------
    CaseError
        If there is none, it is torn, or it is of another case.
    """
    file = path / "decision.json" if path.is_dir() else path
    fix = "name the decision.json of an earlier run, or its folder"
    if not file.is_file():
        raise CaseError([Problem(str(file), "", "does not exist", fix)])
    found: Any = None
    with suppress(OSError, ValueError):
        found = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(found, dict) or not {"case", "options", "best"} <= set(found):
        raise CaseError([Problem(str(file), "", "is torn, or no decision", fix)])
    if found["case"] != title:
        raise CaseError([Problem(str(file), "case", f"is of another case, {found['case']!r}", fix)])
    return found


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Changes:
    """What changed from one decision to another.

    A number counts as changed when it differs by more than two combined standard errors; entries that only one of them has are
    passed over, but for options, claims and quantities, which are named.
    """
    results = [*_evpi(old, new), *_claims(old, new), *_break_evens(old, new), *_views(old, new)]
    causes = [*_settings(old, new), *_lists(old, new), *_beliefs(old, new)]
    return Changes(_answers(old, new), _options(old, new), results, causes)


def show_changes(found: Changes, console: Console) -> None:
    """Print the changes: the answer, the options, other results, and what went in."""
    for sentence in found.answers:
        console.print(Text(sentence))
    columns = ("Option", "Before", "After", "")
    console.print(_table("Expected value ± error", columns, found.options))
    if found.results:
        console.print(_table("Results that changed by more than their errors", ("What", "Before", "After"), found.results))
    console.print(Text("Why", style="bold"))
    for sentence in found.causes or ["Nothing that the two runs record went in differently; the code or the draws may differ."]:
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
    if old.get("too_close_to_call") != new.get("too_close_to_call"):
        said.append("It is too close to call now." if new.get("too_close_to_call") else "It is no longer too close to call.")
    return said


def _clear(a: float, a_error: float, b: float, b_error: float) -> bool:
    return abs(a - b) > max(WITHIN * hypot(a_error or 0.0, b_error or 0.0), 1e-12)


def _options(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    rows = []
    for option in {**new["options"], **old["options"]}:
        a, b = (d["options"].get(option) for d in (old, new))
        before, after = (with_error(x["expected"], x["mcse"]) if x else "" for x in (a, b))
        remark = "new" if a is None else "gone" if b is None else ""
        if a and b:
            remark = "changed" if _clear(a["expected"], a["mcse"], b["expected"], b["mcse"]) else "within its errors"
        rows.append((_label(new if b else old, option), before, after, remark))
    return rows


def _evpi(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    a, b = old.get("evpi"), new.get("evpi")
    if not a or not b or not _clear(a["value"], a["mcse"], b["value"], b["mcse"]):
        return []
    return [("Value of perfect information", with_error(a["value"], a["mcse"]), with_error(b["value"], b["mcse"]))]


def _both(key: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    a, b = old.get(key, {}), new.get(key, {})
    return [(name, a[name], b[name]) for name in b if name in a]


def _claims(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (f"Claim '{name}'", percent(a["probability"]), percent(b["probability"]))
        for name, a, b in _both("claims", old, new)
        if _clear(a["probability"], a.get("se", 0.0), b["probability"], b.get("se", 0.0))
    ]


def _break_evens(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    rows = []
    for name, a, b in _both("break_even", old, new):
        x, y = a["value"], b["value"]
        if (x is None) != (y is None) or (x is not None and _clear(x, a["se"] or 0.0, y, b["se"] or 0.0)):
            shown = ["none" if e["value"] is None else with_error(e["value"], e["se"] or 0.0) for e in (a, b)]
            rows.append((f"Break-even {name}", shown[0], shown[1]))
    return rows


def _views(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    rows = []
    for _, a, b in _both("views", old, new):
        before, after = (d["profiles"].get("run", {}).get("best") for d in (a, b))
        if before != after:
            rows.append((f"Best under '{b['label']}'", _label(old, str(before)), _label(new, str(after))))
    return rows


def _settings(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    said = [f"The {word} was {old[key]} and is {new[key]}." for key, word in SETTINGS.items() if old.get(key) != new.get(key)]
    versions = [f"{lib} {a} to {b}" for lib, a, b in _both("versions", old, new) if a != b]
    return said + ([f"Versions changed: {', '.join(versions)}."] if versions else [])


def _lists(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    said = []
    for key, word in (("options", "option"), ("attributes", "attribute"), ("claims", "claim"), ("beliefs", "quantity")):
        a, b = (d.get(key, {}) for d in (old, new))
        if key == "attributes":
            a, b = (next(iter(d.values()), {}) for d in (a, b))
        if not a or not b:
            continue
        said += [f"{word.capitalize()} {name} is new." for name in b if name not in a]
        said += [f"{word.capitalize()} {name} is gone." for name in a if name not in b]
    return said


def _beliefs(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Quantities whose prior changed; and those that only the evidence can have moved."""
    said = []
    for name, a, b in _both("beliefs", old, new):
        if _moved(a["prior"], b["prior"]):
            said.append(f"The prior of {name} changed: {_span(a['prior'])} before, {_span(b['prior'])} now.")
        elif _moved(a["posterior"], b["posterior"]):
            spans = f"{_span(a['posterior'])} before, {_span(b['posterior'])} now"
            said.append(f"What is believed about {name} changed with the evidence: {spans}.")
    return said


def _moved(a: Mapping[str, float], b: Mapping[str, float]) -> bool:
    """By its points; by its mean where it has but two values, as an event."""
    width = max(a["high"] - a["low"], b["high"] - b["low"])
    keys = ("mean",) if a["median"] in (a["low"], a["high"]) else ("low", "median", "high")
    return any(abs(a[k] - b[k]) > MOVED * width for k in keys) if width else a["median"] != b["median"]


def _span(belief: Mapping[str, float]) -> str:
    return f"{plain(belief['median'])} ({plain(belief['low'])} to {plain(belief['high'])})"
