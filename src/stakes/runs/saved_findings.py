"""What a page shows, kept beside the decision, so that it is rendered again without a fit."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr
from pydantic import BaseModel

from stakes.case.case import Case
from stakes.decision_json.decision import Decision
from stakes.report.changes.stated import Stated, stated
from stakes.runs import store

if TYPE_CHECKING:
    from stakes.assessment.findings import Findings

FINDINGS = "findings.json"
KIND, HELD = "$kind", "$held"  # of what JSON has no form for
WHOLE = ("fingerprint", "files", "stated", "findings")
APART = ("case", "decision")  # what has files of its own
PACKAGE = "stakes"


def write_findings(out: Path, found: "Findings") -> None:
    """Keep findings in a folder, but for the case and the decision, which have files of their
    own.
    """
    made = {
        "fingerprint": found.decision.fingerprint,
        "files": store.findings_fingerprint(found.case),
        "stated": stated(found.case, date.fromisoformat(found.decision.as_of)),
        "findings": {k: v for k, v in _held(found).items() if k not in APART},
    }
    store.write_text(out / FINDINGS, json.dumps(made, default=_tagged, ensure_ascii=False))


def read_findings(out: Path, case: Case, decision: Decision) -> "Findings | None":
    """The findings behind a decision; None where none are kept that are of it, and of the files
    of the case, and the code that says what findings hold, as they are.

    Report and templates may have changed since: then the page is the new one, its numbers are the
    old ones.
    """
    from stakes.assessment.findings import Findings

    made = _parsed(out / FINDINGS)
    asked = (decision.fingerprint, store.findings_fingerprint(case))
    if made is None or (made["fingerprint"], made["files"]) != asked:
        return None
    with suppress(TypeError):  # an engine that holds other things
        return Findings(case=case, decision=decision, **made["findings"])
    return None


def read_stated(path: Path, decision: Decision) -> Stated | None:
    """What the case stated when a decision was made; None where that was not kept beside it.

    Parameters
    ----------
    path : the ``decision.json``, also one that was set aside, or its folder.
    decision : as it holds it.
    """
    file = path / FINDINGS if path.is_dir() else path.with_name(_beside(path.name))
    made = _parsed(file)
    return made["stated"] if made and made["fingerprint"] == decision.fingerprint else None


def _beside(name: str) -> str:
    return name.replace("decision", FINDINGS.removesuffix(".json"), 1)


def _parsed(file: Path) -> dict[str, Any] | None:
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError, ImportError):
        made = json.loads(file.read_text(encoding="utf-8"), object_hook=_untagged)
        return made if isinstance(made, dict) and made.keys() == set(WHOLE) else None
    return None


def _held(record: Any) -> dict[str, Any]:
    return {f.name: getattr(record, f.name) for f in fields(record)}


def _tagged(x: Any) -> Any:
    """A labelled array, an array, or a record of this package, as JSON."""
    if isinstance(x, xr.Dataset | xr.DataArray):
        return {KIND: type(x).__name__, HELD: x.to_dict()}
    if isinstance(x, np.ndarray | np.generic):
        return x.tolist() if isinstance(x, np.generic) else {KIND: "array", HELD: x.tolist()}
    if isinstance(x, BaseModel) or is_dataclass(x):
        kind = f"{type(x).__module__}:{type(x).__name__}"
        return {KIND: kind, HELD: x.model_dump() if isinstance(x, BaseModel) else _held(x)}
    raise TypeError(f"findings hold a {type(x).__name__}, which is not kept")


def _untagged(found: dict[str, Any]) -> Any:
    if found.keys() != {KIND, HELD}:
        return found
    kind, held = found[KIND], found[HELD]
    if kind == "array":
        return np.asarray(held, dtype=None if held else float)
    if kind in ("Dataset", "DataArray"):
        return getattr(xr, kind).from_dict(held)
    return _record(kind, held)


def _record(kind: str, held: Mapping[str, Any]) -> Any:
    """A record of this package; no other name is looked up."""
    module, _, name = kind.partition(":")
    if module.partition(".")[0] != PACKAGE:
        raise TypeError(f"{kind} is no record of {PACKAGE}")
    record = getattr(import_module(module), name)
    if not (isinstance(record, type) and (is_dataclass(record) or issubclass(record, BaseModel))):
        raise TypeError(f"{kind} is no record")
    return record(**held)
