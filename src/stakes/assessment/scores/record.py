"""The schema of ``scores.json``: predictions held against what came, as they are kept."""

from typing import Any, Literal

from stakes.decision_json.records import NONE, SHARE, Number, Record, number, part

SCHEMA: Literal[1] = 1


class Mean(Record):
    """Mean score of the model over predictions; lower is better."""

    n: int = number("Predictions scored", NONE)
    mean: float = number("Mean score", NONE)
    spread: Number = number("Standard error of it over groups of predictions", NONE)
    mcse: Number = number("Monte Carlo standard error of it", NONE)


class Against(Record):
    """The model against another forecaster on the same predictions."""

    rule: str
    forecaster: str
    n: int = number("Predictions to which both spoke", NONE)
    theirs: float = number("Mean score of the other", NONE)
    ours: float = number("Mean score of the model", NONE)
    better: float = number("By how much the model scores better", NONE)
    better_se: Number = number("Standard error of that over groups of predictions", NONE)
    better_mcse: Number = number("Monte Carlo standard error of that", NONE)


class Point(Record):
    """One event on the curve of recalibrated probabilities; the band is that of a calibrated
    forecaster.
    """

    probability: float = number("Probability that the model gave", SHARE)
    recalibrated: float = number("How often such events came, by isotonic regression", SHARE)
    lower: float = number("Lower end of the band", SHARE)
    upper: float = number("Upper end of the band", SHARE)


class Bin(Record):
    """Events that were given about the same probability."""

    n: int = number("Events", NONE)
    probability: float = number("Mean of the probabilities given", SHARE)
    frequency: float = number("Share that came", SHARE)
    lower: float = number("Lower end of its interval", SHARE)
    upper: float = number("Upper end of its interval", SHARE)


class Central(Record):
    """Numbers that came to lie in the model's central interval."""

    central: float = number("Probability that the interval holds", SHARE)
    n: int = number("Numbers", NONE)
    inside: int = number("Of them in the interval", NONE)
    lower: float = number("Lower end of the interval of their share", SHARE)
    upper: float = number("Upper end of the interval of their share", SHARE)


class Deals(Record):
    """Outcomes dealt to the events at random."""

    log: float = number("Their mean log score", NONE)
    brier: float = number("Their mean Brier score", NONE)
    no_worse: float = number("Share of deals that score no worse than what came", SHARE)


class Came(Record):
    """A prediction that is resolved."""

    topic: str
    statement: str
    type: str
    outcome: str
    known: str
    disputed: bool
    told: float = number("Probability of an event, or median of a number", NONE)
    likely: float = number("Probability given to what came, or to as far out", SHARE)
    scores: dict[str, float] = number("Scores by rule", NONE, at=("*",))


class Scores(Record):
    """Predictions of a case held against what came.

    CRPS are in units of the width of the prior's central 90 %.
    """

    schema_version: Literal[1]
    case: str
    as_of: str
    fingerprint: str
    topics: dict[str, dict[str, Mean]] = part(at=("*", "*"))
    against: list[Against] = part(at=("*",))
    curve: list[Point] = part(at=("*",))
    bins: list[Bin] = part(at=("*",))
    coverage: list[Central] = part(at=("*",))
    dealt: Deals | None = part()
    surprises: list[str]
    predictions: dict[str, Came] = part(at=("*",))
    open: list[str]


def json_schema() -> dict[str, Any]:
    """The JSON Schema of ``scores.json``."""
    schema = Scores.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema
