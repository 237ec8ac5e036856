"""The command line: thin, and quick to start; all work is imported where it is needed."""

import sys
import traceback
from collections.abc import Iterable
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from stakes.authoring.listed import lines
from stakes.cli_many_fits import backtest
from stakes.cli_options import (
    BAD_INPUT,
    FAULT,
    INTERRUPTED,
    UNSOUND,
    CaseOption,
    ChainsOption,
    DayOption,
    DrawsOption,
    FreshOption,
    OutOption,
    ProfileOption,
    SeedOption,
    TuneOption,
    UnconvergedOption,
    command_first,
    folder_at,
    in_time,
    known_profile,
)
from stakes.cli_runs import brief, claims, diff, explain, report, run_told
from stakes.cli_trials import calibrate, check, new, score
from stakes.errors import CaseError, GateError

COMMANDS = ("run", "check", "notebooks", "new", "claims", "explain", "report", "diff", "brief",
            "backtest", "score", "calibrate")  # fmt: skip

_UNFORESEEN = (
    "This was not foreseen, so that it may be a fault of stakes itself; saved results are as they "
    "were, and --debug shows where it arose."
)

app = typer.Typer(
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="From sourced beliefs to a decision: which option, how sure, what would change it. Plain "
    "`stakes` is `stakes run`. With --debug, a refusal also shows where in the code it arose.",
)


@app.command()
def run(
    case: CaseOption = None,
    as_of: DayOption = None,
    profile: ProfileOption = None,
    draws: DrawsOption = 2500,
    tune: TuneOption = 1000,
    chains: ChainsOption = 4,
    seed: SeedOption = None,
    out: OutOption = None,
    fresh: FreshOption = False,
    allow_unconverged: UnconvergedOption = False,
) -> None:
    """Check, fit, and write OUT/decision.json, OUT/fit.nc and OUT/report.html."""
    from rich.console import Console

    from stakes.case.case import open_case
    from stakes.report.terminal import show
    from stakes.runs.pipeline import usual

    opened = open_case(case)
    known_profile(profile, opened.profiles)
    in_time(as_of, opened)
    chosen = {"as_of": as_of, "profile": profile, "seed": seed}
    given = {name: value for name, value in chosen.items() if value is not None}
    given |= {"draws": draws, "tune": tune, "chains": chains}
    given |= {"fresh": fresh, "allow_unconverged": allow_unconverged}
    settings = usual(opened, progress=sys.stderr.isatty(), **given)
    folder = folder_at(out or opened.root / "results")
    decision = run_told(opened, settings, folder)
    show(decision, Console(), opened.profiles[decision.profile])
    typer.echo(f"Report: {folder / 'report.html'}")


app.command()(check)


@app.command()
def notebooks(
    case: CaseOption = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where they go.  [default: results/notebooks]"),
    ] = None,
    html: Annotated[
        bool, typer.Option("--html", help="Pages for a browser rather than .ipynb.")
    ] = False,
) -> None:
    """Run the notebooks in analysis/notebooks and write them with their outputs."""
    from stakes.case.case import open_case
    from stakes.notebooks import write_notebooks

    opened = open_case(case)
    for path in write_notebooks(
        opened, folder_at(out or opened.root / "results" / "notebooks"), html
    ):
        typer.echo(str(path))


for command in (new, claims, explain, report, diff, brief, backtest, score, calibrate):
    app.command()(command)


def main() -> None:
    """Entry point of the `stakes` command: exit status 0, 2 for bad input, 3 where the diagnostics
    gate refuses, and where `calibrate` finds computing that is not calibrated.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without the sign
    debug = "--debug" in sys.argv
    arguments = command_first([word for word in sys.argv[1:] if word != "--debug"], COMMANDS)
    if arguments == ["--version"]:
        typer.echo(f"stakes {version('stakes')}")
        return
    sys.exit(_guarded(arguments, debug))


def _guarded(arguments: list[str], debug: bool = False) -> int:
    try:
        app(arguments, prog_name="stakes", standalone_mode=True)
    except (CaseError, OSError) as error:
        if debug:
            traceback.print_exception(error)
        _say(lines(error.problems) if isinstance(error, CaseError) else [_refused(error)])
        return BAD_INPUT
    except GateError as error:
        typer.echo("The chains have not converged, so there is no decision:", err=True)
        for sentence in error.sentences:
            typer.echo(f"  {sentence}", err=True)
        for line in error.advice:
            typer.echo(line, err=True)
        return UNSOUND
    except SystemExit as stop:  # typer's own way out, also for Ctrl-C
        if stop.code == INTERRUPTED:
            typer.echo("Interrupted; saved results are as they were.", err=True)
        return int(stop.code or 0)
    except Exception as error:
        if debug:
            traceback.print_exception(error)
        _say([f"{type(error).__name__}: {error}".partition("\n")[0], _UNFORESEEN])
        return FAULT
    return 0


def _say(said: Iterable[str]) -> None:
    for line in said:
        typer.echo(line, err=True)


def _refused(error: OSError) -> str:
    """A full disk, or a folder without permission, in a line."""
    where = f"{error.filename}: " if error.filename else ""
    reason = (error.strerror or str(error)).lower()
    return f"{where}{reason}; make room or give leave, or name another folder"
