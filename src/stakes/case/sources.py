"""Sources: who said it, when, where it stands and how it was read."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, Strict, ValidationInfo

from stakes.case.reading.files import read_text, read_toml
from stakes.case.reading.records import Record, Text, fault, shown
from stakes.case.reading.validation import checked, checked_items
from stakes.errors import Problem

__all__ = ["FILE", "Source", "read_sources", "read_text", "read_toml"]

FILE = "priors/sources.toml"
_DATE = re.compile(r"\d{4}(-\d{2}){0,2}", re.ASCII)


def _dated(text: str) -> str:
    if not _DATE.fullmatch(text):
        raise fault(f"{shown(text)} is not a date", 'write "2011", "2011-06" or "2011-06-10"')
    try:
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        raise fault(f"{text} does not exist", 'write "2011", "2011-06" or "2011-06-10"') from None
    return text


def _quoted(value: object) -> object:
    if isinstance(value, date | int) and not isinstance(value, bool):
        raise fault(f"is {shown(value)} without quotes", f'write it in quotes: "{shown(value)}"')
    return value


def _linked(url: str, info: ValidationInfo) -> str:
    if not url and info.data.get("read") == "page":
        raise fault(
            "is empty, though the source was read on its page", "give the address, or change read"
        )
    if url and not url.startswith(("https://", "http://")):
        raise fault(
            f"{shown(url)} is not the address of a page", "begin it with https:// or http://"
        )
    return url


class Source(Record):
    """One publication.

    `read` says how: on its ``page``, from ``memory``, or ``derived`` by own arithmetic.
    """

    id: Text
    publisher: Text
    title: Text
    date: Annotated[Text, AfterValidator(_dated), BeforeValidator(_quoted)]
    read: Literal["page", "memory", "derived"]
    url: Annotated[str, Strict(), AfterValidator(_linked)] = Field()
    grade: Literal["A", "B", "C", "D"]


class _File(Record):
    sources: object = None


def read_sources(document: Mapping[str, Any], problems: list[Problem]) -> dict[str, Source]:
    """All valid sources by id, from the parsed ``priors/sources.toml``; `problems` is added to."""
    checked(_File, document, FILE, "", problems)
    return checked_items(Source, document.get("sources"), FILE, "sources", problems)
