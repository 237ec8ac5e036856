"""What is typed after a command, and what is said where it cannot be used."""

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from stakes.case.case import Case

# exit statuses; fault: of the program; unsound: chains, or the computing
FAULT, BAD_INPUT, UNSOUND, INTERRUPTED = 1, 2, 3, 130

WITH_VALUE = ("--case", "--as-of", "--profile", "--draws", "--tune", "--chains", "--seed", "--out")

CaseOption = Annotated[
    Path | None,
    typer.Option(
        "--case", metavar="DIR", help="The case, or any folder inside it.  [default: here]"
    ),
]
OutOption = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Where results go.  [default: results/ in the case]"),
]


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date; write it as 2011-06-10") from None


DayOption = Annotated[
    Any,
    typer.Option(
        "--as-of", parser=day, metavar="DATE", help="Evidence known by then.  [default: the case's]"
    ),
]
ProfileOption = Annotated[
    str | None, typer.Option(help="Whose values count.  [default: the case's]")
]
SeedOption = Annotated[
    int | None, typer.Option(min=0, help="Seed of all randomness.  [default: the case's]")
]
DrawsOption = Annotated[int, typer.Option(min=50, help="Kept draws per chain.")]
TuneOption = Annotated[int, typer.Option(min=50, help="Warm-up draws per chain.")]
ChainsOption = Annotated[int, typer.Option(min=2, help="Chains.")]
FreshOption = Annotated[bool, typer.Option("--fresh", help="Ignore saved fits.")]
UnconvergedOption = Annotated[
    bool, typer.Option("--allow-unconverged", help="Report anyway, under a banner.")
]
SchedulerOption = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="ADDRESS",
        help="Of a Dask scheduler, as tcp://host:8786; needs stakes[cluster].  [default: threads]",
    ),
]


def known_profile(profile: str | None, known: Collection[str]) -> None:
    if profile is not None and profile not in known:
        raise typer.BadParameter(
            f"{profile!r} is no profile of this case; it has {', '.join(known)}",
            param_hint="--profile",
        )


def in_time(as_of: date | None, case: "Case") -> None:
    """Refuse a day that is not before the horizon, or before any evidence was known."""
    if as_of is None:
        return
    known = (table.frame[table.record.known].min() for table in case.evidence.values())
    first = min((day.date() for day in known), default=date.min)
    if as_of >= case.horizon:
        said = f"is not before the case's horizon, {case.horizon}; choose an earlier date"
    elif as_of < first:
        said = f"is before the first evidence, known on {first}; choose a later date"
    else:
        return
    raise typer.BadParameter(f"{as_of} {said}", param_hint="--as-of")


def folder_at(path: Path, hint: str = "--out") -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise typer.BadParameter(
            f"{path} cannot be used as a folder: {error.strerror}; name another", param_hint=hint
        ) from None
    return path


def command_first(words: list[str], commands: Collection[str]) -> list[str]:
    """The words with the command before its options, as in `--case DIR check`; plain `stakes` is
    `stakes run`.
    """
    if words[:1] and not words[0].startswith("-"):
        return words
    if words in (["-h"], ["--help"], ["--version"]):
        return words
    for i, word in enumerate(words):
        if word in commands and words[i - 1] not in WITH_VALUE:
            return [word, *words[:i], *words[i + 1 :]]
    return ["run", *words]
