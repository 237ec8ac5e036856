"""The schema of ``backtest.json``: each number with its meaning and unit."""

from typing import Any, Literal

import numpy as np
import pandas as pd
import xarray as xr

from stakes.decision_json.options import Diagnostics, Sampling
from stakes.decision_json.records import NONE, QUANTITY, SHARE, Number, Record, number, part

SCHEMA: Literal[2] = 2
NUMBERS = ("lead", "lead_low", "lead_high", "p_best", "evpi")  # of a date, each with its error


class Standing(Record):
    """One option on one date, relative to the baseline."""

    expected: float = number("Expected net value of {option} as of {date}")
    mcse: float = number("Standard error of the expected net value of {option}")
    p_best: float = number("Probability that {option} is the best", SHARE)
    p_best_mcse: float = number("Standard error of that probability", SHARE)
    lead: float = number("Expected lead of the best option over {option}")
    lead_mcse: float = number("Standard error of the lead of the best option over {option}")


class Believed(Record):
    """What is believed about a quantity on one date."""

    mean: float = number("Mean of {quantity}", QUANTITY)
    mcse: float = number("Standard error of the mean of {quantity}", QUANTITY)
    low: float = number("5 % point of {quantity}", QUANTITY)
    low_mcse: float = number("Standard error of the 5 % point of {quantity}", QUANTITY)
    high: float = number("95 % point of {quantity}", QUANTITY)
    high_mcse: float = number("Standard error of the 95 % point of {quantity}", QUANTITY)


class Moved(Record):
    """What the decision would be without one row of evidence."""

    table: str
    row: int = number("Number of the row in its file, from 1", NONE)
    label: str
    by: Number = number("By how much the row moved the lead of {date}'s best option")
    by_mcse: Number = number("Standard error of that")
    pareto_k: Number = number("Pareto k of the weights that leave the row out", NONE)
    refitted: bool


class Day(Record):
    """The decision as of one date.

    Numbers are null, and options and quantities empty, where the chains did not converge.
    """

    date: str
    decided: str
    horizon: str
    hindsight: bool
    diagnostics: Diagnostics = part()
    unconverged: list[str]
    best: str | None
    runner_up: str | None
    resolved: bool | None
    lead: Number = number("Expected lead of the best option over the next")
    lead_mcse: Number = number("Standard error of that lead")
    lead_low: Number = number("5 % point of the lead, over all that is not known")
    lead_low_mcse: Number = number("Standard error of the 5 % point of the lead")
    lead_high: Number = number("95 % point of the lead, over all that is not known")
    lead_high_mcse: Number = number("Standard error of the 95 % point of the lead")
    p_best: Number = number("Probability that the option with the highest value is the best", SHARE)
    p_best_mcse: Number = number("Standard error of that probability", SHARE)
    evpi: Number = number("Expected value of perfect information")
    evpi_mcse: Number = number("Standard error of the value of perfect information")
    options: dict[str, Standing] = part(at=("option",))
    quantities: dict[str, Believed] = part(at=("quantity",))
    arrived_rows: dict[str, list[int]] = number(
        "Numbers of the rows that arrived since the date before, by table", NONE, at=("*",)
    )
    arrived_cells: dict[str, int] = number(
        "Cells that arrived since the date before in rows known earlier, by table", NONE, at=("*",)
    )
    learned: list[Moved] = part(at=("*",))

    @property
    def farthest(self) -> Moved | None:
        """The row of evidence that moved the lead farthest, if rows were left out in turn."""
        known = [row for row in self.learned if row.by is not None]
        return max(known, key=lambda row: abs(row.by or 0.0), default=None)


class Backtest(Record):
    """The decision as of each of many dates, each with what was known by then and nothing else.

    Where `hindsight` is true the date is before the case's own, whose knowledge the priors hold.
    `fingerprint` is of the files and the engine that it was made from; empty where that is not
    known.
    """

    schema_version: Literal[2]
    case: str
    unit: str
    as_of: str
    horizon: str
    structure: str
    profile: str
    fingerprint: str = ""
    sampling: Sampling
    every: int = number("Of the draws of a chain, one in so many makes the decision", NONE)
    dates: list[Day] = part(at=("date",))

    def to_xarray(self) -> xr.Dataset:
        """The same as arrays.

        Returns
        -------
        Dataset[date]
            best, runner_up, lead, p_best and evpi, each with its error (lead_mcse, ...), lead_low
            and lead_high, likewise: the central 90 % of the lead across draws; hindsight,
            converged, resolved, moved_on (whether the horizon has moved on with the date), arrived
            (number of rows); moved_by, moved_by_mcse and moved_by_row, of the row of evidence that
            moved the lead farthest (none without `learned`); [date, option] expected and others
            with the prefix ``option_``; [date, quantity] with ``quantity_``. NaN, or an empty text,
            where a date has none.
        """
        plain = [f"{name}{error}" for name in NUMBERS for error in ("", "_mcse")]
        columns: dict[str, Any] = {
            name: ("date", np.array([_known(getattr(day, name)) for day in self.dates]))
            for name in plain
        }
        for name in ("best", "runner_up"):
            columns[name] = ("date", np.array([getattr(day, name) or "" for day in self.dates]))
        columns["hindsight"] = ("date", [day.hindsight for day in self.dates])
        columns["resolved"] = ("date", [bool(day.resolved) for day in self.dates])
        columns["moved_on"] = ("date", [day.horizon != self.horizon for day in self.dates])
        columns["converged"] = ("date", [not day.unconverged for day in self.dates])
        rows = [sum(map(len, day.arrived_rows.values())) for day in self.dates]
        columns["arrived"] = ("date", rows)
        columns |= self._farthest()
        days = pd.DatetimeIndex([day.date for day in self.dates])
        coords: dict[str, Any] = {"date": days}
        for kind, held, record in (
            ("option", "options", Standing),
            ("quantity", "quantities", Believed),
        ):
            ids = list(dict.fromkeys(i for day in self.dates for i in getattr(day, held)))
            coords[kind] = np.array(ids, dtype=str)
            for name in record.model_fields:
                table = [
                    [_known(getattr(getattr(day, held).get(i), name, None)) for i in ids]
                    for day in self.dates
                ]
                columns[f"{kind}_{name}"] = (("date", kind), np.array(table, float))
        return xr.Dataset(columns, coords, {"unit": self.unit, "horizon": self.horizon})

    def _farthest(self) -> dict[str, Any]:
        """By date, the row of evidence that moved the lead farthest, and by how much."""
        rows = [day.farthest for day in self.dates]
        told = [f"{row.label}, row {row.row}" if row else "" for row in rows]
        columns: dict[str, Any] = {
            f"moved_{name}": ("date", [_known(getattr(row, name, None)) for row in rows])
            for name in ("by", "by_mcse")
        }
        return columns | {"moved_by_row": ("date", np.array(told, dtype=str))}


def _known(value: float | None) -> float:
    return np.nan if value is None else value


def json_schema() -> dict[str, Any]:
    """The JSON Schema of ``backtest.json``."""
    schema = Backtest.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema
