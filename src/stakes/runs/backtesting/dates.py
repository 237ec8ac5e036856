"""Dates of a backtest, and which decision is made on each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import count, takewhile

import pandas as pd

from stakes.case.case import Case
from stakes.case.evidence import known_by
from stakes.errors import CaseError, Problem


@dataclass(frozen=True)
class AsOf:
    """A date, and the decision made on it.

    Attributes
    ----------
    day : evidence known later is left out.
    decided : the case's own date; the day itself if that is not before the case's horizon.
    horizon : the case's; moved on by the same span as the date of the decision.
    """

    day: date
    decided: date
    horizon: date

    def case(self, case: Case) -> Case:
        """The case whose decision is made on this date."""
        return replace(case, as_of=self.decided, horizon=self.horizon)


def as_of(case: Case, day: date) -> AsOf:
    """A date with its decision: that of the case, up to its horizon; from there on the same
    decision moved on to the date.
    """
    decided = case.as_of if day < case.horizon else day
    return AsOf(day, decided, case.horizon + (decided - case.as_of))


def dates(case: Case, first: date, last: date, every: int) -> list[AsOf]:
    """Dates from the first to the last, so many months apart.

    Raises
    ------
    CaseError
        If the first is after the last, or before any evidence was known.
    """
    begins = min(
        (table.frame[table.record.known].min().date() for table in case.evidence.values()),
        default=date.min,
    )
    problems = []
    if first > last:
        problems.append(Problem("--from", str(first), f"is after --to, {last}", "swap them"))
    if first < begins:
        said = f"is before the first evidence, known on {begins}"
        problems.append(Problem("--from", str(first), said, "choose a later date"))
    if every < 1:
        problems.append(Problem("--every", str(every), "is no number of months", "give 1 or more"))
    if problems:
        raise CaseError(problems)
    each = (pd.Timestamp(first) + pd.DateOffset(months=every * i) for i in count())
    return [as_of(case, day.date()) for day in takewhile(lambda d: d.date() <= last, each)]


def rows_between(case: Case, before: date | None, day: date) -> dict[str, list[int]]:
    """Rows of evidence that became known after one day and by another, by table: their numbers in
    the file, from 1. All that was known by the second, if there is no first.
    """
    found: Mapping[str, list[int]] = {
        name: [
            i
            for i, known in enumerate(table.frame[table.record.known], 1)
            if known.date() <= day and (before is None or known.date() > before)
        ]
        for name, table in case.evidence.items()
    }
    return {name: rows for name, rows in found.items() if rows}


def cells_between(case: Case, before: date | None, day: date) -> dict[str, int]:
    """How many cells of rows known by the first day became known after it and by the second, by
    table: those of columns with a date of their own.
    """
    if before is None:
        return {}
    found = {}
    for name, table in case.evidence.items():
        then = known_by(table, before)
        rows = table.frame[table.record.known] <= pd.Timestamp(before)
        now = known_by(replace(table, frame=table.frame[rows]), day)
        found[name] = int((now.notna() & then.isna()).to_numpy().sum())
    return {name: cells for name, cells in found.items() if cells}
