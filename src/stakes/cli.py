"""The command line: thin, and quick to start; all work is imported where it is needed."""

import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from stakes.errors import CaseError, GateError

BAD_INPUT, UNCONVERGED, INTERRUPTED = 2, 3, 130
COMMANDS = ("run", "check", "claims", "explain", "notebooks", "report", "new")

app = typer.Typer(
    add_completion=False,
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="From sourced beliefs to a decision: which option, how sure, what would change it. Plain `stakes` is `stakes run`.",
)

CaseOption = Annotated[
    Path | None, typer.Option("--case", metavar="DIR", help="The case, or any folder inside it.  [default: here]")
]
OutOption = Annotated[Path | None, typer.Option(metavar="DIR", help="Where results go.  [default: results/ in the case]")]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date; write it as 2011-06-10") from None


@app.command()
def run(
    case: CaseOption = None,
    as_of: Annotated[
        Any, typer.Option(parser=_day, metavar="DATE", help="Evidence known by then.  [default: the case's]")
    ] = None,
    profile: Annotated[str | None, typer.Option(help="Whose values count.  [default: the case's]")] = None,
    draws: Annotated[int, typer.Option(min=50, help="Kept draws per chain.")] = 2500,
    tune: Annotated[int, typer.Option(min=50, help="Warm-up draws per chain.")] = 1000,
    chains: Annotated[int, typer.Option(min=2, help="Chains.")] = 4,
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of all randomness.  [default: the case's]")] = None,
    out: OutOption = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Ignore saved fits.")] = False,
    allow_unconverged: Annotated[bool, typer.Option("--allow-unconverged", help="Report anyway, under a banner.")] = False,
) -> None:
    """Check, fit, and write OUT/decision.json, OUT/fit.nc and OUT/report.html."""
    from rich.console import Console

    from stakes.case import open_case
    from stakes.run import usual
    from stakes.terminal import show

    opened = open_case(case)
    _known_profile(profile, opened.profiles)
    _in_time(as_of, opened.horizon)
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
    folder = _folder(out or opened.root / "results")
    decision = _run(opened, settings, folder)
    show(decision, console)
    console.print(f"Report: {folder / 'report.html'}", soft_wrap=True, highlight=False)


def _run(case: Any, settings: Any, folder: Path) -> dict[str, Any]:
    from rich.console import Console

    from stakes.run import run as run_case
    from stakes.steps import heard, summary

    notes = Console(stderr=True, highlight=False)

    def say(line: str) -> None:
        notes.print(line, style="dim", soft_wrap=True)

    with heard(say) as seconds:
        decision = run_case(case, settings, folder, say)
    if seconds:
        say(summary(seconds))
    return decision


def _last(case: Any, folder: Path) -> dict[str, Any]:
    """The decision of the last run in a folder; made again, with the settings it had, if it no longer holds."""
    from stakes.run import as_last

    return _run(case, as_last(case, folder, progress=sys.stderr.isatty()), folder)


def _known_profile(profile: str | None, known: Any) -> None:
    if profile is not None and profile not in known:
        raise typer.BadParameter(f"{profile!r} is no profile of this case; it has {', '.join(known)}", param_hint="--profile")


def _in_time(as_of: date | None, horizon: date) -> None:
    if as_of is not None and as_of >= horizon:
        raise typer.BadParameter(
            f"{as_of} is not before the case's horizon, {horizon}; choose an earlier date", param_hint="--as-of"
        )


def _folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise typer.BadParameter(
            f"{path} cannot be used as a folder: {error.strerror}; name another", param_hint="--out"
        ) from None
    return path


@app.command()
def check(case: CaseOption = None) -> None:
    """Check the case's files only: every problem at once, one line each."""
    from stakes.case import open_case

    opened = open_case(case)
    rows = sum(len(table.frame) for table in opened.evidence.values())
    typer.echo(
        f"{opened.title}: no problems in {len(opened.quantities)} quantities, {len(opened.sources)} sources, "
        f"{len(opened.evidence)} tables with {rows} rows, {len(opened.options)} options and {len(opened.claims)} claims."
    )


@app.command()
def claims(case: CaseOption = None, out: OutOption = None) -> None:
    """The claims under test, each with the probability of what it states. Runs the case first if need be."""
    from rich.console import Console

    from stakes.case import open_case
    from stakes.terminal import show_claims

    opened = open_case(case)
    decision = _last(opened, _folder(out or opened.root / "results"))
    show_claims(opened, decision, Console())


@app.command()
def explain(
    quantity: Annotated[str, typer.Argument(metavar="QUANTITY", help="Its id, as in priors/.")],
    case: CaseOption = None,
    out: OutOption = None,
) -> None:
    """One quantity: sources, prior, evidence, posterior, and what it does to the decision. Runs the case first if need be."""
    from rich.console import Console

    from stakes.case import open_case
    from stakes.errors import instead_of
    from stakes.terminal import show_quantity

    opened = open_case(case)
    if quantity not in opened.quantities:
        fix = instead_of(quantity, opened.quantities)
        raise typer.BadParameter(f"{quantity!r} is no quantity of this case; {fix}", param_hint="QUANTITY")
    decision = _last(opened, _folder(out or opened.root / "results"))
    show_quantity(opened, decision, quantity, Console())


@app.command()
def notebooks(
    case: CaseOption = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Where they go.  [default: results/notebooks]")] = None,
    html: Annotated[bool, typer.Option("--html", help="Pages for a browser rather than .ipynb.")] = False,
) -> None:
    """Run the notebooks in analysis/notebooks and write them with their outputs."""
    from stakes.case import open_case
    from stakes.notebooks import write_notebooks

    opened = open_case(case)
    for path in write_notebooks(opened, _folder(out or opened.root / "results" / "notebooks"), html):
        typer.echo(str(path))


@app.command()
def report(
    against: Annotated[Path, typer.Option("--against", metavar="OLD", help="An earlier decision.json, or a folder with one.")],
    case: CaseOption = None,
    out: OutOption = None,
) -> None:
    """What changed since an earlier run, and why; also as OUT/changes.html. Runs the case first if need be."""
    from rich.console import Console

    from stakes.against import changes, read_earlier, show_changes
    from stakes.against_causes import rows_in
    from stakes.against_page import as_html
    from stakes.case import open_case
    from stakes.store import write_text

    opened = open_case(case)
    earlier, rows = read_earlier(against, opened.title), rows_in(against)  # before a run writes over them
    folder = _folder(out or opened.root / "results")
    console = Console()
    found = changes(earlier, _last(opened, folder), (rows, rows_in(folder)))
    show_changes(found, console)
    write_text(folder / "changes.html", as_html(found, opened.title))
    console.print(f"Page: {folder / 'changes.html'}", soft_wrap=True, highlight=False)


@app.command()
def new(folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder, or an empty one.")]) -> None:
    """Begin a case of your own: copy a small complete one into DIR."""
    from stakes.new import new_case

    written = new_case(folder)
    typer.echo(
        f"{folder}: {len(written)} files. Next: cd there, then `stakes check`, `stakes`; README.md says what to edit first."
    )


def main() -> None:
    """Entry point of the `stakes` command: exit status 0, 2 for bad input, 3 where the diagnostics gate refuses."""
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
        typer.echo("Try more draws (--draws, --tune), or --allow-unconverged for a report under a banner.", err=True)
        return UNCONVERGED
    except SystemExit as stop:  # typer's own way out, also for Ctrl-C
        if stop.code == INTERRUPTED:
            typer.echo("Interrupted; saved results are as they were.", err=True)
        return int(stop.code or 0)
    return 0
