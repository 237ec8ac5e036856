"""What is typed after a command, and what is said where it cannot be used."""

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

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


def in_time(as_of: date | None, horizon: date) -> None:
    if as_of is not None and as_of >= horizon:
        raise typer.BadParameter(
            f"{as_of} is not before the case's horizon, {horizon}; choose an earlier date",
            param_hint="--as-of",
        )


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
