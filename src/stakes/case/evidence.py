"""Dated observations, and what of them was known on a given day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from stakes.case.reading.cells import read_grid, typed, unlisted
from stakes.case.reading.columns import TableRecord, read_record
from stakes.case.reading.files import read_text
from stakes.errors import Problem, instead_of

FOLDER = "priors/evidence"


@dataclass(frozen=True)
class Table:
    """A table of evidence, whole, with its record.

    `frame` has a row for each observation: dates as datetime64, integers and flags as int64, or
    float64 with NaN where a cell may be blank or not yet known, numbers as float64, all else as
    text with None for a blank.
    """

    name: str
    frame: pd.DataFrame
    record: TableRecord


@dataclass(frozen=True)
class Evidence:
    """What was known on a day: `tables` without later rows and cells; the options' effects run from
    `start` to `horizon`.
    """

    tables: Mapping[str, pd.DataFrame]
    as_of: date
    start: date
    horizon: date
    whole: Mapping[str, Table]

    def levels(self, name: str, column: str) -> list[str]:
        """Distinct values of a text column over the whole table, sorted.

        A dimension of the model must not depend on the as-of date; a level that was not yet known
        stays at its prior.
        """
        return sorted(self.whole[name].frame[column].dropna().unique())

    def __getitem__(self, name: str) -> pd.DataFrame:
        """The known part of table `name`.

        Raises
        ------
        KeyError
            If the case has no such table.
        """
        if name not in self.tables:
            raise KeyError(f"no table of evidence '{name}'; {instead_of(name, self.tables)}")
        return self.tables[name]


def known_by(table: Table, as_of: date) -> pd.DataFrame:
    """Rows and cells of `table` that were public on the day `as_of`.

    Rows that became known later are dropped. Where a column has a date of its own (`known`), its
    cells are blank (NaN, NaT or None) unless that date is given and not later; a date that tells
    when other cells became known is itself blank until then. The table itself is left as it is.

    Returns
    -------
    pandas.DataFrame
        The columns of the table with the same types, and a fresh index.
    """
    day = pd.Timestamp(as_of)
    rows = table.frame.loc[table.frame[table.record.known] <= day].reset_index(drop=True)
    hidden = {name: ~(rows[dated] <= day) for name, dated in _dated_by(table.record).items()}
    return rows.assign(**{name: _blanked(rows[name], where) for name, where in hidden.items()})


def _dated_by(record: TableRecord) -> dict[str, str]:
    """Which column says when the cells of a column became known, for the columns that have one."""
    dates = {column.known for column in record.columns.values()}
    dated = {
        name: column.known or (name if name in dates else None)
        for name, column in record.columns.items()
    }
    return {name: by for name, by in dated.items() if by}


def _blanked(cells: "pd.Series[Any]", where: "pd.Series[bool]") -> "pd.Series[Any]":
    if cells.dtype == object:
        return pd.Series(
            [None if hide else cell for cell, hide in zip(cells, where, strict=True)], dtype=object
        )
    return cells.mask(where)


def read_evidence(
    root: Path,
    documents: Mapping[str, Mapping[str, Any]],
    names: Iterable[str],
    sources: frozenset[str] | None,
    problems: list[Problem],
) -> dict[str, Table]:
    """All valid tables by name.

    Parameters
    ----------
    documents : parsed records by path relative to the case root.
    names : the tables to read, each a record and a csv file in ``priors/evidence/``.
    sources : the known source ids, None where they could not be read.
    problems : is added to.
    """
    tables = {}
    for name in names:
        before = len(problems)
        file, record_file = f"{FOLDER}/{name}.csv", f"{FOLDER}/{name}.toml"
        document = documents.get(record_file, {})
        record, columns = read_record(document, record_file, problems) if document else (None, {})
        text = read_text(root, file, problems)
        grid = None if text is None else read_grid(text, file, problems)
        if grid and isinstance(document.get("columns"), dict):
            problems.extend(unlisted(grid, list(document["columns"]), file, record_file))
            frame = typed(grid, columns, sources, file, problems)
            if record and len(problems) == before:
                tables[name] = Table(name, frame, record)
    return tables
