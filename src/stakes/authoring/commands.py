"""Commands for whoever writes a case: `new` and `check`."""

from pathlib import Path
from typing import Annotated

import typer

from stakes.cli_options import CaseOption

LikeOption = Annotated[
    str | None,
    typer.Option("--like", metavar="NAME", help="Begin with this example.  [default: flood_wall]"),
]
MinimalOption = Annotated[
    bool, typer.Option("--minimal", help="Begin with the smallest case: five files.")
]
ExplainOption = Annotated[
    str | None,
    typer.Option(
        "--explain", metavar="CODE", help="Say more of a kind of problem; `all` lists them."
    ),
]


def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder, or an empty one.")],
    like: LikeOption = None,
    minimal: MinimalOption = False,
) -> None:
    """Begin a case of your own: copy a small complete one, or an example, into DIR."""
    from stakes.authoring.gallery import MINIMAL, STARTER, case_like, cases
    from stakes.new import new_case

    if like and minimal:
        raise typer.BadParameter("is given besides --like; choose one", param_hint="--minimal")
    chosen = MINIMAL if minimal else like or STARTER
    written = new_case(folder, case_like(chosen))
    told = "README.md says what to edit first." if (folder / "README.md").is_file() else ""
    typer.echo(
        f"{folder}: {len(written)} files. Next: cd there, then `stakes check`, `stakes`; "
        f"{told or 'case.toml is the first to edit.'}"
    )
    if chosen == STARTER:
        others = ", ".join(name for name in cases() if name != STARTER)
        typer.echo(f"Other beginnings, by --like: {others}.")


def check(case: CaseOption = None, explain: ExplainOption = None) -> None:
    """Check the case's files only: every problem at once, one line each."""
    from stakes.case.case import open_case

    if explain is not None:
        typer.echo(_explained(explain))
        return
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


def _explained(code: str) -> str:
    from stakes.authoring.explained import kinds
    from stakes.errors import instead_of

    known = kinds()
    if code == "all":
        return "\n".join(f"{name}: {kind.title}" for name, kind in known.items())
    if code not in known:
        fix = instead_of(code, known, "`stakes check --explain all` lists them")
        raise typer.BadParameter(f"{code!r} is no code of a problem; {fix}", param_hint="--explain")
    kind = known[code]
    said = "\n".join(f"  {text.replace('{}', '…')}" for text in kind.texts)
    return f"{code}: {kind.title}\n\n{kind.more}\n\nIt is said as\n{said}"
