"""The base of the records, and what a field says of itself: meaning, unit, what it rests on, and
what its keys are.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

type Number = float | None  # null where there is none, or it is not finite
type Path = tuple[str | int, ...]  # into a decision: keys and places

ALL, OWN = "all", ""  # a number rests on all quantities, or on those that its path names
CASE, SHARE, QUANTITY, CLAIM, NONE = (
    "case",
    "share",
    "quantity",
    "claim",
    "",
)  # units: of the case, of 1, of the quantity or claim named; none


class Record(BaseModel):
    """Frozen and strict: a number that is missing, not finite or no number is an error."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)


def number(meaning: str, unit: str = CASE, rests: str = ALL, at: tuple[str, ...] = ()) -> Any:
    """A number, or numbers, of which readers ask what they are.

    Parameters
    ----------
    meaning : in words. A name in braces stands for the id of that kind in the path, and ``{this}``
        for what the record is of.
    unit : `CASE`, `SHARE`, `QUANTITY`, `CLAIM`, `NONE`, or the unit itself.
    rests : `ALL` or `OWN`.
    at : kinds of the keys between the field and its numbers; ``*`` for one that has no label.
    """
    return Field(
        description=meaning, json_schema_extra={"unit": unit, "rests": rests, "at": list(at)}
    )


def part(this: str = "", at: tuple[str, ...] = ()) -> Any:
    """A record, or records by key: what they are of, and the kinds of their keys."""
    return Field(description=this or None, json_schema_extra={"at": list(at)} if at else None)


def find(record: Any, path: Path) -> Any:
    """What stands at a path of a decision.

    Raises
    ------
    KeyError
        If nothing does.
    """
    found = record
    for key in path:
        if isinstance(found, Record):
            if key not in type(found).model_fields:
                raise KeyError(key)
            found = getattr(found, str(key))
        else:
            found = found[key]
    return found


def joined(path: Path) -> str:
    """A path as text, as the page carries it."""
    return ".".join(map(str, path))
