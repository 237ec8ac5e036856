"""Sources: who said it, when, where it stands and how it was read."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, Strict, ValidationInfo

from stakes.case.reading.citations import Dated, linked
from stakes.case.reading.files import read_text, read_toml
from stakes.case.reading.records import Record, Text, fault
from stakes.case.reading.validation import checked, checked_items
from stakes.errors import Problem

__all__ = ["FILE", "Source", "read_sources", "read_text", "read_toml"]

FILE = "priors/sources.toml"


def _linked(url: str, info: ValidationInfo) -> str:
    if not url and info.data.get("read") == "page":
        raise fault(
            "is empty, though the source was read on its page", "give the address, or change read"
        )
    return linked(url) if url else url


class Source(Record):
    """One publication.

    `read` says how: on its ``page``, from ``memory``, or ``derived`` by own arithmetic.
    """

    id: Text
    publisher: Text
    title: Text
    date: Dated
    read: Literal["page", "memory", "derived"]
    url: Annotated[str, Strict(), AfterValidator(_linked)] = Field()
    grade: Literal["A", "B", "C", "D"]


class _File(Record):
    sources: object = None


def read_sources(document: Mapping[str, Any], problems: list[Problem]) -> dict[str, Source]:
    """All valid sources by id, from the parsed ``priors/sources.toml``; `problems` is added to."""
    checked(_File, document, FILE, "", problems)
    return checked_items(Source, document.get("sources"), FILE, "sources", problems)
