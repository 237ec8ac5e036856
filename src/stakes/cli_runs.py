"""A run from the command line, and what the last one left."""

from collections.abc import Callable
from pathlib import Path
from typing import Any


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
