"""What is wrong with a case, in words for the person who edits its files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

_SHOWN = 12


@dataclass(frozen=True)
class Problem:
    """One thing to mend: the file (relative to the case root), the key in it, what is wrong and
    what to do.

    As text it is one line; `key` is empty where the whole file is meant.
    """

    file: str
    key: str
    problem: str
    fix: str

    def __str__(self) -> str:
        where = f"{self.file}: {self.key}" if self.key else self.file
        line = " ".join(f"{where}: {self.problem}; {self.fix}".split())
        return line.encode(errors="backslashreplace").decode()


class CaseError(Exception):
    """A case that cannot be used: every problem found, one line each.

    Attributes
    ----------
    problems : tuple of Problem, in the order in which the files are read.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(dict.fromkeys(problems))  # a file may be checked as two things
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def instead_of(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Advice for an unknown `word`: the known word it resembles, else `otherwise`, else the known
    words.
    """
    words = sorted(known)
    close = get_close_matches(word, words, n=1)
    if close:
        return f"did you mean '{close[0]}'?"
    if otherwise or not words:
        return otherwise or "remove it"
    return f"use one of {', '.join(words[:_SHOWN])}{', ...' if len(words) > _SHOWN else ''}"


class GateError(Exception):
    """Chains have not converged, so there is no decision.

    Attributes
    ----------
    fits : sentences on what did not pass, by the name of the fit.
    sentences : all of them; each names its fit.
    advice : lines on what to do.
    """

    def __init__(self, fits: Mapping[str, Sequence[str]], advice: Sequence[str] = ()) -> None:
        self.fits = {name: tuple(sentences) for name, sentences in fits.items()}
        self.sentences = tuple(
            sentence for sentences in self.fits.values() for sentence in sentences
        )
        self.advice = tuple(advice)
        super().__init__("; ".join(self.sentences))
