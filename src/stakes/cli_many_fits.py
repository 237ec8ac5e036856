"""Commands that take many fits."""

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from stakes.cli_options import (
    UNSOUND,
    CaseOption,
    ChainsOption,
    DrawsOption,
    OutOption,
    ProfileOption,
    SchedulerOption,
    SeedOption,
    TuneOption,
    day,
    folder_at,
    known_profile,
)
from stakes.cli_runs import notes

FromOption = Annotated[
    Any, typer.Option("--from", parser=day, metavar="DATE", help="The first date.")
]
ToOption = Annotated[
    Any,
    typer.Option(
        "--to", parser=day, metavar="DATE", help="No date after it.  [default: the case's]"
    ),
]


def backtest(
    first: FromOption,
    last: ToOption = None,
    every: Annotated[int, typer.Option(min=1, metavar="MONTHS", help="Between dates.")] = 12,
    case: CaseOption = None,
    profile: ProfileOption = None,
    structure: Annotated[
        str | None, typer.Option(help="Id of another structure of the model.")
    ] = None,
    learned: Annotated[
        bool, typer.Option("--learned", help="Leave out each new row in turn: many times slower.")
    ] = False,
    draws: DrawsOption = 1000,
    tune: TuneOption = 500,
    chains: ChainsOption = 4,
    seed: SeedOption = None,
    scheduler: SchedulerOption = None,
    out: OutOption = None,
) -> None:
    """The decision as of each of several dates, with what was known by then: OUT/backtest.json and
    OUT/backtest.svg. What is finished is kept in OUT/backtest/, and not done again.
    """
    from stakes.case.case import open_case
    from stakes.decision_json.options import Sampling

    opened = open_case(case)
    known_profile(profile, opened.profiles)
    _known_structure(structure, opened.structures)
    folder = folder_at(out or opened.root / "results")
    drawn = {"draws": draws, "tune": tune, "chains": chains}
    sampling = Sampling(**drawn, seed=opened.seed if seed is None else seed)
    asked = {"profile": profile, "structure": structure or "", "learned": learned}
    _backtest(opened, (first, last or opened.as_of, every), folder, sampling=sampling,
              scheduler=scheduler, **asked)  # fmt: skip


def _backtest(opened: Any, dates: tuple[date, date, int], folder: Path, **asked: Any) -> None:
    """The same, with what was typed checked: progress, the table, and the exit status."""
    from rich.console import Console

    from stakes.runs.backtesting.left import left
    from stakes.runs.backtesting.table import show_backtest

    found = left(opened, dates, folder, say=notes(), **asked)
    show_backtest(found, {name: o.label for name, o in opened.options.items()}, Console())
    typer.echo(f"Records: {folder / 'backtest.json'}")
    if any(at.unconverged for at in found.dates):
        raise typer.Exit(UNSOUND)


def _known_structure(structure: str | None, known: Collection[str]) -> None:
    if structure is not None and structure not in known:
        raise typer.BadParameter(
            f"{structure!r} is no structure of this case; it has {', '.join(known) or 'none'}",
            param_hint="--structure",
        )
