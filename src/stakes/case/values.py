"""What is valued, by whom and how much: the records in ``analysis/values.toml``."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, Field, ValidationInfo

from stakes.case.choices.demands import Constraint, Lexical, Objective
from stakes.case.reading.records import (
    AttributeId,
    Id,
    Ids,
    Name,
    NotNegative,
    Number,
    Record,
    SourceId,
    Text,
    fault,
    tidy,
)
from stakes.case.reading.validation import checked, checked_items, reference
from stakes.errors import Problem

FILE = "analysis/values.toml"


def _alone(weight: float | None, info: ValidationInfo) -> float | None:
    if weight is not None and info.data.get("like") is not None:
        raise fault("is given besides 'like'", "leave out one of the two")
    return weight


class Attribute(Record):
    """One part of the net value, in the unit of the case.

    `like` is the attribute that it belongs with, as a loss belongs with what is lost: it has that
    one's weight wherever a profile gives it none. `weight` is what it weighs there instead, as 0
    where readers are to say so if they count it. `gains` and `loses` are clauses by which a story
    says that an option has more or less of it than another: of that option as "it".
    """

    id: Id
    label: Text
    description: Text
    like: AttributeId | None = None
    weight: Annotated[NotNegative | None, AfterValidator(_alone)] = None
    gains: Text | None = None
    loses: Text | None = None


class Parameter(Record):
    """A number that is the reader's to choose, and the values to try in its place: the decision is
    found under each of them.
    """

    id: Id
    label: Text
    unit: Text
    value: Number
    sweep: Annotated[tuple[Number, ...], Field(min_length=1)]
    rationale: Text
    sources: tuple[SourceId, ...]


class Profile(Record):
    """What a stakeholder cares about.

    `weights` holds every attribute of the case: those not named weigh 1, or their own `weight`, or
    what the attribute does that they are `like`. `objective` is what counts instead of the expected
    value, `constraints` what comes before either; `lexical` are attributes that count one after the
    other.
    """

    id: Id
    label: Text
    rationale: Text
    weights: Annotated[dict[AttributeId, NotNegative], Field(min_length=1)]
    objective: Objective | None = None
    lexical: Lexical | None = None
    constraints: dict[Name, Constraint] = Field(default_factory=dict)

    def unlike(self, attribute: Attribute) -> str:
        """Id of what an attribute is like, where it has another weight than that; empty
        elsewhere.
        """
        like = attribute.like or ""
        return like if like and self.weights[attribute.id] != self.weights[like] else ""


def _rising(grid: tuple[float, ...]) -> tuple[float, ...]:
    if not grid:
        raise fault("is empty", "give at least one")
    if any(a >= b for a, b in pairwise(grid)):
        raise fault(f"{tidy(grid)} do not rise", "give each value once, the smallest first")
    return grid


class _File(Record):
    default_profile: Text
    risk_aversion: Annotated[tuple[NotNegative, ...], AfterValidator(_rising)] | None = None
    attributes: object = None
    parameters: object = None
    profiles: object = None


class Values(NamedTuple):
    """All that the file says: records by id, and risk aversions per unit of the case to show; None
    where it leaves them open.
    """

    attributes: Mapping[str, Attribute]
    parameters: Mapping[str, Parameter]
    profiles: Mapping[str, Profile]
    default_profile: str = ""
    risk_aversion: tuple[float, ...] | None = None


def read_values(document: Mapping[str, Any], sources: Ids, problems: list[Problem]) -> Values:
    """Attributes, parameters and profiles from the parsed ``analysis/values.toml``.

    Parameters
    ----------
    sources : the known source ids; None where they could not be read.
    problems : is added to.
    """
    head = checked(_File, document, FILE, "", problems)
    tables = document.get("attributes")
    ids = frozenset(tables) if isinstance(tables, dict) else None
    attributes = checked_items(Attribute, tables, FILE, "attributes", problems, attribute=ids)
    problems.extend(_chains(attributes))
    chosen = document.get("parameters", {})
    parameters = (
        checked_items(Parameter, chosen, FILE, "parameters", problems, source=sources)
        if chosen != {}
        else {}
    )
    profiles = checked_items(
        Profile, document.get("profiles"), FILE, "profiles", problems, attribute=ids
    )
    if head is None:
        return Values(attributes, parameters, profiles)
    problems.extend(
        reference(
            "default_profile", head.default_profile, document.get("profiles"), FILE, "profiles"
        )
    )
    full = {
        name: p.model_copy(update={"weights": _complete(p.weights, attributes)})
        for name, p in profiles.items()
    }
    return Values(attributes, parameters, full, head.default_profile, head.risk_aversion)


def _chains(attributes: Mapping[str, Attribute]) -> list[Problem]:
    """Attributes that are like themselves, or like one that is itself like another."""
    problems = []
    for name, attribute in attributes.items():
        other = attributes.get(attribute.like or "")
        if other is not None and other.like is not None:
            problem = (
                "is the attribute itself"
                if other.id == name
                else f"names '{other.id}', itself like '{other.like}'"
            )
            problems.append(
                Problem(
                    FILE,
                    f"attributes.{name}.like",
                    problem,
                    "name one that has a weight of its own",
                )
            )
    return problems


def _complete(
    weights: Mapping[str, float], attributes: Mapping[str, Attribute]
) -> dict[str, float]:
    silent = {name: 1.0 if a.weight is None else a.weight for name, a in attributes.items()}
    like = {name: a.like or name for name, a in attributes.items()}
    shared = {name: weights.get(like[name], silent.get(like[name], 1.0)) for name in attributes}
    return {name: weights.get(name, shared[name]) for name in attributes}
