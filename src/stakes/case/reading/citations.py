"""What is said of a publication: its date, to the year, the month or the day, and its address."""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from stakes.case.reading.records import Text, fault, shown

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


def linked(url: str) -> str:
    """An address that a browser can open."""
    if not url.startswith(("https://", "http://")):
        raise fault(
            f"{shown(url)} is not the address of a page", "begin it with https:// or http://"
        )
    return url


Dated = Annotated[Text, AfterValidator(_dated), BeforeValidator(_quoted)]
Address = Annotated[Text, AfterValidator(linked)]
