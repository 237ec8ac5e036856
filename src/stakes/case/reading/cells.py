"""The cells of a table of evidence, from text to typed columns."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd

from stakes.case.reading.columns import Column
from stakes.case.reading.records import shown
from stakes.errors import Problem, instead_of

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_LARGEST = 2**53

type Ids = frozenset[str] | None


class _RefusedError(ValueError):
    """A cell that does not hold what its column asks for: what is wrong, and the fix."""


@dataclass(frozen=True)
class Grid:
    """A csv file as text: its header, and each row with the line on which it begins."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, list[str]], ...]


def read_grid(text: str, file: str, problems: list[Problem]) -> Grid | None:
    """The csv `text` cut into cells; rows of the wrong length are left out and added to `problems`,
    as is a faulty header.
    """
    lines = _lines(text, file, problems)
    if lines is None:
        return None
    header = lines[0][1] if lines else []
    if not any(header):
        problems.append(
            Problem(file, "", "has no header", "write the names of the columns on the first line")
        )
        return None
    if len(lines) == 1:
        problems.append(
            Problem(
                file, "", "has no rows", "add the observations, or remove the table and its record"
            )
        )
    problems.extend(
        _wrong_length(file, line, len(row), len(header))
        for line, row in lines[1:]
        if len(row) != len(header)
    )
    twice = [name for name, count in Counter(header).items() if count > 1]
    for name in twice:
        problems.append(
            Problem(
                file,
                "line 1",
                f"names column {shown(name)} twice",
                "rename or remove one of the two",
            )
        )
    return (
        None
        if twice
        else Grid(
            tuple(header), tuple((line, row) for line, row in lines[1:] if len(row) == len(header))
        )
    )


def _lines(text: str, file: str, problems: list[Problem]) -> list[tuple[int, list[str]]] | None:
    """Rows of cells with the line on which each begins."""
    lines: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    try:
        for row in reader:
            lines.append((start, [cell.strip() for cell in row]))
            start = reader.line_num + 1
    except csv.Error as error:
        fix = "double the quotes within a quoted cell, and close it"
        problems.append(Problem(file, f"line {start}", f"is not valid csv ({error})", fix))
        return None
    return lines


def _wrong_length(file: str, line: int, found: int, wanted: int) -> Problem:
    if found == 0:
        return Problem(file, f"line {line}", "is blank", "delete the line")
    fix = "quote cells that hold a comma" if found > wanted else "add the cells, blank ones too"
    return Problem(file, f"line {line}", f"has {found} cells, the header has {wanted}", fix)


def unlisted(grid: Grid, names: Sequence[str], file: str, record: str) -> list[Problem]:
    """Columns that the csv has and the record does not list, and the other way round."""
    missing = [name for name in names if name not in grid.header]
    extra = [name for name in grid.header if name not in names]
    problem = f"column is not listed in {record}"
    found = [
        Problem(file, f"line 1, {shown(name)}", problem, instead_of(name, missing, "add it there"))
        for name in extra
    ]
    return found + [
        Problem(file, name, "column is missing", f"add it, or take it out of {record}")
        for name in missing
    ]


def typed(
    grid: Grid, columns: Mapping[str, Column], sources: Ids, file: str, problems: list[Problem]
) -> pd.DataFrame:
    """The cells of every column that both the grid and `columns` have, as their types; see
    `stakes.case.evidence.Table`.
    """
    frame = {}
    for position, name in enumerate(grid.header):
        if name in columns:
            values = [
                _cell(row[position], columns[name], sources, file, line, problems)
                for line, row in grid.rows
            ]
            frame[name] = _series(values, columns[name])
    return pd.DataFrame(frame)


def _cell(
    text: str, column: Column, sources: Ids, file: str, line: int, problems: list[Problem]
) -> Any:
    try:
        if text:
            return (
                _source(text, sources)
                if column.type == "source"
                else _READERS[column.type](text, column)
            )
        if not column.optional:
            raise _RefusedError("is blank", "fill it in, or set optional = true in the record")
    except _RefusedError as refused:
        problems.append(Problem(file, f"line {line}, {column.id}", *refused.args))
    return None


def _date(text: str, column: Column) -> date:
    if not _DAY.fullmatch(text):
        raise _RefusedError(f"{shown(text)} is not a date", "write it as yyyy-mm-dd")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _RefusedError(f"{text} does not exist", "write a day of the calendar") from None


def _integer(text: str, column: Column) -> float:
    if not _INTEGER.fullmatch(text):
        raise _RefusedError(f"{shown(text)} is not a whole number", "write digits only")
    number = int(text) if len(text) < 20 else _LARGEST
    if abs(number) >= _LARGEST:
        raise _RefusedError(f"{shown(text)} is too large", f"give a number below {_LARGEST}")
    return _limited(number, column)


def _number(text: str, column: Column) -> float:
    if not _NUMBER.fullmatch(text):
        raise _RefusedError(
            f"{shown(text)} is not a number", "write digits, with a point for decimals"
        )
    if not isfinite(float(text)):
        raise _RefusedError(f"{shown(text)} is too large", "give a finite number")
    return _limited(float(text), column)


def _limited(number: float, column: Column) -> float:
    low = 0.0 if column.min is None else column.min
    if number < low:
        raise _RefusedError(
            f"{number:g} is below {low:g}", f"give {low:g} or more, or set min in the record"
        )
    if column.max is not None and number > column.max:
        raise _RefusedError(
            f"{number:g} is above {column.max:g}",
            f"give {column.max:g} or less, or set max in the record",
        )
    return number


def _flag(text: str, column: Column) -> int:
    if text not in ("0", "1"):
        raise _RefusedError(f"{shown(text)} is not a flag", "write 0 or 1")
    return int(text)


def _category(text: str, column: Column) -> str:
    if text not in (column.categories or ()):
        raise _RefusedError(
            f"category {shown(text)} is not in the record",
            instead_of(text, column.categories or ()),
        )
    return text


def _source(text: str, sources: Ids) -> str:
    if sources is not None and text not in sources:
        raise _RefusedError(
            f"unknown source {shown(text)}",
            instead_of(text, sources, "add it to priors/sources.toml"),
        )
    return text


_READERS: dict[str, Callable[[str, Column], Any]] = {
    "date": _date,
    "integer": _integer,
    "number": _number,
    "flag": _flag,
    "category": _category,
    "text": lambda text, _: text,
}


def _series(values: Sequence[Any], column: Column) -> "pd.Series[Any]":
    if column.type == "date":
        return pd.Series(np.array(values, dtype="datetime64[s]"))
    if column.type == "number" or (
        column.type in ("integer", "flag") and (column.optional or column.known or None in values)
    ):
        return pd.Series(np.array(values, dtype=float))
    return pd.Series(values, dtype="int64" if column.type in ("integer", "flag") else object)
