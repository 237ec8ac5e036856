"""Quantities: what is believed about each before the evidence, on whose word and why."""

from collections.abc import Mapping
from math import inf
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from stakes.case.distributions import Distribution
from stakes.case.reading.records import (
    Extended,
    Id,
    Name,
    Number,
    Record,
    Share,
    SourceId,
    Text,
    fault,
    numbers,
    tidy,
)
from stakes.case.reading.validation import checked, checked_items
from stakes.errors import Problem

Kind = Literal["quantiles", "distribution", "value", "event", "states"]
Bounds = tuple[float, float]
_SUM_TOLERANCE = 1e-6


def _rising(quantiles: tuple[float, float, float]) -> tuple[float, float, float]:
    if not quantiles[0] < quantiles[1] < quantiles[2]:
        raise fault(
            f"quantiles are out of order ({tidy(quantiles)})",
            "give them as 5 %, 50 %, 95 % in rising order",
        )
    return quantiles


def _form(*forms: str) -> BeforeValidator:
    """Exactly one of the `forms` may be given.

    Sits on the last of them; one that was given but is not valid counts as given.
    """

    def check(value: Any, info: ValidationInfo) -> Any:
        given = [form for form in forms[:-1] if info.data.get(form, "not valid") is not None]
        given += [forms[-1]] if value is not None else []
        if len(given) != 1:
            problem = f"has {' and '.join(given)}" if given else f"has none of {', '.join(forms)}"
            raise fault(
                problem, "keep one of them" if given else "give exactly one of them", at=".."
            )
        return value

    return BeforeValidator(check)


Quantiles = Annotated[
    tuple[Number, Number, Number],
    AfterValidator(_rising),
    numbers(3, "three numbers: the 5 %, 50 % and 95 % quantiles"),
]


class State(Record):
    """One of several ways things may be: a school of thought, a point mass or a category, with the
    credence it gets.
    """

    label: Text
    weight: Share
    rationale: Text | None = None
    sources: tuple[SourceId, ...] = ()
    quantiles: Quantiles | None = None
    distribution: Distribution | None = None
    value: Annotated[Number | None, _form("quantiles", "distribution", "value")] = Field(
        default=None, validate_default=True
    )

    @property
    def kind(self) -> Kind:
        if self.quantiles:
            return "quantiles"
        return "distribution" if self.distribution else "value"


def _limits(data: Mapping[str, Any]) -> Bounds | None:
    """The bounds that hold for the quantiles and values of a quantity; None where they, or its
    unit, are not valid.
    """
    if "given_bounds" not in data or "unit" not in data:
        return None
    return data["given_bounds"] or (
        (0.0, 1.0) if data["unit"] in ("probability", "share") else (0.0, inf)
    )


def _bounds(bounds: Bounds, info: ValidationInfo) -> Bounds:
    low, high = bounds
    if not low < high:
        raise fault(f"bounds are out of order ({tidy(bounds)})", "give the lower bound first")
    unit = info.data.get("unit")
    if unit in ("probability", "share") and not 0 <= low < high <= 1:
        raise fault(
            f"bounds [{tidy(bounds)}] leave [0, 1], where a {unit} lies",
            "give bounds within [0, 1] or another unit",
        )
    return bounds


def _inside(limits: Bounds, quantiles: tuple[float, ...], at: str = "") -> None:
    if not limits[0] < quantiles[0] <= quantiles[-1] < limits[1]:
        problem = (
            f"quantiles ({tidy(quantiles)}) do not lie strictly inside the bounds [{tidy(limits)}]"
        )
        raise fault(problem, "move the quantiles or set bounds", at)
    if limits[0] == -inf:
        raise fault("quantiles need a finite lower bound", "set bounds, or give a distribution", at)


def _within(limits: Bounds, span: Bounds, what: str, at: str = "") -> None:
    if span[0] < limits[0] or span[1] > limits[1]:
        raise fault(f"{what} outside the bounds [{tidy(limits)}]", "change it or set bounds", at)


def _quantiles_inside(quantiles: tuple[float, ...], info: ValidationInfo) -> tuple[float, ...]:
    limits = _limits(info.data)
    if limits:
        _inside(limits, quantiles)
    return quantiles


def _value_within(value: float, info: ValidationInfo) -> float:
    limits = _limits(info.data)
    if limits:
        _within(limits, (value, value), f"{value:g} lies")
    return value


def _support_within(found: Any, info: ValidationInfo) -> Any:
    limits = _limits(info.data)
    if limits and (info.data["given_bounds"] or limits[1] == 1):
        _within(limits, found.support, f"the range [{tidy(found.support)}] of {found.name} reaches")
    return found


def _state_within(state: State, info: ValidationInfo) -> State:
    limits = _limits(info.data)
    if limits is None:
        return state
    if state.quantiles:
        _inside(limits, state.quantiles, "quantiles")
    if state.distribution:
        support = state.distribution.support
        _within(
            limits,
            support,
            f"the range [{tidy(support)}] of {state.distribution.name} reaches",
            "distribution",
        )
    if state.value is not None:
        _within(limits, (state.value, state.value), f"{state.value:g} lies", "value")
    return state


def _whole(states: dict[str, State]) -> dict[str, State]:
    if len(states) < 2:
        raise fault(
            f"has {len(states)} state{'' if states else 's'}",
            "give two or more, or no states at all",
        )
    total = sum(state.weight for state in states.values())
    if abs(total - 1) > _SUM_TOLERANCE:
        raise fault(
            f"the weights of the states sum to {total:.6g}, not 1",
            "change the weights so that they sum to 1",
        )
    return states


def _sourced(sources: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    basis = info.data.get("basis")
    if not sources and basis in ("data", "analogy"):
        raise fault(
            f"no source, though the basis is '{basis}'",
            "name a source, or set basis = 'expert judgement'",
        )
    return sources


class Quantity(Record):
    """An uncertain (or fixed) number: its prior, where that comes from and how good the grounds
    are.

    Exactly one of `quantiles`, `distribution`, `value`, `probability` and `states` is set; `kind`
    says which.
    """

    id: Id
    topic: str
    label: Text
    unit: Text
    rationale: Text
    grade: Literal["A", "B", "C", "D"]
    basis: Literal["data", "analogy", "expert judgement"]
    sources: Annotated[tuple[SourceId, ...], AfterValidator(_sourced)] = Field(
        default=(), validate_default=True
    )
    later: Text | None = None
    given_bounds: (
        Annotated[
            tuple[Extended, Extended],
            AfterValidator(_bounds),
            numbers(2, "two numbers, lower and upper"),
        ]
        | None
    ) = Field(default=None, alias="bounds")
    quantiles: Annotated[Quantiles, AfterValidator(_quantiles_inside)] | None = None
    distribution: Annotated[Distribution, AfterValidator(_support_within)] | None = None
    value: Annotated[Number, AfterValidator(_value_within)] | None = None
    probability: Share | None = None
    states: Annotated[
        Annotated[
            dict[Name, Annotated[State, AfterValidator(_state_within)]], AfterValidator(_whole)
        ]
        | None,
        _form("quantiles", "distribution", "value", "probability", "states"),
    ] = Field(default=None, validate_default=True)

    @property
    def kind(self) -> Kind:
        """Which form the prior has; an event is a probability."""
        if self.probability is not None:
            return "event"
        if self.value is not None:
            return "value"
        if self.quantiles:
            return "quantiles"
        return "distribution" if self.distribution else "states"

    @property
    def bounds(self) -> Bounds:
        """The interval of logically possible values: as given, else by the unit, the event or the
        distribution, else [0, inf].
        """
        limits = _limits(self.__dict__)
        assert limits is not None
        if self.given_bounds or limits[1] == 1:
            return limits
        if self.probability is not None:
            return (0.0, 1.0)
        return self.distribution.support if self.distribution else limits

    @property
    def weights(self) -> dict[str, float]:
        """Probability of each level of a drawn state: of the states, or of ``no`` and ``yes`` for
        an event; empty otherwise.
        """
        if self.probability is not None:
            return {"no": 1 - self.probability, "yes": self.probability}
        return {level: state.weight for level, state in (self.states or {}).items()}


def parts_of(name: str, q: Quantity) -> dict[str, tuple[Quantity | State, Bounds]]:
    """What is to be drawn for a quantity, with its bounds: itself, or each of its states; nothing
    for an event.
    """
    if q.kind == "event":
        return {}
    return (
        {f"{name}_{level}": (state, q.bounds) for level, state in q.states.items()}
        if q.states
        else {name: (q, q.bounds)}
    )


class _Topic(Record):
    topic: Text
    label: Text
    quantities: object = None


def read_priors(
    documents: Mapping[str, Mapping[str, Any]],
    sources: frozenset[str] | None,
    problems: list[Problem],
) -> tuple[dict[str, str], dict[str, Quantity]]:
    """Labels of the topics and all valid quantities by id, from the parsed ``priors/<topic>.toml``.

    Parameters
    ----------
    documents : path relative to the case root -> parsed file.
    sources : the known source ids, None where they could not be read.
    problems : is added to.
    """
    topics: dict[str, str] = {}
    quantities: dict[str, Quantity] = {}
    homes: dict[str, str] = {}
    for file, document in documents.items():
        name = file.removeprefix("priors/").removesuffix(".toml")
        head = checked(_Topic, document, file, "", problems)
        if head and head.topic != name:
            problem = f"is '{head.topic}', but the file is called {name}.toml"
            problems.append(Problem(file, "topic", problem, f"write '{name}', or rename the file"))
        topics[name] = head.label if head else name
        tables = document.get("quantities")
        quantities |= checked_items(
            Quantity, tables, file, "quantities", problems, {"topic": name}, source=sources
        )
        for key in tables if isinstance(tables, dict) else ():
            if key in homes:
                problem = f"is already defined in {homes[key]}"
                problems.append(
                    Problem(file, f"quantities.{key}", problem, "rename or remove one of the two")
                )
            homes.setdefault(key, file)
    return topics, quantities
