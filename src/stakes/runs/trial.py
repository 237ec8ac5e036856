"""The case's own code tried on a handful of prior draws, before anything is sampled."""

from collections.abc import Callable, Iterator
from datetime import date

import xarray as xr

from stakes.assessment.claims import hold
from stakes.case.case import Case
from stakes.errors import CaseError, Problem
from stakes.outcomes.consequence_model import Beliefs, Call, luck_of
from stakes.outcomes.option_values import day_of, posterior_of
from stakes.outcomes.study_simulation import simulate_study
from stakes.outcomes.waiting import arriving
from stakes.progress import step


@step("trial", "Trying the case's code on a few draws from the prior: some seconds.")
def try_out(case: Case, as_of: date) -> None:
    """Call everything in ``analysis/`` once, as a run will.

    Parameters
    ----------
    case : an open case.
    as_of : the day whose evidence the model holds.

    Raises
    ------
    CaseError
        All that is wrong, a line each.
    """
    from stakes.inference.fitting import prior_draws

    fit = prior_draws(case, as_of)
    problems: list[Problem] = []
    for attempt in _attempts(case, fit):
        try:
            attempt()
        except CaseError as error:
            problems.extend(p for p in error.problems if p not in problems)
    if problems:
        raise CaseError(problems)


def _attempts(case: Case, fit: xr.DataTree) -> Iterator[Callable[[], object]]:
    beliefs, day = Beliefs(posterior_of(fit)), day_of(case, fit)
    yield lambda: Call(case, day).values(beliefs)
    yield lambda: Call(case, day, luck_of(case, beliefs, None)).values(beliefs)
    yield lambda: Call(case, day, agreed=True).values(beliefs)
    waits = {option.until for option in case.options.values() if option.until}
    for until in sorted(waits | {stage.date for stage in case.stages}):
        if until > day:
            yield lambda until=until: Call(case, day).values(beliefs, until)  # type: ignore[misc]
            yield lambda until=until: arriving(case, beliefs, day, until)  # type: ignore[misc]
    for study in case.studies:
        yield lambda study=study: simulate_study(case, fit, study)  # type: ignore[misc]
    yield lambda: hold(case, fit, case.profiles[case.default_profile].weights)
