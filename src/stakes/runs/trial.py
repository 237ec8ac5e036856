"""The case's own code tried on a handful of prior draws, before anything is sampled."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
import xarray as xr

from stakes.assessment.claims import hold
from stakes.assessment.scores.foretelling import foretold
from stakes.case.case import Case
from stakes.case.reading.case_code import running
from stakes.case.reading.expected_form import FILE as CONSEQUENCES
from stakes.case.reading.module_loading import load_module
from stakes.case.reading.python_files import FORECASTS, TESTS
from stakes.case.sensitivity import FILE as CHALLENGES
from stakes.case.studies import CODE as STUDIES
from stakes.decision.net_value import net_value
from stakes.errors import CaseError, Problem
from stakes.inference.drawn.draw_sets import fewer
from stakes.outcomes.consequence_model import Beliefs, Call, luck_of
from stakes.outcomes.option_values import day_of, posterior_of, quantities_read
from stakes.outcomes.study_simulation import simulate_study
from stakes.outcomes.waiting import ARRIVALS, arriving
from stakes.progress import step

FEW = 20  # draws


@dataclass(frozen=True)
class _Attempt:
    """A call of the case's code: of a function of a file."""

    file: str
    function: str
    call: Callable[[], object]


@step("trial", "Trying the case's code on a few draws from the prior: some seconds.")
def try_out(case: Case, as_of: date, profile: str | None = None) -> None:
    """Call everything in ``analysis/`` once, as a run will, also with the models of the other
    structures.

    Parameters
    ----------
    case : an open case.
    as_of : the day whose evidence the model holds.
    profile : whose values count; the case's own if None.

    Raises
    ------
    CaseError
        All that is wrong, a line each.
    """
    attempt(case, _all_attempts(case, _drawn(case, as_of), profile or case.default_profile))
    for structure in case.structures.values():
        if structure.instead:
            other = replace(case, models=structure.models(case.root, case.models))
            fit = _drawn(other, as_of)
            attempt(other, [_of_consequences(other, fit)])


def try_fit(case: Case, fit: xr.DataTree, profile: str) -> None:
    """The same on a few draws of a fit at hand, of what a run would otherwise find late.

    Raises
    ------
    CaseError
        All that is wrong, a line each.
    """
    groups = {
        g: fewer(fit[g].to_dataset(), 1).isel(draw=slice(FEW)) for g in ("prior", "posterior")
    }
    few = xr.DataTree.from_dict({"/": xr.Dataset(attrs=fit.attrs), **groups})
    attempt(case, _all_attempts(case, few, profile))


def attempt(case: Case, attempts: Iterator[_Attempt] | list[_Attempt]) -> None:
    """Make all attempts; what is wrong with any is one error."""
    problems: list[Problem] = []
    for one in attempts:
        try:
            with running(case.root, case.root / one.file, one.function):
                one.call()
        except CaseError as error:
            problems.extend(p for p in error.problems if p not in problems)
    if problems:
        raise CaseError(problems)


def _drawn(case: Case, as_of: date) -> xr.DataTree:
    from stakes.inference.fitting import prior_draws

    with running(case.root, Path(case.models[0]), "add"):
        drawn = prior_draws(case, as_of, FEW)
    if not drawn["prior"].data_vars:
        first = Path(case.models[0]).relative_to(case.root).as_posix()
        fix = "call stakes.quantities(priors, [...]) with the quantities of the topic"
        raise CaseError([Problem(first, "add", "registers no quantity", fix)])
    return drawn


def _of_consequences(case: Case, fit: xr.DataTree) -> _Attempt:
    call = Call(case, day_of(case, fit))
    return _Attempt(CONSEQUENCES, "consequences", lambda: call.values(Beliefs(posterior_of(fit))))


def _all_attempts(case: Case, fit: xr.DataTree, profile: str) -> Iterator[_Attempt]:
    beliefs, day = Beliefs(posterior_of(fit)), day_of(case, fit)
    yield _of_consequences(case, fit)
    agreed = Call(case, day, agreed=True)
    yield _Attempt(CONSEQUENCES, "consequences", lambda: agreed.values(beliefs))
    weights = case.profiles[profile].weights
    yield _Attempt(CONSEQUENCES, "consequences", lambda: _told_apart(case, beliefs, day, profile))
    yield _Attempt(CONSEQUENCES, "consequences", lambda: _all_read(case, fit))
    waits = {option.until for option in case.options.values() if option.until}
    for until in sorted(waits | {stage.date for stage in case.stages}):
        if until > day:
            yield from _later(case, beliefs, day, until)
    for study in case.studies:
        yield _Attempt(STUDIES, study, partial(_simulated, case, fit, study))
    yield _Attempt(TESTS, "claims", lambda: hold(case, fit, weights))
    if case.predictions.records:
        yield _Attempt(FORECASTS, "predictions", lambda: foretold(case, fit, "prior"))


def _later(case: Case, beliefs: Beliefs, day: date, until: date) -> Iterator[_Attempt]:
    call = Call(case, day)
    yield _Attempt(CONSEQUENCES, "consequences", lambda: call.values(beliefs, until))
    yield _Attempt(ARRIVALS, "arrivals", lambda: arriving(case, beliefs, day, until))


def _told_apart(case: Case, beliefs: Beliefs, day: date, profile: str) -> None:
    """Whether some option has a net value other than the baseline's, in expectation or with chance
    events drawn.
    """
    weights = case.profiles[profile].weights
    if not any(weights.values()):
        raise CaseError(
            [
                Problem(
                    "analysis/values.toml",
                    f"profiles.{profile}.weights",
                    "are all 0, so that every option is worth the same",
                    "give at least one attribute a weight",
                )
            ]
        )
    for luck in (None, luck_of(case, beliefs, None)):
        values = net_value(Call(case, day, luck).values(beliefs)[0], weights)
        if np.any(values.to_numpy() != 0.0):
            return
    problem = f"gives every option the value of the baseline '{case.baseline}' in every draw"
    fix = "let at least one option differ: by option.id, option.levels or option.amounts"
    raise CaseError([Problem(CONSEQUENCES, "consequences", problem, fix)])


def _simulated(case: Case, fit: xr.DataTree, study: str) -> None:
    if not hasattr(load_module(case.root / STUDIES), study):
        problem = f"has no function {study}(beliefs, evidence, sizes, rng)"
        raise CaseError([Problem(STUDIES, "", problem, "add it, or take the study out")])
    simulate_study(case, fit, study)


def _all_read(case: Case, fit: xr.DataTree) -> None:
    """Whether the consequences read each quantity whose break-even is sought, or of which a
    subgroup has its own.
    """
    read = quantities_read(case, fit)
    problem = f"is not read by {CONSEQUENCES}, so that nothing hangs on it"
    named = {f"thresholds.{name}": name for name in case.challenges.thresholds}
    for id_, group in case.challenges.subgroups.items():
        named |= {f"subgroups.{id_}.has.{name}": name for name in group.has}
    unread = [key for key, name in named.items() if name not in read]
    problems = [
        Problem(CHALLENGES, key, problem, "read it there, or take it out") for key in unread
    ]
    if problems:
        raise CaseError(problems)
