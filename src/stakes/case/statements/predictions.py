"""Predictions that time resolves: the records in ``analysis/predictions.toml``.

Sources of outcomes stand in that file itself: nothing of it is among the beliefs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from stakes.case.reading.records import (
    Day,
    Id,
    Number,
    Record,
    SourceId,
    Text,
    fault,
    known,
    shown,
)
from stakes.case.reading.validation import checked, checked_items
from stakes.case.sources import Source
from stakes.errors import Problem

FILE, CODE = "analysis/predictions.toml", "analysis/predictions.py"

type Outcome = bool | int | float | date


def is_of(kind: str, value: object) -> bool:
    """Whether a value can be the outcome of a prediction of a type."""
    if kind == "event":
        return isinstance(value, bool)
    if isinstance(value, bool):
        return kind == "date" and value is False
    if kind == "date":
        return isinstance(value, date)
    if kind == "count":
        return isinstance(value, int) and value >= 0
    return isinstance(value, int | float)


WANTED = {
    "event": "true or false",
    "count": "a whole number, 0 or more",
    "amount": "a number",
    "date": "a date, or false where it has not come",
}


class Forecast(Record):
    """What was forecast in public at the time: `value` is a probability between 0 and 1 for an
    event and else a single number or date, `said` the words.
    """

    value: Number | Day
    said: Text
    date: Day
    source: SourceId


class Prediction(Record):
    """A statement about the future that a day resolves; the function of the same name in
    ``analysis/predictions.py`` gives its probability or distribution.

    `type` is event, count, amount or date; `outcome` is what came, None where it is open; `known`
    the day on which that was public. `disputed` says why the outcome can be disputed. Predictions
    that hang together share a `cluster`. `resolves` is the last day that counts: a date after it
    has not come.
    """

    id: Id
    topic: Annotated[Text, AfterValidator(known("topic"))]
    statement: Text
    type: Literal["event", "count", "amount", "date"]
    unit: Text | None = None
    resolves: Day
    outcome: bool | int | float | Day | None = None
    known: Day | None = None
    source: SourceId | None = None
    disputed: Text | None = None
    cluster: Text | None = None
    forecast: Forecast | None = Field(default=None)

    @model_validator(mode="after")
    def _resolved(self) -> "Prediction":
        if self.outcome is None:
            return self
        if not is_of(self.type, self.outcome):
            raise fault(
                f"is {shown(self.outcome)}, which no {self.type} can have as outcome",
                f"give {WANTED[self.type]}",
                "outcome",
            )
        if isinstance(self.outcome, date) and self.outcome > self.resolves:
            raise fault(
                f"is {self.outcome}, after the day {self.resolves} that resolves it",
                "write outcome = false, or a later resolves",
                "outcome",
            )
        for name in ("known", "source"):
            if getattr(self, name) is None:
                raise fault("is missing, though there is an outcome", "say who says so", name)
        return self

    @model_validator(mode="after")
    def _forecast_of_type(self, info: ValidationInfo) -> "Prediction":
        if self.forecast is None:
            return self
        value = self.forecast.value
        fits = (
            isinstance(value, float | int) and 0 < value < 1
            if self.type == "event"
            else isinstance(value, date) == (self.type == "date")
        )
        if not fits:
            between = "a probability above 0 and below 1: a log score has no room for certainty"
            wanted = between if self.type == "event" else WANTED[self.type]
            raise fault(f"is {shown(value)}", f"give {wanted}", "forecast.value")
        return self

    @property
    def group(self) -> str:
        """The cluster, or a cluster of its own."""
        return self.cluster or self.id


class _File(Record):
    topics: Annotated[tuple[Text, ...], Field(min_length=1)]
    sources: object = None
    predictions: object = None


@dataclass(frozen=True)
class Predictions:
    """Predictions, and the sources of outcomes and forecasts, by id; none where a case has none.

    `ids` are those of all predictions of the file, valid or not.
    """

    records: Mapping[str, Prediction] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    ids: frozenset[str] = frozenset()


def read_predictions(
    document: Mapping[str, Any] | None, span: tuple[date, date] | None, problems: list[Problem]
) -> Predictions:
    """All valid predictions and their sources, from the parsed file; none without one.

    A prediction that a day up to the as-of date (the first of `span`) resolves, or whose outcome
    was known by then, is a problem: it would predict nothing.
    """
    if document is None:
        return Predictions()
    head = checked(_File, document, FILE, "", problems)
    sources = checked_items(Source, document.get("sources"), FILE, "sources", problems)
    cited = frozenset(document["sources"]) if isinstance(document.get("sources"), dict) else None
    found = checked_items(
        Prediction,
        document.get("predictions"),
        FILE,
        "predictions",
        problems,
        source=cited,
        topic=frozenset(head.topics) if head else None,
    )
    problems.extend(_too_early(found, span[0]) if span else [])
    tables = document.get("predictions")
    return Predictions(found, sources, frozenset(tables if isinstance(tables, dict) else ()))


def _too_early(found: Mapping[str, Prediction], as_of: date) -> list[Problem]:
    """Predictions that were resolved before there was anything to predict."""
    fix = "predict what lies after it, or take it out"
    return [
        Problem(
            FILE, f"predictions.{name}.{key}", f"is {day}, not after the as-of date {as_of}", fix
        )
        for name, p in found.items()
        for key, day in (("resolves", p.resolves), ("known", p.known))
        if day is not None and day <= as_of
    ]
