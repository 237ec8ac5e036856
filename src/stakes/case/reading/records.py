"""The base of every record in a case file, and the kinds of value that a key may hold."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

from stakes.errors import instead_of

type Ids = frozenset[str] | None  # of what a reference may name; None where that cannot be told

FAULT = "stakes_fault"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_SHOWN = 60
_LARGEST = 2**63 - 1


class Record(BaseModel):
    """A table of a case file: no unknown keys, no later changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def fault(problem: str, fix: str, at: str = "") -> PydanticCustomError:
    """What a validator of ours raises; `at` is a key below the one being validated, or ".." for the
    table that holds it.
    """
    return PydanticCustomError(
        FAULT, "{problem}; {fix}", {"problem": problem, "fix": fix, "at": at}
    )


def shown(value: object) -> str:
    """`value` as the reader knows it from the file, cut to a readable length."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, int) and abs(value) >= 10**_SHOWN:
        return f"a number of more than {_SHOWN} digits"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def tidy(numbers: Iterable[float]) -> str:
    return ", ".join(f"{number:g}" for number in numbers)


def _not_blank(text: str) -> str:
    if not text.strip():
        raise fault("is empty", "write a text")
    if "\0" in text:
        raise fault("holds a null character", "take it out")
    return text


def _named(at: str) -> AfterValidator:
    def check(text: str) -> str:
        if not _NAME.fullmatch(text):
            raise fault(
                f"{shown(text)} cannot be used as a name",
                "use letters, digits and _, beginning with a letter",
                at,
            )
        return text

    return AfterValidator(check)


def _no_time(value: object) -> object:
    if isinstance(value, datetime):
        raise fault(f"is {value}, a date with a time", f"give the day alone: {value:%Y-%m-%d}")
    return value


def _not_nan(value: float) -> float:
    if value != value:
        raise fault("is nan", "give a number, inf or -inf")
    return value


def _not_negative(value: float) -> float:
    if value < 0:
        raise fault(f"is {shown(value)}, below 0", "give 0 or more")
    return value


def _storable(value: int) -> int:
    if abs(value) > _LARGEST:
        raise fault(f"is {shown(value)}, too large", f"give a number up to {_LARGEST}")
    return value


def _positive(value: float) -> float:
    if value <= 0:
        raise fault(f"is {value:g}, not above 0", "give a number above 0")
    return value


def _share(value: float) -> float:
    if not 0 <= value <= 1:
        raise fault(f"is {value:g}, outside [0, 1]", "give a number from 0 to 1")
    return value


def known(kind: str) -> Callable[[str, ValidationInfo], str]:
    """Validator of a reference: the id must be among ``context[kind]``; where that is missing or
    None, nothing is checked.
    """

    def check(value: str, info: ValidationInfo) -> str:
        ids = (info.context or {}).get(kind)
        if ids is not None and value not in ids:
            raise fault(
                f"unknown {kind} {shown(value)}",
                instead_of(value, ids, f"add that {kind}, or take it out here"),
            )
        return value

    return check


def numbers(count: int, wanted: str) -> BeforeValidator:
    """Validator of a list that must have `count` entries, `wanted` in words."""

    def check(value: Any) -> Any:
        if isinstance(value, list | tuple) and len(value) != count:
            raise fault(
                f"has {len(value)} {'entry' if len(value) == 1 else 'entries'}", f"give {wanted}"
            )
        return value

    return BeforeValidator(check)


Text = Annotated[str, Strict(), AfterValidator(_not_blank)]
Name = Annotated[str, Strict(), _named("")]
Id = Annotated[str, Strict(), _named("..")]
Flag = Annotated[bool, Strict()]
Whole = Annotated[int, Strict(), AfterValidator(_storable)]
Number = Annotated[float, Strict(), Field(allow_inf_nan=False)]
Extended = Annotated[float, Strict(), AfterValidator(_not_nan)]
NotNegative = Annotated[Number, AfterValidator(_not_negative)]
Positive = Annotated[Number, AfterValidator(_positive)]
Share = Annotated[Number, AfterValidator(_share)]
Count = Annotated[Whole, AfterValidator(_not_negative)]
Day = Annotated[date, BeforeValidator(_no_time), Strict()]
SourceId = Annotated[str, Strict(), AfterValidator(known("source"))]
QuantityId = Annotated[str, Strict(), AfterValidator(known("quantity"))]
AttributeId = Annotated[str, Strict(), AfterValidator(known("attribute"))]
KindId = Annotated[Text, AfterValidator(known("kind"))]
