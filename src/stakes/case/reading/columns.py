"""The record beside each table of evidence: what every column holds and how it was coded."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationInfo

from stakes.case.reading.records import Flag, Number, Record, Text, fault
from stakes.case.reading.validation import checked, checked_items
from stakes.errors import Problem, instead_of

REQUIRED = {"known_from": "date", "source": "source", "verified": "category"}
VERIFIED = ("page", "memory", "derived")


def _distinct(categories: tuple[str, ...] | None, info: ValidationInfo) -> tuple[str, ...] | None:
    kind = info.data.get("type")
    if kind == "category" and not categories:
        raise fault("is missing or empty", "list the categories")
    if kind not in ("category", None) and categories is not None:
        raise fault(
            f"means nothing for a column of type {kind}", "remove it, or make the type category"
        )
    if categories and len(set(categories)) < len(categories):
        raise fault("names a category twice", "name each once")
    return categories


def _for_numbers(limit: float | None, info: ValidationInfo) -> float | None:
    kind = info.data.get("type")
    if limit is not None and kind not in ("integer", "number", None):
        raise fault(f"means nothing for a column of type {kind}", "remove it")
    return limit


def _above_min(limit: float | None, info: ValidationInfo) -> float | None:
    low = info.data.get("min")
    low = 0.0 if low is None else low
    if limit is not None and limit < low:
        raise fault(f"is {limit:g}, below min ({low:g})", "give a number above min")
    return limit


class Column(Record):
    """What one column of a table holds.

    `known` names the date column that says when a cell became known; until then it counts as blank.
    Integers and numbers are at least 0 unless `min` says otherwise; with `optional` a cell may be
    blank.
    """

    id: Text
    label: Text
    type: Literal["date", "text", "integer", "number", "flag", "category", "source"]
    unit: Text | None = None
    categories: Annotated[tuple[Text, ...] | None, AfterValidator(_distinct)] = Field(
        default=None, validate_default=True
    )
    optional: Flag = False
    min: Annotated[Number, AfterValidator(_for_numbers)] | None = None
    max: Annotated[Number, AfterValidator(_for_numbers), AfterValidator(_above_min)] | None = None
    known: Text | None = None


class _Head(Record):
    label: Text
    how_coded: Text
    left_out: Text
    use: Literal["likelihood", "reference"]
    known: Text
    columns: object = None


class TableRecord(Record):
    """How a table was made, which column says when a row was public (`known`), and its columns by
    name.
    """

    label: str
    how_coded: str
    left_out: str
    use: Literal["likelihood", "reference"]
    known: str
    columns: dict[str, Column]


def read_record(
    document: Mapping[str, Any], file: str, problems: list[Problem]
) -> tuple[TableRecord | None, dict[str, Column]]:
    """The record of a table from its parsed file, or None after adding to `problems` all that is
    wrong; and its valid columns.
    """
    before = len(problems)
    head = checked(_Head, document, file, "", problems)
    columns = checked_items(Column, document.get("columns"), file, "columns", problems)
    names = set(document["columns"]) if isinstance(document.get("columns"), dict) else set()
    if names:
        problems.extend(_required(columns, names, file))
    if head and names:
        problems.extend(_is_date(head.known, "known", columns, names, file, blank_allowed=False))
    for name, column in columns.items():
        if column.known:
            problems.extend(
                _is_date(
                    column.known, f"columns.{name}.known", columns, names, file, blank_allowed=True
                )
            )
    if head is None or len(problems) > before:
        return None, columns
    return TableRecord(**{**head.model_dump(), "columns": columns}), columns


def _required(columns: Mapping[str, Column], names: set[str], file: str) -> list[Problem]:
    found = []
    for name, kind in REQUIRED.items():
        if name not in names:
            found.append(
                Problem(file, f"columns.{name}", "is missing", f"add this column of type {kind}")
            )
        elif name in columns and columns[name].type != kind:
            found.append(
                Problem(file, f"columns.{name}.type", f"is {columns[name].type}", f"make it {kind}")
            )
    verified = columns.get("verified")
    if verified and verified.categories and not set(verified.categories) <= set(VERIFIED):
        found.append(
            Problem(
                file,
                "columns.verified.categories",
                "are not all known",
                f"use {', '.join(VERIFIED)}",
            )
        )
    return found


def _is_date(
    name: str,
    key: str,
    columns: Mapping[str, Column],
    names: set[str],
    file: str,
    blank_allowed: bool,
) -> list[Problem]:
    if name not in names:
        return [
            Problem(file, key, f"'{name}' is not a column of the table", instead_of(name, names))
        ]
    if name not in columns:
        return []
    if columns[name].type != "date":
        return [
            Problem(
                file,
                key,
                f"column '{name}' is of type {columns[name].type}",
                "name a column of type date",
            )
        ]
    if columns[name].optional and not blank_allowed:
        return [
            Problem(
                file,
                key,
                f"column '{name}' may be blank",
                "take out optional = true, so that every row has its date",
            )
        ]
    return []
