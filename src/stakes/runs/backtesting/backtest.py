"""The case as of each date: one model, compiled once, with the evidence of the date."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path

import xarray as xr

from stakes.case.case import Case
from stakes.decision.draws.labels import two_best
from stakes.decision.limits import TRUSTED
from stakes.decision_json.options import Sampling
from stakes.runs.backtesting.dates import AsOf, dates, rows_between
from stakes.runs.backtesting.days import day_of
from stakes.runs.backtesting.decision_at import EVERY, decided_at
from stakes.runs.backtesting.learned import same, without
from stakes.runs.backtesting.record import SCHEMA, Backtest
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
    learned: bool = False,
    sampling: Sampling | None = None,
    scheduler: str | None = None,
    keep: Path | None = None,
    say: Callable[[str], None] = lambda line: None,
) -> Backtest:
    """The decision as of each of several dates, with the evidence known by then and nothing else.

    The model is compiled once. Up to the case's horizon the decision is the case's own: on later
    dates it has less time left. From the horizon on, it is the same decision moved on to the date,
    with as long a time ahead as the case has. The values are those of plain draws, without what a
    run integrates exactly, and of every second draw of each chain.

    Parameters
    ----------
    case : an open case.
    first, last : the first date, and that after which there is none.
    every : months between dates.
    profile : whose values count; the case's default if None.
    structure : id of the structure whose model is fitted; the model files as listed if empty.
    learned : also leave out in turn each row of evidence that arrived since the date before, by
        importance weights, and by a fit of its own where these cannot be trusted (Pareto k above
        0.7).
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
    """
    when = dates(case, first, last, every)
    profile = profile or case.default_profile
    sampling = sampling or Sampling(draws=1000, tune=500, chains=4, seed=case.seed)
    reach = max([case.horizon, *(at.horizon for at in when)])
    study = Study(case, decided_at, structure, reach)
    tasks = tasks_of(study, when, profile, sampling)
    if learned:
        tasks = [tasks[0], *(_with_rows(study, *pair) for pair in pairwise(tasks))]
    run = partial(fit_many, study, keep=keep, scheduler=scheduler, say=say)
    found = run(tasks)
    refitted = run(_refits(tasks, found)) if learned else {}
    before = [None, *(at.day for at in when[:-1])]
    days = [
        day_of(case, at, b, found[str(at.day)], refitted)
        for at, b in zip(when, before, strict=True)
    ]
    facts = {"case": case.title, "unit": case.unit, "structure": structure, "profile": profile}
    facts |= {"as_of": str(case.as_of), "horizon": str(case.horizon)}
    return Backtest(schema_version=SCHEMA, sampling=sampling, every=EVERY, dates=days, **facts)


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


def _with_rows(study: Study, before: Task, task: Task) -> Task:
    """A task that also leaves out in turn each row that arrived since the task before and changes
    the model's data.
    """
    case, day = study.modelled, task.given["day"]
    arrived = rows_between(case, before.given["day"], day)
    left_out = {
        f"{table}.{row}": without(case, table, row, day)
        for table, rows in arrived.items()
        if case.evidence[table].record.use == "likelihood"
        for row in rows
    }
    changing = {name: data for name, data in left_out.items() if not same(data, task.data)}
    return replace(task, given={**task.given, "without": changing})


def _refits(tasks: Sequence[Task], found: Mapping[str, xr.Dataset]) -> list[Task]:
    """A fit without each row whose weights cannot be trusted, of dates whose chains converged."""
    again = []
    for task in tasks:
        result = found[task.name]
        if result.attrs["failures"]:
            continue
        for row in result["row"].to_numpy() if "row" in result else ():
            if not float(result["pareto_k"].sel(row=row)) <= TRUSTED:
                given = {name: x for name, x in task.given.items() if name != "without"}
                given["pair"] = two_best(result["expected"])
                name, data = f"{task.name}.{row}", task.given["without"][str(row)]
                again.append(replace(task, name=name, data=data, given=given))
    return again
