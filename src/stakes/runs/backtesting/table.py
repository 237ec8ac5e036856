"""A backtest on a terminal, 60 columns wide."""

from collections.abc import Mapping

from rich.console import Console
from rich.text import Text

from stakes.report.terminal import narrow
from stakes.runs.backtesting.record import Backtest, Day
from stakes.wording import MISSING, percent, rounded, with_error

BEFORE, MOVED, CLOSE, FAILED = "*", "+", "~", "!"
NOTES = {
    BEFORE: "before the case's own date, whose knowledge the priors hold",
    MOVED: "after the case's horizon: the decision moves on with the date",
    CLOSE: "a lead too small to be told from none by these draws",
    FAILED: "the chains did not converge, so there is no decision",
}


def show_backtest(found: Backtest, labels: Mapping[str, str], console: Console) -> None:
    """Print a row for each date, what its marks mean, and what did not converge.

    Parameters
    ----------
    found : from `stakes.backtest`.
    labels : of the options, by id.
    console : where to print.
    """
    table = narrow(f"Lead and EVPI in {found.unit}; rows new since the date above")
    table.add_column("As of", no_wrap=True)
    table.add_column("Best", max_width=16)
    for header in ("Lead", "P(best)", "EVPI", "Rows"):
        table.add_column(header, justify="right", no_wrap=True)
    for day in found.dates:
        table.add_row(*map(Text, _row(found, day, labels)))
    console.print(table)
    marks = "".join(_marks(found, day) for day in found.dates)
    for mark, meaning in NOTES.items():
        if mark in marks:
            console.print(Text(f"{mark} {meaning}", style="dim"))
    for sentence in (line for day in found.dates for line in day.unconverged):
        console.print(Text(f"Not converged: {sentence}", style="bold red"))


def _row(found: Backtest, day: Day, labels: Mapping[str, str]) -> tuple[str, ...]:
    rows = str(sum(map(len, day.arrived_rows.values())))
    date = f"{day.date}{_marks(found, day)}"
    if day.best is None or day.lead is None or day.p_best is None or day.evpi is None:
        return date, MISSING, MISSING, MISSING, MISSING, rows
    lead = with_error(day.lead, day.lead_mcse or 0.0)
    evpi = rounded(day.evpi, day.evpi_mcse or 0.0)
    return date, labels.get(day.best, day.best), lead, percent(day.p_best), evpi, rows


def _marks(found: Backtest, day: Day) -> str:
    held = {
        BEFORE: day.hindsight,
        MOVED: day.horizon != found.horizon,
        CLOSE: day.resolved is False,
        FAILED: bool(day.unconverged),
    }
    return "".join(mark for mark, holds in held.items() if holds)
