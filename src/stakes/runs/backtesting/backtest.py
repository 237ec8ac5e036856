"""The case as of each date: one model, compiled once, with the evidence of the date."""

from collections.abc import Callable, Sequence
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any

import xarray as xr

from stakes.case.case import Case
from stakes.decision_json.options import Diagnostics, Sampling
from stakes.runs.backtesting.dates import AsOf, cells_between, dates, rows_between
from stakes.runs.backtesting.decision_at import DIAGNOSTICS, decided_at
from stakes.runs.backtesting.record import SCHEMA, Backtest, Believed, Day, Standing
from stakes.runs.many_fits.engine import fit_many
from stakes.runs.many_fits.study import Study, Task


def backtest(
    case: Case,
    first: date,
    last: date,
    every: int = 12,
    *,
    profile: str | None = None,
    structure: str = "",
    sampling: Sampling | None = None,
    scheduler: str | None = None,
    keep: Path | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> Backtest:
    """The decision as of each of several dates, with the evidence known by then and nothing else.

    The model is compiled once. Up to the case's horizon the decision is the case's own: on later
    dates it has less time left. From the horizon on, it is the same decision moved on to the date,
    with as long a time ahead as the case has. The values are those of plain draws, without what a
    run integrates exactly.

    Parameters
    ----------
    case : an open case.
    first, last : the first date, and that after which there is none.
    every : months between dates.
    profile : whose values count; the case's default if None.
    structure : id of the structure whose model is fitted; the model files as listed if empty.
    sampling : draws, tune, chains and seed of every fit; 4 x (500 + 1000) and the case's seed if
        None.
    scheduler, keep, say : as in `stakes.runs.many_fits.engine.fit_many`.

    Returns
    -------
    Backtest
        Frozen record; `Backtest.to_xarray` gives it as arrays. Dates whose chains did not converge
        have no numbers, and say why in `unconverged`.

    Raises
    ------
    CaseError
        If the dates cannot be used, or no scheduler answers.

    Examples
    --------
    >>> import stakes
    >>> from datetime import date
    >>> case = stakes.open_case("tests/tiny")
    >>> found = stakes.backtest(case, date(2009, 6, 10), date(2011, 6, 10), 24)
    >>> [(day.date, day.best) for day in found.dates]  # doctest: +SKIP
    [('2009-06-10', 'dam'), ('2011-06-10', 'dam')]
    """
    when = dates(case, first, last, every)
    profile = profile or case.default_profile
    sampling = sampling or Sampling(draws=1000, tune=500, chains=4, seed=case.seed)
    reach = max([case.horizon, *(at.horizon for at in when)])
    study = Study(case, decided_at, structure, reach)
    tasks = tasks_of(study, when, profile, sampling)
    found = fit_many(study, tasks, keep=keep, scheduler=scheduler, say=say)
    before = [None, *(at.day for at in when[:-1])]
    days = [_day(case, at, b, found[str(at.day)]) for at, b in zip(when, before, strict=True)]
    return Backtest(
        schema_version=SCHEMA,
        case=case.title,
        unit=case.unit,
        as_of=str(case.as_of),
        horizon=str(case.horizon),
        structure=structure,
        profile=profile,
        sampling=sampling,
        dates=days,
    )


def tasks_of(study: Study, when: Sequence[AsOf], profile: str, sampling: Sampling) -> list[Task]:
    """A fit for each date, with the data that its evidence makes."""
    from stakes.inference.assembly import evidence_of
    from stakes.inference.model.joint_model import build

    case = study.modelled
    return [
        Task(
            name=str(at.day),
            **sampling.model_dump(),
            data=evidence_of(build(case, at.day)),
            given={**vars(at), "profile": profile},
        )
        for at in when
    ]


def _day(case: Case, at: AsOf, before: date | None, found: xr.Dataset) -> Day:
    failed = [line for line in str(found.attrs["failures"]).split("\n") if line]
    given: dict[str, Any] = {
        "date": str(at.day),
        "decided": str(max(at.decided, at.day)),
        "horizon": str(at.horizon),
        "hindsight": at.day < case.as_of,
        "diagnostics": _diagnostics(found),
        "unconverged": failed,
        "arrived_rows": rows_between(case, before, at.day),
        "arrived_cells": cells_between(case, before, at.day),
        "learned": [],
    }
    return Day(**given, **(_NOTHING if failed else _numbers(found)))


_NOTHING: dict[str, Any] = {
    **dict.fromkeys(("best", "runner_up", "resolved", "lead", "lead_mcse")),
    **dict.fromkeys(("p_best", "p_best_mcse", "evpi", "evpi_mcse")),
    "options": {},
    "quantities": {},
}


def _diagnostics(found: xr.Dataset) -> Diagnostics:
    known = {name: float(found.attrs[name]) for name in DIAGNOSTICS}
    rhat = known["rhat_max"]
    return Diagnostics(
        rhat_max=rhat if isfinite(rhat) else None,
        ess_min=known["ess_min"],
        divergences=int(known["divergences"]),
        bfmi_min=known["bfmi_min"],
    )


def _numbers(found: xr.Dataset) -> dict[str, Any]:
    best = str(found["best"].item())
    options = _records(found, "option", "", Standing)
    rest = {name: record for name, record in options.items() if name != best}
    runner = min(rest, key=lambda name: rest[name].lead)
    return {
        "best": best,
        "runner_up": runner,
        "resolved": bool(found["resolved"]),
        "lead": rest[runner].lead,
        "lead_mcse": rest[runner].lead_mcse,
        "p_best": options[best].p_best,
        "p_best_mcse": options[best].p_best_mcse,
        "evpi": float(found["evpi"]),
        "evpi_mcse": float(found["evpi_mcse"]),
        "options": options,
        "quantities": _records(found, "quantity", "quantity_", Believed),
    }


def _records(found: xr.Dataset, dim: str, prefix: str, record: Any) -> dict[str, Any]:
    """A record for each label along a dimension."""
    rows = {str(name): found.sel({dim: name}) for name in found[dim].to_numpy()}
    return {
        name: record(**{k: float(row[f"{prefix}{k}"]) for k in record.model_fields})
        for name, row in rows.items()
    }
