"""What a case states, as it went into a run: each belief, each row of evidence, the code."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from stakes.case.case import Case
from stakes.case.evidence import known_by
from stakes.wording import plain

TOLD = {
    "id",
    "topic",
    "label",
    "rationale",
    "sources",
    "later",
}  # words on a belief, not the belief
Beliefs = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Stated:
    """What stands in the files of a case.

    Attributes
    ----------
    beliefs : by quantity, by key (``quantiles``, ``states.low.weight``), the value in words.
    rows : by table, its rows that were known on the day, each as text.
    code : by file of models/ and analysis/, a hash of its content.
    """

    beliefs: Beliefs = field(default_factory=dict)
    rows: Mapping[str, list[str]] = field(default_factory=dict)
    code: Mapping[str, str] = field(default_factory=dict)


def stated(case: Case, as_of: date) -> Stated:
    """What the files of a case state, with the rows of evidence known on a day."""
    beliefs = {
        name: dict(_flat(q.model_dump(exclude_none=True))) for name, q in case.quantities.items()
    }
    rows = {name: _rows(known_by(table, as_of)) for name, table in case.evidence.items()}
    return Stated(beliefs, rows, _code(case))


def _flat(held: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in held.items():
        if key in TOLD:
            continue
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", _said(value)


def _said(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(_said, value))
    return plain(value) if isinstance(value, float) else str(value)


def _rows(frame: Any) -> list[str]:
    """Each row as text, blanks left out."""
    return [
        "; ".join(_cell(x) for x in row if x == x and x is not None)  # NaN and NaT differ from
        for row in frame.itertuples(index=False)  # themselves
    ]


def _cell(value: Any) -> str:
    return str(value.date()) if hasattr(value, "date") else _said(value)


def _code(case: Case) -> dict[str, str]:
    models = [path for s in case.structures.values() for path in s.models(case.root, case.models)]
    paths = {case.root / name for name in case.decision_files()} | {*case.models, *models}
    return {
        path.relative_to(case.root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        for path in sorted(paths)
    }
