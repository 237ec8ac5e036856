"""What can be done, what is valued, and the claims under test: the records in ``analysis/``."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationInfo

from stakes.case.reading.records import (
    AgreementId,
    AttributeId,
    Day,
    Flag,
    Id,
    NotNegative,
    Number,
    QuantityId,
    Record,
    SourceId,
    Text,
    Whole,
    fault,
)
from stakes.case.reading.validation import checked, checked_items
from stakes.errors import Problem, instead_of

OPTIONS, VALUES, CLAIMS = "analysis/options.toml", "analysis/values.toml", "analysis/claims.toml"
LIKE_PROTECTION = ("leak", "veto")

type Ids = frozenset[str] | None


class Option(Record):
    """One thing that can be done, by the level it takes on each dimension of the models; what it does not say is "none"."""

    id: Id
    label: Text
    description: Text
    exposure: Literal["none", "little", "some", "most"] = "none"
    veto: Literal["none", "sector", "everywhere"] = "none"
    agreement: AgreementId = "none"
    until: Day | None = None


class Attribute(Record):
    """One part of the net value, in the unit of the case."""

    id: Id
    label: Text
    description: Text


class Parameter(Record):
    """A number that is the reader's to choose, and the values to try in its place."""

    id: Id
    label: Text
    unit: Text
    value: Number
    sweep: Annotated[tuple[Number, ...], Field(min_length=1)]
    rationale: Text
    sources: tuple[SourceId, ...]


class Profile(Record):
    """What a stakeholder cares about.

    `weights` holds every attribute of the case: those not named weigh 1, except that leak and veto, which are protection lost,
    weigh what protection does. `flagged` names those of the two that were given another weight.
    """

    id: Id
    label: Text
    rationale: Text
    weights: Annotated[dict[AttributeId, NotNegative], Field(min_length=1)]

    @property
    def flagged(self) -> tuple[str, ...]:
        protection = self.weights.get("protection", 1.0)
        return tuple(name for name in LIKE_PROTECTION if self.weights.get(name, protection) != protection)


def _number(value: int) -> int:
    if value < 1:
        raise fault(f"is {value}, below 1", "number the claims from 1")
    return value


def _stated(text: str | None, info: ValidationInfo) -> str | None:
    if text is None and info.data.get("testable") is True:
        raise fault("is missing, though the claim is testable", "write what must hold, or set testable = false and a reason")
    return text


def _reasoned(text: str | None, info: ValidationInfo) -> str | None:
    if text is None and info.data.get("testable") is False:
        raise fault("is missing, though the claim is not testable", "write why it cannot be tested")
    return text


class Claim(Record):
    """A claim of the text under analysis, in other words, with what must hold for it to be true or why that cannot be tested."""

    id: Id
    number: Annotated[Whole, AfterValidator(_number)]
    text: Text
    kind: Literal["fact", "mechanism", "option", "forecast", "evidence", "conclusion"]
    testable: Flag
    statement: Annotated[Text | None, AfterValidator(_stated)] = Field(default=None, validate_default=True)
    quantities: tuple[QuantityId, ...] = ()
    reason: Annotated[Text | None, AfterValidator(_reasoned)] = Field(default=None, validate_default=True)


class _Options(Record):
    baseline: Text
    options: object = None


class _Values(Record):
    default_profile: Text
    attributes: object = None
    parameters: object = None
    profiles: object = None


class _Claims(Record):
    claims: object = None


def agreements(quantities: Ids) -> Ids:
    """Ids that an option's agreement may have: "none", and whatever some quantity's id ends in, as in ``sign_<agreement>``."""
    if quantities is None:
        return None
    words = [quantity.split("_") for quantity in quantities]
    return frozenset({"none", *("_".join(parts[i:]) for parts in words for i in range(1, len(parts)))})


def read_options(
    document: Mapping[str, Any], quantities: Ids, span: tuple[date, date] | None, problems: list[Problem]
) -> tuple[str, dict[str, Option]]:
    """The baseline's id and all valid options by id, from the parsed ``analysis/options.toml``.

    Parameters
    ----------
    quantities : the known quantity ids, which tell the agreements; None where they could not be read.
    span : as-of date and horizon, between which an option's `until` must lie; None where they are not valid.
    problems : is added to.
    """
    head = checked(_Options, document, OPTIONS, "", problems)
    tables = document.get("options")
    options = checked_items(Option, tables, OPTIONS, "options", problems, agreement=agreements(quantities))
    if head:
        problems.extend(_reference("baseline", head.baseline, tables, OPTIONS, "options"))
    if isinstance(tables, dict) and len(options) == len(tables) and sum(o.until is None for o in options.values()) < 2:
        problems.append(Problem(OPTIONS, "options", "has fewer than two options that do not wait", "add what else could be done"))
    for name, option in options.items():
        if option.until and span and not span[0] < option.until <= span[1]:
            problem = f"is {option.until}, not after the as-of date {span[0]} and up to the horizon {span[1]}"
            problems.append(Problem(OPTIONS, f"options.{name}.until", problem, "give a date between the two"))
    return head.baseline if head else "", options


def read_values(
    document: Mapping[str, Any], sources: Ids, problems: list[Problem]
) -> tuple[dict[str, Attribute], dict[str, Parameter], dict[str, Profile], str]:
    """Attributes, parameters and profiles by id, and the default profile's id, from the parsed ``analysis/values.toml``."""
    head = checked(_Values, document, VALUES, "", problems)
    tables = document.get("attributes")
    attributes = checked_items(Attribute, tables, VALUES, "attributes", problems)
    chosen = document.get("parameters", {})
    parameters = checked_items(Parameter, chosen, VALUES, "parameters", problems, source=sources) if chosen != {} else {}
    ids = frozenset(tables) if isinstance(tables, dict) else None
    profiles = checked_items(Profile, document.get("profiles"), VALUES, "profiles", problems, attribute=ids)
    if head:
        problems.extend(_reference("default_profile", head.default_profile, document.get("profiles"), VALUES, "profiles"))
    full = {
        name: profile.model_copy(update={"weights": _complete(profile.weights, attributes)}) for name, profile in profiles.items()
    }
    return attributes, parameters, full, head.default_profile if head else ""


def read_claims(document: Mapping[str, Any], quantities: Ids, problems: list[Problem]) -> dict[str, Claim]:
    """All valid claims by id, from the parsed ``analysis/claims.toml``; `quantities` are the known quantity ids."""
    checked(_Claims, document, CLAIMS, "", problems)
    claims = checked_items(Claim, document.get("claims"), CLAIMS, "claims", problems, quantity=quantities)
    first: dict[int, str] = {}
    for name, claim in claims.items():
        if first.setdefault(claim.number, name) != name:
            problem = f"is {claim.number}, the number of claim '{first[claim.number]}'"
            problems.append(Problem(CLAIMS, f"claims.{name}.number", problem, "give each claim its own number"))
    return claims


def _complete(weights: Mapping[str, float], attributes: Mapping[str, Attribute]) -> dict[str, float]:
    protection = weights.get("protection", 1.0)
    return {name: weights.get(name, protection if name in LIKE_PROTECTION else 1.0) for name in attributes}


def _reference(key: str, name: str, tables: object, file: str, what: str) -> list[Problem]:
    if not isinstance(tables, dict) or name in tables:
        return []
    return [Problem(file, key, f"'{name}' is not among the {what}", instead_of(name, tables))]
