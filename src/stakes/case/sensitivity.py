"""What the answer is challenged with: schools of thought, thresholds and planes, and subgroups that
may need another one; the records in ``analysis/sensitivity.toml``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
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
    Share,
    Text,
    fault,
    numbers,
    shown,
)
from stakes.case.reading.validation import checked, checked_items
from stakes.errors import Problem, instead_of

FILE = "analysis/sensitivity.toml"
ROUNDING = 1e-6


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


type _Assumed = dict[QuantityId, Annotated[Any, BeforeValidator(_assumed)]]


class School(Record):
    """A school of thought: what it takes for true.

    `assume` maps quantities to a state, an event's truth, or a number.
    """

    id: Id
    label: Text
    rationale: Text
    assume: Annotated[_Assumed, Field(min_length=1)]


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


class Subgroup(Record):
    """Some of those whom the choice is for, and their `share` of all.

    `has` is what tells them from others: quantities, each with a number, a state, an event's truth,
    or the name of the quantity that it is with them.
    """

    id: Id
    label: Text
    rationale: Text
    share: Share
    has: _Assumed = Field(default_factory=dict)


@dataclass(frozen=True)
class Challenges:
    """All records of the file, by id."""

    schools: Mapping[str, School] = field(default_factory=dict)
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)
    planes: Mapping[str, Plane] = field(default_factory=dict)
    subgroups: Mapping[str, Subgroup] = field(default_factory=dict)


class _File(Record):
    schools: object = None
    thresholds: object = None
    planes: object = None
    subgroups: object = None


def read_challenges(
    document: Mapping[str, Any], quantities: Mapping[str, Quantity], problems: list[Problem]
) -> Challenges:
    """All valid challenges, from the parsed ``analysis/sensitivity.toml``; `quantities` are the
    case's, by id.
    """
    checked(_File, document, FILE, "", problems)
    known = frozenset(quantities) or None
    kinds: dict[str, type[Record]] = {"schools": School, "thresholds": Threshold, "planes": Plane}
    kinds["subgroups"] = Subgroup
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
    if found["subgroups"] and len(found["subgroups"]) == len(document["subgroups"]):
        problems.extend(_whole(found["subgroups"]))
    for name, group in found["subgroups"].items():
        problems.extend(_differs(f"subgroups.{name}.has", group, quantities))
    listed = document.get("thresholds")
    for name, plane in found["planes"].items():
        if plane.x == plane.y:
            problem, fix = f"has {plane.x} on both axes", "name two different quantities"
            problems.append(Problem(FILE, f"planes.{name}", problem, fix))
        for axis in dict.fromkeys((plane.x, plane.y)):
            if not isinstance(listed, Mapping) or axis not in listed:
                fix = f"add [thresholds.{axis}], which says over what range"
                problems.append(Problem(FILE, f"planes.{name}", f"{axis} has no threshold", fix))
    return Challenges(**found)


def _fits(key: str, value: object, q: Quantity) -> list[Problem]:
    low, high = q.bounds
    problem, fix = "", "give a number"
    if q.states:
        if value not in q.states:
            problem = f"{shown(value)} is not a state of {q.id}"
            fix = instead_of(str(value), q.states)
    elif q.kind == "event":
        if not isinstance(value, bool):
            problem, fix = f"{q.id} is an event, not {shown(value)}", "write true or false"
    elif isinstance(value, bool | str):
        problem = f"{q.id} has no states, so it cannot be {shown(value)}"
    elif not (isinstance(value, int | float) and low <= value <= high):
        problem = f"{shown(value)} is outside [{low:g}, {high:g}]"
        fix = "give a possible value"
    return [Problem(FILE, key, problem, fix)] if problem else []


def _whole(groups: Mapping[str, Subgroup]) -> Iterator[Problem]:
    """Whether subgroups are all of those whom the choice is for, and differ."""
    if len(groups) < 2:
        yield Problem(FILE, "subgroups", "has fewer than two subgroups", "add all the others")
    total = sum(group.share for group in groups.values())
    if abs(total - 1) > ROUNDING:
        problem = f"the shares of the subgroups sum to {total:g}, not 1"
        yield Problem(FILE, "subgroups", problem, "give each its share of all")
    for one, other in combinations(groups.values(), 2):
        if one.has == other.has:
            problem = f"is the same as that of '{one.id}'"
            yield Problem(
                FILE, f"subgroups.{other.id}.has", problem, "say in what they differ, or join them"
            )


def _differs(key: str, group: Subgroup, quantities: Mapping[str, Quantity]) -> Iterator[Problem]:
    """What is wrong with what a subgroup has of its own."""
    for name, value in group.has.items():
        q, at = quantities.get(name), f"{key}.{name}"
        if q is None:
            continue
        if not isinstance(value, str) or value in (q.states or ()):
            yield from _fits(at, value, q)
        elif value in quantities:
            yield from _stands_for(at, q, quantities[value])
        else:
            fix = instead_of(value, [*(q.states or ()), *quantities])
            yield Problem(FILE, at, f"unknown quantity {shown(value)}", fix)


def _stands_for(key: str, q: Quantity, other: Quantity) -> Iterator[Problem]:
    """Whether a subgroup can have one quantity in another's place."""
    if several := [x for x in (q, other) if x.kind in ("elements", "trend")]:
        problem = f"{several[0].id} is no single number ({several[0].kind})"
        yield Problem(FILE, key, problem, "name single numbers, or give a number")
    elif q.unit != other.unit:
        problem = f"{other.id} is in {other.unit}, and {q.id} in {q.unit}"
        yield Problem(FILE, key, problem, "name a quantity in the same unit")


def _named(key: str, threshold: Threshold, q: Quantity) -> list[Problem]:
    states = q.states or {}
    return [
        Problem(FILE, key, f"{name} is not a state of {q.id}", instead_of(name, states))
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
