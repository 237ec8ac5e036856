"""What the answer is challenged with: schools of thought, thresholds and planes, the records in
``analysis/sensitivity.toml``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from stakes.case.priors import Quantity
from stakes.case.reading.records import (
    Flag,
    Id,
    Number,
    QuantityId,
    Record,
    Text,
    fault,
    numbers,
    shown,
)
from stakes.case.reading.validation import checked, checked_items
from stakes.errors import Problem, instead_of

FILE = "analysis/sensitivity.toml"


def _assumed(value: object) -> object:
    if not isinstance(value, str | bool | int | float) or (
        isinstance(value, float) and not isfinite(value)
    ):
        raise fault(
            f"is {shown(value)}", "name a state, write true or false for an event, or give a number"
        )
    return value


def _rising(limits: tuple[float, float]) -> tuple[float, float]:
    if not limits[0] < limits[1]:
        raise fault("is out of order", "give the lower end first")
    return limits


class School(Record):
    """A school of thought: what it takes for true.

    `assume` maps quantities to a state, an event's truth, or a number.
    """

    id: Id
    label: Text
    rationale: Text
    assume: Annotated[
        dict[QuantityId, Annotated[Any, BeforeValidator(_assumed)]], Field(min_length=1)
    ]


class Threshold(Record):
    """A quantity (its id) whose break-even is sought, over its logical range or the one given.

    `rate`: a rate per year of events, so that it is also shown as the chance of one or more in a
    year and up to the horizon. `told` holds clauses by which a story says that a state of it holds,
    by the state's id.
    """

    id: Annotated[QuantityId, Field()]
    rationale: Text
    range: (
        Annotated[
            tuple[Number, Number],
            AfterValidator(_rising),
            numbers(2, "two numbers, lower and upper"),
        ]
        | None
    ) = None
    rate: Flag = False
    told: dict[Id, Text] = Field(default_factory=dict)


class Plane(Record):
    """Two thresholds that are varied together."""

    id: Id
    label: Text
    x: QuantityId
    y: QuantityId


@dataclass(frozen=True)
class Challenges:
    """All records of the file, by id."""

    schools: Mapping[str, School] = field(default_factory=dict)
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)
    planes: Mapping[str, Plane] = field(default_factory=dict)


class _File(Record):
    schools: object = None
    thresholds: object = None
    planes: object = None


def read_challenges(
    document: Mapping[str, Any], quantities: Mapping[str, Quantity], problems: list[Problem]
) -> Challenges:
    """All valid challenges, from the parsed ``analysis/sensitivity.toml``; `quantities` are the
    case's, by id.
    """
    checked(_File, document, FILE, "", problems)
    known = frozenset(quantities) or None
    kinds: dict[str, type[Record]] = {"schools": School, "thresholds": Threshold, "planes": Plane}
    found: dict[str, Any] = {
        key: checked_items(record, document[key], FILE, key, problems, quantity=known)
        if key in document
        else {}
        for key, record in kinds.items()
    }
    for name, school in found["schools"].items():
        for quantity, value in school.assume.items():
            if quantity in quantities:
                problems.extend(
                    _fits(f"schools.{name}.assume.{quantity}", value, quantities[quantity])
                )
    for name, threshold in found["thresholds"].items():
        if name in quantities:
            problems.extend(_ranged(f"thresholds.{name}", threshold, quantities[name]))
            problems.extend(_named(f"thresholds.{name}.told", threshold, quantities[name]))
    listed = document.get("thresholds")
    for name, plane in found["planes"].items():
        if plane.x == plane.y:
            problems.append(
                Problem(
                    FILE,
                    f"planes.{name}",
                    f"has {plane.x} on both axes",
                    "name two different quantities",
                )
            )
        for axis in dict.fromkeys((plane.x, plane.y)):
            if not isinstance(listed, Mapping) or axis not in listed:
                fix = f"add [thresholds.{axis}], which says over what range"
                problems.append(Problem(FILE, f"planes.{name}", f"{axis} has no threshold", fix))
    return Challenges(**found)


def _fits(key: str, value: object, q: Quantity) -> list[Problem]:
    if q.states:
        fix = instead_of(str(value), q.states)
        return (
            []
            if value in q.states
            else [Problem(FILE, key, f"{shown(value)} is not a state of {q.id}", fix)]
        )
    if q.kind == "event":
        fix = "write true or false"
        return (
            []
            if isinstance(value, bool)
            else [Problem(FILE, key, f"{q.id} is an event, not {shown(value)}", fix)]
        )
    if isinstance(value, bool | str):
        return [
            Problem(
                FILE, key, f"{q.id} has no states, so it cannot be {shown(value)}", "give a number"
            )
        ]
    low, high = q.bounds
    inside = isinstance(value, int | float) and low <= value <= high
    return (
        []
        if inside
        else [
            Problem(
                FILE, key, f"{shown(value)} is outside [{low:g}, {high:g}]", "give a possible value"
            )
        ]
    )


def _named(key: str, threshold: Threshold, q: Quantity) -> list[Problem]:
    states, none = q.states or {}, f"{q.id} has no states: leave it out"
    return [
        Problem(
            FILE,
            key,
            f"{name} is not a state of {q.id}",
            instead_of(name, states) if states else none,
        )
        for name in threshold.told
        if name not in states
    ]


def _ranged(key: str, threshold: Threshold, q: Quantity) -> list[Problem]:
    low, high = q.bounds
    if threshold.range and not low <= threshold.range[0] < threshold.range[1] <= high:
        return [
            Problem(
                FILE,
                f"{key}.range",
                f"leaves [{low:g}, {high:g}], where {q.id} lies",
                "give a range within it",
            )
        ]
    if threshold.range is None and not isfinite(high - low):
        return [Problem(FILE, key, f"{q.id} is unbounded", "give a range")]
    return []
