"""Quantities: what is believed about each before the evidence, on whose word and why."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationInfo

from stakes.case.beliefs.bounds import (
    Bounds,
    in_order,
    limits_of,
    quantiles_inside,
    support_within,
    value_within,
)
from stakes.case.beliefs.composed.elements import AlongWithin, Element
from stakes.case.beliefs.composed.posteriors import PosteriorDraws, UnreadableError, read_sample
from stakes.case.beliefs.composed.trends import Trend, check_parameters
from stakes.case.beliefs.correlations import read_correlations
from stakes.case.beliefs.distributions import Distribution
from stakes.case.beliefs.elicited import Elicited, elicited_within, nearest
from stakes.case.beliefs.forms import Kind, Quantiles, one_of
from stakes.case.beliefs.panels import by_panel, read_panels
from stakes.case.beliefs.pooled import PoolWithin
from stakes.case.beliefs.states import State, state_within, whole
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
)
from stakes.case.reading.validation import Where, checked, checked_items
from stakes.errors import Problem

_FORMS = "quantiles distribution elicited pooled along posterior trend value probability states"
FORMS = tuple(_FORMS.split())
_UNRANKED = {"event": "is an event", "value": "is fixed", "states": "has states"}
_UNRANKED |= {"elements": "has elements", "trend": "is a trend"}


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

    Exactly one of `quantiles`, `distribution`, `elicited`, `pooled`, `along`, `posterior`,
    `trend`, `value`, `probability` and `states` is given; `kind` says which. What is fitted to
    `elicited` quantiles is in `distribution`. `loadings` are how its normal score is made of
    independent ones, where it is correlated (`stakes.case.beliefs.correlations.loadings`).
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
            AfterValidator(in_order),
            numbers(2, "two numbers, lower and upper"),
        ]
        | None
    ) = Field(default=None, alias="bounds")
    quantiles: Annotated[Quantiles, AfterValidator(quantiles_inside)] | None = None
    distribution: Annotated[Distribution, AfterValidator(support_within)] | None = None
    elicited: Annotated[Elicited, AfterValidator(elicited_within)] | None = None
    pooled: PoolWithin | None = None
    along: AlongWithin | None = None
    posterior: PosteriorDraws | None = None
    trend: Trend | None = None
    value: Annotated[Number, AfterValidator(value_within)] | None = None
    probability: Share | None = None
    states: Annotated[
        Annotated[dict[Name, Annotated[State, AfterValidator(state_within)]], AfterValidator(whole)]
        | None,
        one_of(*FORMS),
    ] = Field(default=None, validate_default=True)
    loadings: Mapping[str, float] | None = None

    @property
    def kind(self) -> Kind:
        """Which form the prior has; an event is a probability."""
        forms: dict[Kind, Any] = {
            "event": self.probability,
            "value": self.value,
            "quantiles": self.quantiles,
            "pooled": self.pooled,
            "trend": self.trend,
            "elements": self.along,
            "draws": self.posterior,
            "distribution": self.distribution or self.elicited,
        }
        return next((kind for kind, form in forms.items() if form is not None), "states")

    @property
    def bounds(self) -> Bounds:
        """The interval of logically possible values: as given, else by the unit, the event or the
        distribution, else [0, inf].
        """
        limits = limits_of(self.__dict__)
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

    @property
    def uncorrelated(self) -> str:
        """Why it can have no rank correlation with another; empty if it can."""
        discrete = self.distribution is not None and self.distribution.discrete
        return _UNRANKED.get(self.kind, "is discrete" if discrete else "")


type Part = Quantity | State | Element


def parts_of(name: str, q: Quantity) -> dict[str, tuple[Part, Bounds]]:
    """What is to be drawn for a quantity, with its bounds: itself, or each of its states or
    elements; nothing for an event or a trend.
    """
    if q.kind in ("event", "trend"):
        return {}
    if q.along is not None:
        return {part: (element, q.bounds) for part, element in q.along.parts(name).items()}
    return (
        {f"{name}_{level}": (state, q.bounds) for level, state in q.states.items()}
        if q.states
        else {name: (q, q.bounds)}
    )


class _Topic(Record):
    topic: Text
    label: Text
    quantities: object = None
    panels: object = None
    correlations: object = None


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
        given = {"topic": name, "loadings": None}
        held = checked_items(Quantity, tables, file, "quantities", problems, given, source=sources)
        quantities |= _put_together(held, document, Where(file, sources, problems))
        for key in tables if isinstance(tables, dict) else ():
            if key in homes:
                problem = f"is already defined in {homes[key]}"
                problems.append(
                    Problem(file, f"quantities.{key}", problem, "rename or remove one of the two")
                )
            homes.setdefault(key, file)
    return topics, quantities


def _put_together(
    held: Mapping[str, Quantity], document: Mapping[str, Any], where: Where
) -> dict[str, Quantity]:
    """The quantities of a file with what follows from more than their own table: fitted
    distributions, weights by a panel, correlations.
    """
    tables = document.get("quantities")
    order = list(tables) if isinstance(tables, dict) else []
    panels = read_panels(document, where)
    kinds = {name: held[name].uncorrelated if name in held else "" for name in order}
    rows = read_correlations(document.get("correlations", []), kinds, where)
    found, numbers = {}, {name: q.kind for name, q in held.items()}
    for name, q in held.items():
        changes: dict[str, Any] = {"loadings": rows[name]} if name in rows else {}
        key = f"quantities.{name}"
        if q.elicited is not None:
            limits = q.given_bounds or ((0.0, 1.0) if q.unit in ("probability", "share") else None)
            changes["distribution"] = nearest(q.elicited, limits, f"{key}.elicited", where)
        if q.trend is not None:
            check_parameters(q.trend, numbers, f"{key}.trend", where)
        if q.pooled is not None:
            changes["pooled"] = by_panel(q.pooled, panels, f"{key}.pooled", where)
        found[name] = q.model_copy(update=changes) if changes else q
    return found


def with_draws(
    root: Path, quantities: Mapping[str, Quantity], problems: list[Problem]
) -> dict[str, Quantity]:
    """The quantities with the draws of those that are taken from another posterior."""
    found = dict(quantities)
    for name, q in quantities.items():
        if q.posterior is None:
            continue
        try:
            read = q.posterior.with_sample(read_sample(root, q.posterior, q.bounds))
            found[name] = q.model_copy(update={"posterior": read})
        except UnreadableError as wrong:
            key = f"quantities.{name}.posterior"
            problems.append(Problem(f"priors/{q.topic}.toml", key, *wrong.args))
    return found
