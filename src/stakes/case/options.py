"""What can be done: the records in ``analysis/options.toml``."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, NamedTuple

from pydantic import AfterValidator, ConfigDict, Field, ValidationInfo, create_model

from stakes.case.choices.stages import DecisionPoint, read_stages
from stakes.case.choices.waiting import check_dates
from stakes.case.reading.records import (
    Day,
    Id,
    Name,
    NotNegative,
    Number,
    Record,
    Text,
    fault,
    shown,
)
from stakes.case.reading.validation import checked, checked_items, reference
from stakes.errors import Problem, instead_of

FILE = "analysis/options.toml"


class Option(Record):
    """One thing that can be done.

    `levels` is the level that it takes on each dimension of the case, `amounts` how much of each
    thing that is counted; both are attributes as well (``option.levels["access"]`` is
    ``option.access``). `until` is the review date of an option that waits, and `arrives` the
    evidence that has come by then, in words; `costs` is what waiting costs whatever
    is chosen then, by attribute, in present value.
    """

    id: Id
    label: Text
    description: Text
    until: Day | None = None
    arrives: Text | None = None
    costs: dict[str, NotNegative] = Field(default_factory=dict)
    levels: dict[str, str] = Field(default_factory=dict)
    amounts: dict[str, float] = Field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        declared = self.__dict__.get("levels", {}) | self.__dict__.get("amounts", {})
        if name in declared:
            return declared[name]
        known = (
            f"; the case declares {', '.join(declared)}"
            if declared and not name.startswith("_")
            else ""
        )
        raise AttributeError(f"an option has no {name!r}{known}")


def _waits[T](given: T, info: ValidationInfo) -> T:
    if given and info.data.get("until", given) is None:
        raise fault(
            "is given, though the option does not wait",
            "give the option a date 'until', or take it out",
        )
    return given


def traits(option: Option, units: Mapping[str, str]) -> list[str]:
    """What tells an option from others, in words: its level on each dimension, and each amount in
    its unit.
    """
    levels = [f"{name}: {level}" for name, level in option.levels.items()]
    return [
        said.replace("_", " ")
        for said in (
            *levels,
            *(f"{name}: {x:g} {units[name]}" for name, x in option.amounts.items()),
        )
    ]


class _Written(Record):
    """An option as it stands in the file; levels and amounts are keys of their own."""

    id: Id
    label: Text
    description: Text
    until: Day | None = None
    arrives: Annotated[Text | None, AfterValidator(_waits)] = None
    costs: Annotated[dict[str, NotNegative], AfterValidator(_waits)] = Field(default_factory=dict)


class _Lenient(_Written):
    """Where it cannot be told which dimensions there are."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def _distinct(levels: tuple[str, ...]) -> tuple[str, ...]:
    if not levels:
        raise fault("is empty", "give at least one")
    twice = next((level for i, level in enumerate(levels) if level in levels[:i]), None)
    if twice is not None:
        raise fault(f"{shown(twice)} stands twice", "give each level once, in order")
    return levels


def _free(name: str) -> str:
    if hasattr(Option, name) or name in Option.model_fields:
        raise fault(f"{shown(name)} has a meaning of its own", "choose another name")
    return name


def _once(amounts: dict[str, str], info: ValidationInfo) -> dict[str, str]:
    both = next((name for name in amounts if name in info.data.get("dimensions", {})), None)
    if both is not None:
        raise fault("is a dimension too", "choose another name for one of the two", both)
    return amounts


DimensionId = Annotated[Name, AfterValidator(_free)]
Levels = Annotated[tuple[Text, ...], AfterValidator(_distinct)]


class Agreed(Record):
    """Words for the value of an option if what it needs from others were in force from the start: a
    column and what it means.
    """

    label: Text
    description: Text


def _several(asked: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(asked)) < 2:
        raise fault("names fewer than two options", "name those that the question is about")
    return tuple(dict.fromkeys(asked))


class _File(Record):
    baseline: Text
    asked: Annotated[tuple[Text, ...], AfterValidator(_several)] | None = None
    dimensions: dict[DimensionId, Levels] = Field(default_factory=dict)
    amounts: Annotated[dict[DimensionId, Text], AfterValidator(_once)] = Field(default_factory=dict)
    agreed: Agreed | None = None
    options: object = None
    stages: object = None


class Options(NamedTuple):
    """All that the file says.

    `baseline` is an id; `asked` are ids of the options that the question names, if it names some;
    `dimensions` are the levels of each, in order; `amounts` the unit of each;
    `options` are records by id; `stages` the later days on which the choice may be changed.
    """

    baseline: str
    options: Mapping[str, Option]
    dimensions: Mapping[str, tuple[str, ...]]
    amounts: Mapping[str, str]
    agreed: Agreed | None
    stages: tuple[DecisionPoint, ...] = ()
    asked: tuple[str, ...] = ()


def read_options(
    document: Mapping[str, Any], span: tuple[date, date] | None, problems: list[Problem]
) -> Options:
    """The baseline's id, what options are told apart by, and all valid ones, from the parsed
    ``analysis/options.toml``.

    Parameters
    ----------
    span : as-of date and horizon, between which an option's `until` must lie; None where they are
        not valid.
    problems : is added to.
    """
    head = checked(_File, document, FILE, "", problems)
    tables = document.get("options")
    options = {
        name: _option(written)
        for name, written in checked_items(
            _form(head, document), tables, FILE, "options", problems
        ).items()
    }
    if head:
        for key, name in (("baseline", head.baseline), *(("asked", a) for a in head.asked or ())):
            problems.extend(reference(key, name, tables, FILE, "options"))
    if (
        isinstance(tables, dict)
        and len(options) == len(tables)
        and sum(o.until is None for o in options.values()) < 2
    ):
        problems.append(
            Problem(
                FILE,
                "options",
                "has fewer than two options that do not wait",
                "add what else could be done",
            )
        )
    check_dates(options, span, problems)
    if head is None:
        return Options("", options, {}, {}, None)
    ready = [name for name, option in options.items() if option.until is None]
    stages = read_stages(head.stages, ready, span, problems)
    return Options(
        head.baseline, options, head.dimensions, head.amounts, head.agreed, stages, head.asked or ()
    )


def _form(head: _File | None, document: Mapping[str, Any]) -> type[_Written]:
    """The record of an option, with a key for each dimension and amount; a key left out is the
    first level, or 0.
    """
    if head is None:
        return _Lenient if {"dimensions", "amounts"} & document.keys() else _Written
    keys: dict[str, Any] = {
        name: (_level(name, levels), levels[0]) for name, levels in head.dimensions.items()
    }
    keys |= dict.fromkeys(head.amounts, (Number, 0.0))
    return create_model("_Declared", __base__=_Written, **keys)


def _level(dimension: str, levels: tuple[str, ...]) -> Any:
    def check(level: str) -> str:
        if level not in levels:
            raise fault(f"{shown(level)} is no level of {dimension}", instead_of(level, levels))
        return level

    return Annotated[Text, AfterValidator(check)]


def _option(written: _Written) -> Option:
    said = {name: getattr(written, name) for name in type(written).model_fields}
    own = {name: said.pop(name) for name in _Written.model_fields}
    levels = {name: x for name, x in said.items() if isinstance(x, str)}
    return Option(
        **own, levels=levels, amounts={name: x for name, x in said.items() if name not in levels}
    )
