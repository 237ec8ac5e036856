"""What changed between two runs, as a small page that loads nothing."""

import jinja2

from stakes.report.changes.differences import NOTHING, RESULTS, VALUES, Changes


def as_html(found: Changes, title: str) -> str:
    """The changes as one HTML page: the answer, the options, other results, and what went in.

    Parameters
    ----------
    found : as from `stakes.report.changes.differences.changes`.
    title : of the case.
    """
    loader = jinja2.PackageLoader("stakes.report", "templates")
    page = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    tables = [(VALUES, ("Option", "Before", "After", "Difference"), found.options)]
    tables += [(RESULTS, ("What", "Before", "After"), found.results)] if found.results else []  # type: ignore[list-item]
    return page.get_template("changes.html.j2").render(
        title=title, answers=found.answers, tables=tables, causes=found.causes or [NOTHING]
    )
