"""What the scores of all predictions come to, as a record."""

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

import xarray as xr

from stakes.assessment.scores import record as kept
from stakes.assessment.scores import reliability as rely
from stakes.assessment.scores.scoreboard import Scored, averages, scored
from stakes.assessment.scores.surprises import likely, surprises
from stakes.case.case import Case

ALL, UNDISPUTED = "all", "undisputed"  # parts beside the topics


def score_predictions(case: Case, fit: xr.DataTree) -> kept.Scores:
    """The predictions of a case held against what came, by proper scores.

    Parameters
    ----------
    case, fit : an open case, and its fit as of the case's own date.

    Returns
    -------
    Scores
        Frozen record: by topic and rule (``log``, ``brier``, and ``crps`` in units of the width of
        the prior's central 90 %) the mean score, its spread over predictions that do not hang
        together and its Monte Carlo error; the same against an even chance, the prior and forecasts
        of the time; reliability, coverage, surprises in words, and each prediction.

    Raises
    ------
    CaseError
        If the fit is as of another day.

    References
    ----------
    Gneiting, T. and Raftery, A. E. (2007). Strictly proper scoring rules, prediction, and
    estimation. JASA 102(477), 359-378.
    """
    return summary(case, scored(case, fit), str(fit.attrs.get("fingerprint", "")))


def summary(case: Case, found: list[Scored], fingerprint: str) -> kept.Scores:
    """Mean scores by topic and against others, reliability, and each prediction.

    Parameters
    ----------
    case : an open case.
    found : its predictions scored; see `stakes.assessment.scores.scoreboard.scored`.
    fingerprint : of the decision by whose fit they are scored.
    """
    resolved = [s for s in found if s.scores]
    p, came = rely.events(resolved)
    curve = _rows(rely.reliability(p, came, case.seed)) if p.size else []
    return kept.Scores(
        schema_version=kept.SCHEMA,
        case=case.title,
        as_of=str(case.as_of),
        fingerprint=fingerprint,
        topics={name: dict(_means(some)) for name, some in parts(resolved).items()},
        against=list(_against(resolved)),
        curve=[kept.Point(**row) for row in curve],
        bins=[kept.Bin(**row) for row in (_rows(rely.in_bins(p, came)) if p.size else [])],
        coverage=[kept.Central(**row) for row in _coverage(resolved)],
        dealt=kept.Deals(**rely.dealt_at_random(p, came, case.seed)._asdict()) if p.size else None,
        surprises=surprises(resolved, case.as_of),
        predictions={s.prediction.id: _came(s) for s in resolved},
        open=[s.prediction.statement for s in found if not s.scores],
    )


def parts(found: list[Scored]) -> dict[str, list[Scored]]:
    """The predictions by topic, all, and those whose outcome nobody disputes."""
    topics = dict.fromkeys(s.prediction.topic for s in found)
    return {
        **{t: [s for s in found if s.prediction.topic == t] for t in topics},
        ALL: found,
        UNDISPUTED: [s for s in found if not s.prediction.disputed],
    }


def _means(some: list[Scored]) -> Iterator[tuple[str, kept.Mean]]:
    of = averages(some).sel(forecaster="model")
    for rule in map(str, of["rule"].to_numpy()):
        row = _numbers(of.sel(rule=rule))
        if row["n"]:
            yield rule, kept.Mean(**{k: row[k] for k in kept.Mean.model_fields})


def _against(found: list[Scored]) -> Iterator[kept.Against]:
    table = averages(found)
    for rule in map(str, table["rule"].to_numpy()):
        for who in map(str, table["forecaster"].to_numpy()):
            row = _numbers(table.sel(rule=rule, forecaster=who))
            if who != "model" and row["n"]:
                both = {"theirs": row["mean"], "ours": row["model"]}
                same = ("n", "better", "better_se", "better_mcse")
                yield kept.Against(rule=rule, forecaster=who, **both, **{k: row[k] for k in same})


def _coverage(found: list[Scored]) -> list[dict[str, Any]]:
    rows = _rows(rely.coverage(found).reset_coords())
    return [row | {"inside": int(row["inside"])} for row in rows if row["n"]]


def _rows(table: xr.Dataset) -> list[dict[str, Any]]:
    """A record for each place along the one dimension of a table, of what has that dimension."""
    (dim,) = table.dims
    columns = {str(name): table[name].to_numpy() for name in table.variables if table[name].dims}
    return [_plain({k: float(x[i]) for k, x in columns.items()}) for i in range(table.sizes[dim])]


def _numbers(row: xr.Dataset) -> dict[str, Any]:
    return _plain({str(name): float(row[name]) for name in row})


def _plain(values: Mapping[str, float]) -> dict[str, Any]:
    """None for what is not finite; ``n`` is a count."""
    plain = {name: x if isfinite(x) else None for name, x in values.items()}
    return plain | ({"n": int(values["n"])} if "n" in values else {})


def _came(s: Scored) -> kept.Came:
    p = s.prediction
    return kept.Came(
        topic=p.topic,
        statement=p.statement,
        type=p.type,
        outcome=str(p.outcome),
        known=str(p.known),
        disputed=bool(p.disputed),
        told=s.told,
        likely=likely(s),
        scores={rule: score.value for rule, score in s.scores["model"].items()},
    )
