"""Every prediction scored, beside what others would have said of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.assessment.scores.foretelling import at_the_time, came, foretold
from stakes.assessment.scores.proper_scores import (
    Score,
    brier,
    clustered_error,
    crps,
    log_score,
    mean_score,
    point,
)
from stakes.case.case import Case
from stakes.case.statements.predictions import FILE, Prediction
from stakes.errors import CaseError, Problem

type Array = npt.NDArray[Any]

FORECASTERS = ("model", "prior", "even", "of_the_time")
RULES: Mapping[str, Callable[[Array, float], Score]] = {"log": log_score, "brier": brier}
CENTRAL = (0.05, 0.95)  # of the prior, whose width is the unit in which CRPS are averaged


@dataclass(frozen=True)
class Scored:
    """A prediction with the scores of each forecaster by rule; none where it is open.

    Attributes
    ----------
    prediction : the record.
    outcome : as a number; NaN where it is open.
    draws : what model and prior say of it, (chain, draw(, set)).
    scores : forecaster -> rule (log and brier, or crps) -> score. CRPS are in units of the width of
        the prior's central 90 %, so that they can be averaged.
    """

    prediction: Prediction
    outcome: float
    draws: Mapping[str, Array]
    scores: Mapping[str, Mapping[str, Score]]

    @property
    def told(self) -> float:
        """The model's probability of an event, or its median of a number."""
        x = self.draws["model"]
        return float(x.mean() if self.prediction.type == "event" else np.median(x))

    @property
    def position(self) -> float:
        """Probability that the model gave to less than what came, with half of that of what came
        itself; of an event, the probability that it came.
        """
        x = self.draws["model"]
        if self.prediction.type == "event":
            return self.told
        return float((x < self.outcome).mean() + (x == self.outcome).mean() / 2)


def scored(case: Case, fit: xr.DataTree) -> list[Scored]:
    """All predictions of a case held against what came; those that are open come without scores.

    Parameters
    ----------
    case, fit : an open case and its fit as of the case's own date, with the groups ``posterior``
        and ``prior``.

    Raises
    ------
    CaseError
        If the fit is as of another day: by then some would be no predictions.
    """
    day = date.fromisoformat(fit.attrs["as_of"])
    if day != case.as_of:
        problem = f"predicts as of {case.as_of}, and the fit is as of {day}"
        raise CaseError([Problem(FILE, "", problem, "run as of the case's own date")])
    if not case.predictions.records:
        return []
    draws = {
        "model": foretold(case, fit, "posterior"),
        "prior": foretold(case, fit, "prior"),
    }
    return [
        one(p, day, {who: found[name] for who, found in draws.items()})
        for name, p in case.predictions.records.items()
    ]


def one(p: Prediction, start: date, draws: Mapping[str, Array]) -> Scored:
    """One prediction scored, from what model and prior say of it."""
    outcome = came(p, start)
    if p.outcome is None:
        return Scored(p, outcome, draws, {})
    said = at_the_time(p, start)
    score = _event if p.type == "event" else _number
    found = {who: score(x, outcome) for who, x in draws.items()}
    if p.type == "event":
        found["even"] = _event(np.array([[0.5]]), outcome)
        if said == said:
            found["of_the_time"] = _event(np.array([[said]]), outcome)
        found = {who: found[who] for who in FORECASTERS if who in found}
        return Scored(p, outcome, draws, found)
    unit = _unit(draws["prior"], p.type)
    if said == said:
        found["of_the_time"] = {"crps": point(said, outcome)}
    return Scored(p, outcome, draws, {who: _in_units(s, unit) for who, s in found.items()})


def _event(x: Array, outcome: float) -> dict[str, Score]:
    certain = x.size == 1
    scores = {name: rule(x, outcome) for name, rule in RULES.items()}
    if not certain:
        return scores
    p = float(x.item()) if outcome else 1 - float(x.item())
    return {"log": Score(-float(np.log(p))), "brier": Score(scores["brier"].value)}


def _number(x: Array, outcome: float) -> dict[str, Score]:
    return {"crps": crps(x, outcome)}


def _unit(prior: Array, kind: str) -> float:
    low, high = np.quantile(prior, CENTRAL)
    width = float(high - low)
    return max(width, 1.0) if kind == "count" else width or 1.0


def _in_units(scores: Mapping[str, Score], unit: float) -> dict[str, Score]:
    return {
        rule: Score(s.value / unit, None if s.influence is None else s.influence / unit)
        for rule, s in scores.items()
    }


def averages(found: list[Scored]) -> xr.Dataset:
    """Mean scores of each forecaster over predictions, and by how much the model is better.

    Returns
    -------
    Dataset[rule, forecaster]
        n : predictions that the forecaster spoke to. mean, mcse, spread : the mean score, its Monte
        Carlo error, and its standard error over clusters of predictions. model : the model's mean
        over the same predictions. better, better_mcse, better_se : the forecaster's mean less the
        model's, above 0 where the model is better, with the same two errors.
    """
    rules = (*RULES, "crps")
    names = ("n", "mean", "mcse", "spread", "model", "better", "better_mcse", "better_se")
    table = np.full((len(names), len(rules), len(FORECASTERS)), np.nan)
    for i, rule in enumerate(rules):
        for j, who in enumerate(FORECASTERS):
            table[:, i, j] = _average(found, rule, who)
    return xr.Dataset(
        {name: (("rule", "forecaster"), table[k]) for k, name in enumerate(names)},
        {"rule": list(rules), "forecaster": list(FORECASTERS)},
    )


def _average(found: list[Scored], rule: str, who: str) -> tuple[float, ...]:
    both = [s for s in found if rule in s.scores.get(who, {})]
    if not both:
        return (0, *[float("nan")] * 7)
    theirs = [s.scores[who][rule] for s in both]
    ours = [s.scores["model"][rule] for s in both]
    clusters = np.array([s.prediction.group for s in both])
    away = np.array([a.value - b.value for a, b in zip(theirs, ours, strict=True)])
    mean, model = mean_score(theirs), mean_score(ours)
    own = who == "model"
    return (
        len(both),
        mean.value,
        mean.error,
        clustered_error(np.array([s.value for s in theirs]), clusters),
        model.value,
        float(away.mean()),
        0.0 if own else float(np.hypot(mean.error, model.error)),
        0.0 if own else clustered_error(away, clusters),
    )
