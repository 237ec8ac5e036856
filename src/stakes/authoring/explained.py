"""Every problem of a case has a short code, and more to say about it than fits on its line."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from stakes.errors import Problem

FILE = "problems.toml"
UNKNOWN = "other"  # code of what the case's own code says of itself


@dataclass(frozen=True)
class Kind:
    """Problems of one kind.

    Attributes
    ----------
    title : what is wrong, in a few words.
    texts : what such problems say; ``{}`` stands for any text.
    more : why it is one, and what helps.
    """

    title: str
    texts: tuple[str, ...]
    more: str


@cache
def kinds() -> Mapping[str, Kind]:
    """All kinds of problem by code, as the data file lists them."""
    text = (files("stakes.authoring") / FILE).read_text(encoding="utf-8")
    return {
        code: Kind(table["title"], tuple(table["texts"]), table["more"].strip())
        for code, table in tomllib.loads(text).items()
    }


def code_of(problem: Problem) -> str:
    """The code of a problem: that of the longest text that fits what it says."""
    return next(
        (code for pattern, code in _patterns() if pattern.fullmatch(problem.problem)), UNKNOWN
    )


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The longest first, so that what says more goes before what fits anything."""
    texts = [(text, code) for code, kind in kinds().items() for text in kind.texts]
    texts.sort(key=lambda item: -len(item[0].replace("{}", "")))
    return tuple(
        (re.compile(".*".join(map(re.escape, text.split("{}"))), re.DOTALL), code)
        for text, code in texts
    )
