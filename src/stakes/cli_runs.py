"""A run from the command line, and the commands that read what the last one left, by its settings:
these never fit and never delete.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from stakes.cli_options import CaseOption, OutOption


def notes() -> Callable[[str], None]:
    """Says a line of progress beside the output, as it stands: brackets in it are no markup."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    return lambda line: console.print(line, style="dim", markup=False, soft_wrap=True)


def run_told(case: Any, settings: Any, folder: Path) -> Any:
    """The decision of a run that says what it is doing."""
    from stakes.progress import heard, summary
    from stakes.runs.pipeline import run as run_case

    say = notes()
    with heard(say) as seconds:
        decision = run_case(case, settings, folder, say)
    if seconds:
        say(summary(seconds))
    return decision


def read_last(case: Any, folder: Path) -> Any:
    """The decision of the last run in a folder, as it stands; nothing is fitted."""
    from stakes.runs.last_run import last_decision

    return last_decision(case, folder, notes())


def render_page(case: Any, folder: Path) -> Path:
    """The last run's page, rendered again."""
    from stakes.runs.last_run import render

    return render(case, folder)


def write_changes(case: Any, folder: Path, against: Path) -> Path:
    """What changed since an earlier run, shown and written as a page."""
    from rich.console import Console

    from stakes.report.changes.differences import changes, labels_of, read_earlier, show_changes
    from stakes.report.changes.page import as_html
    from stakes.runs.saved_findings import read_stated
    from stakes.runs.store import write_text

    earlier, now = read_earlier(against, case.title), read_last(case, folder)
    said = read_stated(against, earlier), read_stated(folder, now)
    found = changes(earlier, now, said, labels_of(case))
    show_changes(found, Console())
    write_text(folder / "changes.html", as_html(found, case.title))
    return folder / "changes.html"


def claims(case: CaseOption = None, out: OutOption = None) -> None:
    """The claims under test, each with the probability of what it states, by the last run."""
    from rich.console import Console

    from stakes.case.case import open_case
    from stakes.report.terminal import show_claims

    opened = open_case(case)
    decision = read_last(opened, out or opened.root / "results")
    show_claims(opened, decision, Console())


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
    """Render the last run's page again; with --against, the same as `stakes diff OLD`."""
    from stakes.case.case import open_case

    opened = open_case(case)
    folder = out or opened.root / "results"
    if against is None:
        page = render_page(opened, folder)
    else:
        page = write_changes(opened, folder, against)
    typer.echo(f"Page: {page}")


def diff(
    old: Annotated[
        Path,
        typer.Argument(metavar="OLD", help="An earlier decision.json, or a folder with one."),
    ],
    case: CaseOption = None,
    out: OutOption = None,
) -> None:
    """What changed since an earlier run, and why: stated beliefs, rows of evidence, results; also
    as OUT/changes.html.
    """
    from stakes.case.case import open_case

    opened = open_case(case)
    typer.echo(f"Page: {write_changes(opened, out or opened.root / 'results', old)}")


def brief(case: CaseOption = None, out: OutOption = None) -> None:
    """Two pages for print, OUT/brief.pdf, of the last run's page; needs Chromium or Chrome."""
    from stakes.case.case import open_case
    from stakes.report.brief import write_brief

    folder = out or open_case(case).root / "results"
    typer.echo(f"Brief: {write_brief(folder / 'report.html', folder / 'brief.pdf')}")
