"""The command line: thin, and quick to start; all work is imported where it is needed."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from stakes.cli_options import CaseOption, OutOption, day, folder_at, in_time, known_profile
from stakes.errors import CaseError, GateError

BAD_INPUT, UNCONVERGED, INTERRUPTED = 2, 3, 130
COMMANDS = ("run", "check", "claims", "explain", "notebooks", "report", "new")

app = typer.Typer(
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="From sourced beliefs to a decision: which option, how sure, what would change it. Plain "
    "`stakes` is `stakes run`.",
)


@app.command()
def run(
    case: CaseOption = None,
    as_of: Annotated[
        Any,
        typer.Option(
            parser=day, metavar="DATE", help="Evidence known by then.  [default: the case's]"
        ),
    ] = None,
    profile: Annotated[
        str | None, typer.Option(help="Whose values count.  [default: the case's]")
    ] = None,
    draws: Annotated[int, typer.Option(min=50, help="Kept draws per chain.")] = 2500,
    tune: Annotated[int, typer.Option(min=50, help="Warm-up draws per chain.")] = 1000,
    chains: Annotated[int, typer.Option(min=2, help="Chains.")] = 4,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Seed of all randomness.  [default: the case's]")
    ] = None,
    out: OutOption = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Ignore saved fits.")] = False,
    allow_unconverged: Annotated[
        bool, typer.Option("--allow-unconverged", help="Report anyway, under a banner.")
    ] = False,
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
    settings = usual(
        opened,
        progress=sys.stderr.isatty(),
        **{k: v for k, v in chosen.items() if v is not None},
        draws=draws,
        tune=tune,
        chains=chains,
        fresh=fresh,
        allow_unconverged=allow_unconverged,
    )
    console = Console()
    folder = folder_at(out or opened.root / "results")
    decision = _run(opened, settings, folder)
    show(decision, console)
    console.print(f"Report: {folder / 'report.html'}", soft_wrap=True, highlight=False)


def _run(case: Any, settings: Any, folder: Path) -> Any:
    from rich.console import Console

    from stakes.progress import heard, summary
    from stakes.runs.pipeline import run as run_case

    notes = Console(stderr=True, highlight=False)

    def say(line: str) -> None:
        notes.print(line, style="dim", soft_wrap=True)

    with heard(say) as seconds:
        decision = run_case(case, settings, folder, say)
    if seconds:
        say(summary(seconds))
    return decision


def _last(case: Any, folder: Path) -> Any:
    """The decision of the last run in a folder, as it stands; nothing is fitted."""
    from rich.console import Console

    from stakes.runs.last_run import last_decision

    notes = Console(stderr=True, highlight=False)
    return last_decision(case, folder, lambda line: notes.print(line, markup=False, style="dim"))


@app.command()
def check(case: CaseOption = None) -> None:
    """Check the case's files only: every problem at once, one line each."""
    from stakes.case.case import open_case

    opened = open_case(case)
    rows = sum(len(table.frame) for table in opened.evidence.values())
    typer.echo(
        f"{opened.title}: no problems in {len(opened.quantities)} quantities, "
        f"{len(opened.sources)} sources, "
        f"{len(opened.evidence)} tables with {rows} rows, {len(opened.options)} options and "
        f"{len(opened.claims)} claims."
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
    decision = _last(opened, out or opened.root / "results")
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
    decision = _last(opened, out or opened.root / "results")
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
    page = _page(opened, folder) if against is None else _changes(opened, folder, against)
    typer.echo(f"Page: {page}")


def _page(case: Any, folder: Path) -> Path:
    from stakes.runs.last_run import render

    return render(case, folder)


def _changes(case: Any, folder: Path, against: Path) -> Path:
    from rich.console import Console

    from stakes.report.changes.causes import rows_in
    from stakes.report.changes.differences import changes, read_earlier, show_changes
    from stakes.report.changes.page import as_html
    from stakes.runs.store import write_text

    found = changes(
        read_earlier(against, case.title), _last(case, folder), (rows_in(against), rows_in(folder))
    )
    show_changes(found, Console())
    write_text(folder / "changes.html", as_html(found, case.title))
    return folder / "changes.html"


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


def main() -> None:
    """Entry point of the `stakes` command: exit status 0, 2 for bad input, 3 where the diagnostics
    gate refuses.
    """
    arguments = sys.argv[1:]
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("--help", "-h")):
        arguments = ["run", *arguments]
    sys.exit(_guarded(["--help"] if arguments == ["-h"] else arguments))


def _guarded(arguments: list[str]) -> int:
    try:
        app(arguments, prog_name="stakes", standalone_mode=True)
    except CaseError as error:
        typer.echo(str(error), err=True)
        return BAD_INPUT
    except GateError as error:
        typer.echo("The chains have not converged, so there is no decision:", err=True)
        for sentence in error.sentences:
            typer.echo(f"  {sentence}", err=True)
        for line in error.advice:
            typer.echo(line, err=True)
        return UNCONVERGED
    except SystemExit as stop:  # typer's own way out, also for Ctrl-C
        if stop.code == INTERRUPTED:
            typer.echo("Interrupted; saved results are as they were.", err=True)
        return int(stop.code or 0)
    return 0
