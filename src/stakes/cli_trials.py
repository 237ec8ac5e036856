"""Commands beside a run: a case begun, its files checked, its predictions scored, its computing
calibrated.
"""

from pathlib import Path
from typing import Annotated, Any

import typer

from stakes.cli_options import (
    UNSOUND,
    CaseOption,
    OutOption,
    SchedulerOption,
    SeedOption,
    folder_at,
)
from stakes.cli_runs import notes

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
    from stakes.authoring.gallery import MINIMAL, STARTER, cases
    from stakes.new import new_case

    if like and minimal:
        raise typer.BadParameter("is given besides --like; choose one", param_hint="--minimal")
    chosen = MINIMAL if minimal else like or STARTER
    written = new_case(folder, chosen)
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
    from stakes.authoring.told import fits_and_weights
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
        f"{len(opened.claims)} claims.{fits_and_weights(opened.quantities)}"
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


def score(
    case: CaseOption = None,
    out: OutOption = None,
    picture: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the reliability picture, as .svg or .png."),
    ] = None,
) -> None:
    """The case's predictions held against what came, by the fit of the last run; kept as
    OUT/scores.json, which the page shows from then on.
    """
    from rich.console import Console

    from stakes.case.case import open_case
    from stakes.report.scores import show_scores

    opened = open_case(case)
    found: list[Any] = []
    if opened.predictions.records:
        found, kept = _scored(opened, out or opened.root / "results")
    show_scores(opened, found, Console())
    if picture is not None and found:
        folder_at(picture.absolute().parent, "--picture")
        _draw(kept, picture)


def calibrate(
    case: CaseOption = None,
    refits: Annotated[int, typer.Option(min=20, help="Simulated data sets.")] = 400,
    scheduler: SchedulerOption = None,
    posterior: Annotated[
        bool,
        typer.Option("--posterior", help="Around the observed data: truths from the posterior."),
    ] = False,
    seed: SeedOption = None,
    out: OutOption = None,
) -> None:
    """Whether the computing is calibrated: refits to data that the model makes of known truths, for
    every structure; kept in OUT/calibration, where a stopped run goes on, with a picture of the
    ranks. Status 3 if not.
    """
    from rich.console import Console

    from stakes.case.case import open_case
    from stakes.report.calibration import show_calibration
    from stakes.runs.calibration.calibrate import calibrated
    from stakes.runs.calibration.refits import Plan

    opened = open_case(case)
    folder = folder_at(out or opened.root / "results")
    own = opened.seed if seed is None else seed
    plan = Plan(refits=refits, seed=own, out=folder, scheduler=scheduler, posterior=posterior)
    found = calibrated(opened, plan, notes())
    for one in found:
        label = opened.structures[one.structure].label if one.structure else opened.title
        show_calibration(label, one.table, one.own_numbers, Console())
    if not all(one.passed for one in found):
        raise typer.Exit(UNSOUND)


def _scored(case: Any, folder: Path) -> tuple[list[Any], Any]:
    """The predictions by the fit in a folder, and the record that is kept there."""
    from stakes.assessment.scores.scoreboard import scored
    from stakes.assessment.scores.summary import summary
    from stakes.runs.last_run import read_fits
    from stakes.runs.pipeline import as_last, fingerprint
    from stakes.runs.store import write_text
    from stakes.runs.track_record import SCORES

    settings = as_last(case, folder)
    fit, _ = read_fits(case, settings, folder)
    found = scored(case, fit)
    kept = summary(case, found, fingerprint(case, settings))
    write_text(folder / SCORES, kept.model_dump_json(indent=2) + "\n")
    return found, kept


def _draw(scores: Any, picture: Path) -> None:
    from stakes.assessment.scores.picture import plot_reliability

    try:
        axes, _ = plot_reliability(scores)
        axes.get_figure(root=True).savefig(picture)  # type: ignore[union-attr]
    except (ValueError, OSError) as error:
        raise typer.BadParameter(
            f"{picture} cannot be written: {error}", param_hint="--picture"
        ) from None
