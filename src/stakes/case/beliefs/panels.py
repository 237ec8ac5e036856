"""Panels of experts with seed questions, whose answers are known: weights by Cooke's rule."""

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple, Self

import numpy as np
from pydantic import Field, model_validator

from stakes.case.beliefs.forms import Quantiles
from stakes.case.beliefs.pooled import Pool
from stakes.case.reading.records import (
    Flag,
    Id,
    Name,
    Number,
    Record,
    Share,
    SourceId,
    Text,
    fault,
)
from stakes.case.reading.validation import Where, checked_items
from stakes.errors import instead_of

BETWEEN = np.array([0.05, 0.45, 0.45, 0.05])  # below, between and above the three quantiles
_OVERSHOOT = 0.1  # of the range of answers and truth, added on either side


class Seed(Record):
    """A question whose answer is known, to those who ask and not to those who are asked.

    `logarithmic` measures information on a logarithmic scale, as for answers over powers of ten.
    """

    question: Text
    truth: Number
    answers: Annotated[dict[Name, Quantiles], Field(min_length=1)]
    logarithmic: Flag = False
    sources: tuple[SourceId, ...] = ()

    @model_validator(mode="after")
    def _positive(self) -> Self:
        numbers = [self.truth, *(q[0] for q in self.answers.values())]
        if self.logarithmic and min(numbers) <= 0:
            raise fault("has numbers at or below 0 on a logarithmic scale", "set it to false")
        return self


class Panel(Record):
    """Experts who answered the same seed questions with 5 %, 50 % and 95 % quantiles.

    `least` is the calibration below which an expert gets no weight.
    """

    id: Id
    label: Text
    rationale: Text
    least: Share = 0.0
    seeds: Annotated[dict[Name, Seed], Field(min_length=1)]

    @model_validator(mode="after")
    def _same_experts(self) -> Self:
        first = next(iter(self.seeds.values())).answers
        for name, seed in self.seeds.items():
            if set(seed.answers) != set(first):
                raise fault(
                    f"is answered by {', '.join(seed.answers)}, the first by {', '.join(first)}",
                    "give every expert's answer to each question",
                    f"seeds.{name}",
                )
        return self

    @property
    def experts(self) -> tuple[str, ...]:
        return tuple(next(iter(self.seeds.values())).answers)


class Score(NamedTuple):
    """How an expert did on the seed questions."""

    calibration: float  # p-value of the hypothesis that the quantiles are what they say
    information: float  # mean over questions, relative to an even spread over all answers
    weight: float  # of all, summing to 1; 0 of all where none reaches the least calibration


def cooke_scores(panel: Panel) -> dict[str, Score]:
    """Calibration, information and weight of each expert of a panel: the product of the two, 0
    below the least calibration, normed.

    References
    ----------
    Cooke, R. M. (1991). Experts in Uncertainty: Opinion and Subjective Probability in Science.
    Oxford University Press.
    """
    seeds = list(panel.seeds.values())
    found = {
        name: (_calibration(name, seeds), float(np.mean([_information(name, s) for s in seeds])))
        for name in panel.experts
    }
    raw = {name: c * i * (c >= panel.least) for name, (c, i) in found.items()}
    total = sum(raw.values())
    return {
        name: Score(c, i, raw[name] / total if total else 0.0) for name, (c, i) in found.items()
    }


def read_panels(document: Mapping[str, Any], where: Where) -> dict[str, Panel]:
    """The panels of a file of priors, by id."""
    if "panels" not in document:
        return {}
    tables = document["panels"]
    file, sources, problems = where
    return checked_items(Panel, tables, file, "panels", problems, source=sources)


def by_panel(pool: Pool, panels: Mapping[str, Panel], key: str, where: Where) -> Pool:
    """The pool with the weights of its panel, if it names one, shared out among its experts; a
    problem where they have none.
    """
    if pool.panel is None:
        return pool
    panel = panels.get(pool.panel)
    if panel is None:
        fix = instead_of(pool.panel, panels, "add [panels.<id>] to this file")
        where.wrong(f"{key}.panel", f"unknown panel '{pool.panel}'", fix)
        return pool
    scores = cooke_scores(panel)
    if strange := [name for name in pool.experts if name not in scores]:
        problem = f"{', '.join(strange)} did not answer the seed questions of '{panel.id}'"
        where.wrong(f"{key}.experts", problem, f"name experts of {', '.join(scores)}")
        return pool
    weights = {name: scores[name].weight for name in pool.experts}
    total = sum(weights.values())
    if not total > 0:
        problem = f"none of its experts reaches the least calibration of '{panel.id}'"
        where.wrong(f"{key}.panel", problem, "lower `least`, or give weights")
        return pool
    return pool.weighed({name: w / total for name, w in weights.items()})


def _calibration(name: str, seeds: list[Seed]) -> float:
    """By the likelihood ratio of the shares of truths that fell between an expert's quantiles."""
    from scipy.special import chdtrc, rel_entr

    places = [int(np.searchsorted(s.answers[name], s.truth, side="left")) for s in seeds]
    shares = np.bincount(places, minlength=len(BETWEEN)) / len(seeds)
    statistic = 2 * len(seeds) * float(rel_entr(shares, BETWEEN).sum())
    return float(chdtrc(len(BETWEEN) - 1, statistic))


def _information(name: str, seed: Seed) -> float:
    """Relative to an even spread over the range of all answers and the truth, and a tenth more."""
    scale: Any = np.log if seed.logarithmic else np.asarray
    ends = scale(np.array([q for quantiles in seed.answers.values() for q in quantiles]))
    low, high = min(ends.min(), scale(seed.truth)), max(ends.max(), scale(seed.truth))
    more = _OVERSHOOT * (high - low)
    points = np.concatenate([[low - more], scale(np.array(seed.answers[name])), [high + more]])
    widths = np.diff(points)
    return float(np.log(widths.sum()) + (BETWEEN * np.log(BETWEEN / widths)).sum())
