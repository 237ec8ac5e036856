"""Studies that could be done before choosing: the records in ``analysis/studies.toml``."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from stakes.case.reading.records import Id, Ids, NotNegative, Record, SourceId, Text, Whole, fault
from stakes.case.reading.validation import checked, checked_items
from stakes.errors import Problem

FILE, CODE = "analysis/studies.toml", "analysis/studies.py"


def _rising(sizes: tuple[int, ...]) -> tuple[int, ...]:
    if sizes[0] < 1 or any(a >= b for a, b in pairwise(sizes)):
        raise fault(
            f"sizes {', '.join(map(str, sizes))} do not rise from 1 or more",
            "give each size once, the smallest first",
        )
    return sizes


class Study(Record):
    """A study that could be done before choosing; the function of the same name in
    ``analysis/studies.py`` simulates it.

    `cost` is of one unit (a test, a year, ...), in the unit of the case; `sizes` are numbers of
    units.
    """

    id: Id
    label: Text
    unit: Text
    sizes: Annotated[tuple[Whole, ...], Field(min_length=1), AfterValidator(_rising)]
    cost: NotNegative
    rationale: Text
    sources: tuple[SourceId, ...]


class _Studies(Record):
    studies: object = None


def read_studies(
    document: Mapping[str, Any], sources: Ids, problems: list[Problem]
) -> dict[str, Study]:
    """All valid studies by id, from the parsed ``analysis/studies.toml``; `sources` are the known
    source ids.
    """
    checked(_Studies, document, FILE, "", problems)
    return checked_items(Study, document.get("studies"), FILE, "studies", problems, source=sources)
