"""How good the forecasts were, laid out for the page."""

from typing import Any

from stakes.assessment.scores.record import Against, Mean, Scores
from stakes.assessment.scores.summary import ALL, UNDISPUTED
from stakes.assessment.sentences import counted
from stakes.report.figures.svg import svg
from stakes.report.track_record.figures import NINETY, reliability
from stakes.wording import MISSING, Shown, percent, rounded

Row = dict[str, Any]
RULES = ("log", "brier", "crps")
OTHERS = {"even": "an even chance", "prior": "the prior", "of_the_time": "those of the time"}
FEW = 5  # events, under which nothing is said of reliability


def scores_shown(scores: Scores | None) -> Row | None:
    """Title, tables, the reliability picture and surprises; None without predictions resolved."""
    if scores is None or not scores.predictions:
        return None
    return {
        "title": title(scores),
        "topics": [_topic(name, means) for name, means in scores.topics.items()],
        "against": [_against(row) for row in scores.against],
        "reliability": _reliability(scores) if len(scores.curve) >= FEW else None,
        "coverage": [
            {
                "central": percent(c.central),
                "inside": f"{c.inside} of {c.n}",
                "ends": f"{percent(c.lower)} to {percent(c.upper)}",
            }
            for c in scores.coverage
        ],
        "dealt": _dealt(scores),
        "surprises": scores.surprises,
        "count": len(scores.predictions),
        "open": len(scores.open),
    }


def title(scores: Scores) -> str:
    """Whom the model beats, by Brier's score, as far as predictions of different stories can
    tell.
    """
    rows = [row for row in scores.against if row.rule == "brier"]
    if not rows:
        return f"{counted(len(scores.predictions)).capitalize()} forecasts are resolved"
    groups: dict[str, list[str]] = {}
    for row in rows:
        groups.setdefault(_standing(row), []).append(OTHERS.get(row.forecaster, row.forecaster))
    said = [f"{how} {_listed(groups[how])}" for how in STANDINGS if how in groups]
    return f"Forecasts of {rows[0].n} events score {'; '.join(said)}"


STANDINGS = ("better than", "worse than", "no differently, as far as can be told, from")


def _standing(row: Against) -> str:
    apart = abs(row.better) > NINETY * (row.better_se or 0.0) and row.better_se is not None
    if not apart:
        return STANDINGS[2]
    return STANDINGS[0] if row.better > 0 else STANDINGS[1]


def _listed(names: list[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _topic(name: str, means: dict[str, Mean]) -> Row:
    return {
        "name": {ALL: "All", UNDISPUTED: "Undisputed alone"}.get(name, name.capitalize()),
        "all": name == ALL,
        "events": means["brier"].n if "brier" in means else 0,
        "numbers": means["crps"].n if "crps" in means else 0,
        "cells": [_mean(means.get(rule)) for rule in RULES],
    }


def _mean(mean: Mean | None) -> Shown | str:
    if mean is None:
        return MISSING
    spread = mean.spread or 0.0
    return Shown(_within(mean.mean, spread or mean.mcse or 0.0, bool(spread)), mean.mean)


def _within(value: float, error: float, said: bool = True) -> str:
    return rounded(value, error) + (f" ± {rounded(error, error)}" if said and error > 0 else "")


def _against(row: Against) -> Row:
    error = row.better_se or 0.0
    return {
        "rule": {"log": "Log", "brier": "Brier", "crps": "CRPS"}[row.rule],
        "other": OTHERS.get(row.forecaster, row.forecaster),
        "n": row.n,
        "ours": Shown(rounded(row.ours, error), row.ours),
        "theirs": Shown(rounded(row.theirs, error), row.theirs),
        "better": Shown(_within(row.better, error), row.better),
    }


def _reliability(scores: Scores) -> Row:
    inside = sum(p.lower <= p.recalibrated <= p.upper for p in scores.curve)
    said = f"{inside} of {len(scores.curve)} events lie in the band of a calibrated forecaster"
    rows = [
        {
            "n": b.n,
            "given": Shown(percent(b.probability), b.probability),
            "came": Shown(percent(b.frequency), b.frequency),
            "ends": f"{percent(b.lower)} to {percent(b.upper)}",
        }
        for b in scores.bins
    ]
    return {"title": said, "svg": svg(reliability(scores), said), "bins": rows}


def _dealt(scores: Scores) -> Row | None:
    if scores.dealt is None or "brier" not in scores.topics[ALL]:
        return None
    own = scores.topics[ALL]["brier"]
    return {
        "own": Shown(f"{own.mean:.3f}", own.mean),
        "brier": Shown(f"{scores.dealt.brier:.3f}", scores.dealt.brier),
        "no_worse": Shown(percent(scores.dealt.no_worse), scores.dealt.no_worse),
    }
