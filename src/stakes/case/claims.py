"""Claims under test: the records in ``analysis/claims.toml``."""

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, Field, ValidationInfo

from stakes.case.reading.citations import Address, Dated
from stakes.case.reading.records import (
    Flag,
    Id,
    Ids,
    KindId,
    QuantityId,
    Record,
    Text,
    Whole,
    fault,
)
from stakes.case.reading.validation import checked, checked_items
from stakes.errors import Problem

FILE = "analysis/claims.toml"


def _number(value: int) -> int:
    if value < 1:
        raise fault(f"is {value}, below 1", "number the claims from 1")
    return value


def _stated(text: str | None, info: ValidationInfo) -> str | None:
    if text is None and info.data.get("testable") is True:
        raise fault(
            "is missing, though the claim is testable",
            "write what must hold, or set testable = false and a reason",
        )
    return text


def _reasoned(text: str | None, info: ValidationInfo) -> str | None:
    if text is None and info.data.get("testable") is False:
        raise fault("is missing, though the claim is not testable", "write why it cannot be tested")
    return text


def _tested(text: str | None, info: ValidationInfo) -> str | None:
    if text is not None and info.data.get("testable") is False:
        raise fault("is given, though the claim is not testable", "leave it out, or test the claim")
    return text


def _measured(text: str | None, info: ValidationInfo) -> str | None:
    if "effect" not in info.data or (text is None) == (info.data["effect"] is None):
        return text
    if text is None:
        raise fault("is missing, though the claim has an effect", "write in what it is measured")
    raise fault("is given without an effect", "write what is measured as effect, or leave it out")


class Claim(Record):
    """A claim of the text under analysis, in other words, with what must hold for it to be true or
    why that cannot be tested.

    `kind` is one of the file's `kinds`, or any text where it lists none. `stated` says, by reading,
    whether the sentence is true as it stands; `effect` what is measured to say how much there is to
    it, in `unit`; `statement` what is tested to say how likely it is.
    """

    id: Id
    number: Annotated[Whole, AfterValidator(_number)]
    text: Text
    kind: KindId
    testable: Flag
    statement: Annotated[Text | None, AfterValidator(_stated)] = Field(
        default=None, validate_default=True
    )
    stated: Text | None = None
    effect: Annotated[Text | None, AfterValidator(_tested)] = None
    unit: Annotated[Text | None, AfterValidator(_measured)] = Field(
        default=None, validate_default=True
    )
    quantities: tuple[QuantityId, ...] = ()
    reason: Annotated[Text | None, AfterValidator(_reasoned)] = Field(
        default=None, validate_default=True
    )


class Byline(Record):
    """Whose text the question and the claims are from, as far as that is said."""

    author: Text | None = None
    publisher: Text | None = None
    date: Dated | None = None
    link: Address | None = None


class Claims(NamedTuple):
    """Claims by id, of which text they are, empty if that is not said, and whose it is."""

    claims: dict[str, Claim]
    origin: str
    byline: Byline | None = None


class _File(Byline):
    origin: Text | None = None
    kinds: Annotated[tuple[Text, ...], Field(min_length=1)] | None = None
    claims: object = None

    @property
    def byline(self) -> Byline | None:
        held = {key: getattr(self, key) for key in Byline.model_fields}
        return Byline(**held) if any(held.values()) else None


def read_claims(document: Mapping[str, Any], quantities: Ids, problems: list[Problem]) -> Claims:
    """All valid claims, from the parsed ``analysis/claims.toml``; `quantities` are the known
    quantity ids.
    """
    head = checked(_File, document, FILE, "", problems)
    kinds = frozenset(head.kinds) if head and head.kinds else None
    claims = checked_items(
        Claim, document.get("claims"), FILE, "claims", problems, quantity=quantities, kind=kinds
    )
    first: dict[int, str] = {}
    for name, claim in claims.items():
        if first.setdefault(claim.number, name) != name:
            problem = f"is {claim.number}, the number of claim '{first[claim.number]}'"
            problems.append(
                Problem(FILE, f"claims.{name}.number", problem, "give each claim its own number")
            )
    return Claims(claims, (head and head.origin) or "", head and head.byline)
