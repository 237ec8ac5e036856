"""The command line: thin, and quick to start; all work is imported where it is needed."""

import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer

from stakes.cli_many_fits import backtest
from stakes.cli_options import (
    BAD_INPUT,
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
    folder_at,
    in_time,
    known_profile,
)
from stakes.cli_runs import read_last, render_page, run_told, write_changes
from stakes.cli_trials import calibrate, score
from stakes.errors import CaseError, GateError

COMMANDS = ("run", "check", "claims", "explain", "notebooks", "report", "brief", "new",
            "backtest", "score", "calibrate")  # fmt: skip

app = typer.Typer(
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
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
    in_time(as_of, opened.horizon)
    chosen = {"as_of": as_of, "profile": profile, "seed": seed}
    given = {name: value for name, value in chosen.items() if value is not None}
    given |= {"draws": draws, "tune": tune, "chains": chains}
    given |= {"fresh": fresh, "allow_unconverged": allow_unconverged}
    settings = usual(opened, progress=sys.stderr.isatty(), **given)
    folder = folder_at(out or opened.root / "results")
    decision = run_told(opened, settings, folder)
    show(decision, Console(), opened.profiles[decision.profile])
    typer.echo(f"Report: {folder / 'report.html'}")


@app.command()
def check(case: CaseOption = None) -> None:
    """Check the case's files only: every problem at once, one line each."""
    from stakes.case.beliefs.told import fits_and_weights
    from stakes.case.case import open_case

    opened = open_case(case)
    rows = sum(len(table.frame) for table in opened.evidence.values())
    typer.echo(
        f"{opened.title}: no problems in {len(opened.quantities)} quantities, "
        f"{len(opened.sources)} sources, "
        f"{len(opened.evidence)} tables with {rows} rows, {len(opened.options)} options and "
        f"{len(opened.claims)} claims.{fits_and_weights(opened.quantities)}"
    )
    if absent := opened.absent():
        typer.echo(f"Without {absent}, all of which are optional.")


@app.command()
def claims(case: CaseOption = None, out: OutOption = None) -> None:
    """The claims under test, each with the probability of what it states, by the last run."""
    from rich.console import Console

    from stakes.case.case import open_case
    from stakes.report.terminal import show_claims

    opened = open_case(case)
    decision = read_last(opened, out or opened.root / "results")
    show_claims(opened, decision, Console())


@app.command()
def explain(
    quantity: Annotated[str, typer.Argument(metavar="QUANTITY", help="Its id, as in priors/.")],
    case: CaseOption = None,
    out: OutOption = None,
) -> None:
    """One quantity: sources, prior, evidence, posterior, and what it does to the decision, by the
    last run.
    """
    from rich.console import Console

    from stakes.case.case import open_case
    from stakes.errors import instead_of
    from stakes.report.terminal import show_quantity

    opened = open_case(case)
    if quantity not in opened.quantities:
        fix = instead_of(quantity, opened.quantities)
        raise typer.BadParameter(
            f"{quantity!r} is no quantity of this case; {fix}", param_hint="QUANTITY"
        )
    decision = read_last(opened, out or opened.root / "results")
    show_quantity(opened, decision, quantity, Console())


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


@app.command()
def report(
    against: Annotated[
        Path | None,
        typer.Option(
            "--against", metavar="OLD", help="An earlier decision.json, or a folder with one."
        ),
    ] = None,
    case: CaseOption = None,
    out: OutOption = None,
) -> None:
    """Render the last run's page again; with --against, what changed since an earlier run, and why,
    also as OUT/changes.html.
    """
    from stakes.case.case import open_case

    opened = open_case(case)
    folder = out or opened.root / "results"
    if against is None:
        page = render_page(opened, folder)
    else:
        page = write_changes(opened, folder, against)
    typer.echo(f"Page: {page}")


@app.command()
def brief(case: CaseOption = None, out: OutOption = None) -> None:
    """Two pages for print, OUT/brief.pdf, of the last run's page; needs Chromium or Chrome."""
    from stakes.case.case import open_case
    from stakes.report.brief import write_brief

    folder = out or open_case(case).root / "results"
    typer.echo(f"Brief: {write_brief(folder / 'report.html', folder / 'brief.pdf')}")


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder, or an empty one.")],
) -> None:
    """Begin a case of your own: copy a small complete one into DIR."""
    from stakes.new import new_case

    written = new_case(folder)
    typer.echo(
        f"{folder}: {len(written)} files. Next: cd there, then `stakes check`, `stakes`; "
        "README.md says what to edit first."
    )


for command in (backtest, score, calibrate):
    app.command()(command)


def main() -> None:
    """Entry point of the `stakes` command: exit status 0, 2 for bad input, 3 where the diagnostics
    gate refuses, and where `calibrate` finds computing that is not calibrated.
    """
    arguments = sys.argv[1:]
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("--help", "-h")):
        arguments = ["run", *arguments]
    debug = "--debug" in arguments
    arguments = [word for word in arguments if word != "--debug"]
    sys.exit(_guarded(["--help"] if arguments == ["-h"] else arguments, debug))


def _guarded(arguments: list[str], debug: bool = False) -> int:
    try:
        app(arguments, prog_name="stakes", standalone_mode=True)
    except (CaseError, OSError) as error:
        if debug:
            traceback.print_exception(error)
        typer.echo(str(error) if isinstance(error, CaseError) else _refused(error), err=True)
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
    return 0


def _refused(error: OSError) -> str:
    """A full disk, or a folder without permission, in a line."""
    where = f"{error.filename}: " if error.filename else ""
    reason = (error.strerror or str(error)).lower()
    return f"{where}{reason}; make room or give leave, or name another folder"
