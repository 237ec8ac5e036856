"""The problems of a case as lines: each with its code, and of very many of a kind the first few."""

from collections.abc import Iterator, Sequence

from stakes.authoring.explained import code_of
from stakes.errors import Problem

MOST = 20  # lines of one kind for one file


def lines(problems: Sequence[Problem]) -> Iterator[str]:
    """A line for each problem, with its code; of more than `MOST` of a kind in a file, that many
    and a count of the rest.
    """
    codes: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        codes.setdefault((problem.file, code_of(problem)), []).append(problem)
    for (file, code), found in codes.items():
        yield from (f"{problem} [{code}]" for problem in found[:MOST])
        if len(found) > MOST:
            rest = len(found) - MOST
            yield f"{file}: {rest:,} more of this kind [{code}]".replace(",", " ")
