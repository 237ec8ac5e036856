"""A ``decision.json`` read back: of this schema, or of an earlier one where that is possible; else
one line that says why not.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from stakes.decision_json.decision import SCHEMA, Decision
from stakes.decision_json.earlier import upgraded
from stakes.decision_json.records import joined
from stakes.errors import CaseError, Problem

RENEW = "make it again with `stakes run`"


def read_decision(path: Path | str, fix: str = RENEW) -> Decision:
    """The decision that a run left: every number of it, typed, with its meaning and unit as
    metadata of its field.

    Files of an earlier schema are read where that is possible; entries that they lack are empty,
    numbers that they lack null.

    Parameters
    ----------
    path : a ``decision.json``, or the folder that holds one.
    fix : what the error advises.

    Returns
    -------
    Decision
        Frozen pydantic record; ``docs/decision.schema.json`` describes it. Values are in the unit
        of the case (`unit`) unless a field says otherwise.

    Raises
    ------
    CaseError
        If there is no file, it is torn, of a later schema, or a number of it is missing or no
        number: one line, which names it.

    Examples
    --------
    >>> import stakes
    >>> stakes.read_decision("nowhere")
    Traceback (most recent call last):
    stakes.errors.CaseError: nowhere: does not exist; make it again with `stakes run`
    """
    file = Path(path) / "decision.json" if Path(path).is_dir() else Path(path)
    if not file.is_file():
        raise CaseError([Problem(str(file), "", "does not exist", fix)])
    found: Any = None
    with suppress(OSError, ValueError):
        found = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(found, dict) or "options" not in found:
        raise CaseError([Problem(str(file), "", "is torn, or no decision", fix)])
    return _checked(found, str(file), fix)


def as_json(decision: Decision) -> str:
    """The text of ``decision.json``, which any reader of JSON can parse: no NaN."""
    return (
        json.dumps(decision.model_dump(mode="json"), indent=2, ensure_ascii=False, allow_nan=False)
        + "\n"
    )


def _checked(found: Mapping[str, Any], file: str, fix: str) -> Decision:
    version = found.get("schema_version", 1)
    if version not in range(1, SCHEMA + 1):
        raise CaseError(
            [
                Problem(
                    file,
                    "schema_version",
                    f"is {version!r}, and this program reads up to {SCHEMA}",
                    fix,
                )
            ]
        )
    try:
        return Decision.model_validate_json(
            json.dumps(upgraded(found) if version < SCHEMA else found)
        )
    except ValidationError as error:
        first, more = (
            error.errors(include_url=False, include_context=False)[0],
            error.error_count() - 1,
        )
        problem = _said(first) + (f" (and {more} more are wrong)" if more else "")
        raise CaseError([Problem(file, joined(first["loc"]), problem, fix)]) from None


def _said(detail: ErrorDetails) -> str:
    """What is wrong with one entry, in words."""
    if detail["type"] == "missing":
        return "is missing"
    if detail["type"] == "extra_forbidden":
        return "is not known to this schema"
    message = detail["msg"]
    return f"is {detail['input']!r:.40}: {message[0].lower()}{message[1:]}"
