"""Commands that put the model on trial: predictions scored, computing calibrated."""

from pathlib import Path
from typing import Annotated

import typer

from stakes.cli_options import CaseOption, OutOption, folder_at


def score(
    case: CaseOption = None,
    out: OutOption = None,
    picture: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the reliability picture, as .svg or .png."),
    ] = None,
) -> None:
    """The case's predictions held against what came, by the fit of the last run."""
    from rich.console import Console

    from stakes.assessment.scores.scoreboard import scored
    from stakes.case.case import open_case
    from stakes.report.scores import show_scores
    from stakes.runs.last_run import read_fits
    from stakes.runs.pipeline import as_last

    opened = open_case(case)
    found = []
    if opened.predictions.records:
        folder = out or opened.root / "results"
        fit, _ = read_fits(opened, as_last(opened, folder), folder)
        found = scored(opened, fit)
    show_scores(opened, found, Console())
    if picture is not None and found:
        folder_at(picture.absolute().parent)
        _draw(found, opened.seed, picture)


def _draw(found: list, seed: int, picture: Path) -> None:  # type: ignore[type-arg]
    from stakes.assessment.scores.picture import plot_reliability
    from stakes.assessment.scores.reliability import events, in_bins, reliability

    p, came = events(found)
    try:
        axes = plot_reliability(reliability(p, came, seed), in_bins(p, came))
        axes.get_figure(root=True).savefig(picture)  # type: ignore[union-attr]
    except (ValueError, OSError) as error:
        raise typer.BadParameter(
            f"{picture} cannot be written: {error}", param_hint="--picture"
        ) from None
