"""A case's choice as one of several in sequence: what to begin with, and what to make of it at each
of its stages.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product

import numpy as np
import xarray as xr

from stakes.case.case import Case
from stakes.case.choices.stages import DecisionPoint, open_at
from stakes.decision.sequence.policy import policy
from stakes.decision.sequence.stage import Stage
from stakes.inference.drawn.draw_sets import fewer
from stakes.inference.drawn.recipe import recipe_of
from stakes.outcomes.consequence_model import Beliefs
from stakes.outcomes.exact.expectations import expectations_of
from stakes.outcomes.exact.parts import Exact
from stakes.outcomes.option_values import day_of, posterior_of
from stakes.outcomes.waiting import arriving

NOW = "now"
SETS = 1  # of the draws
type Worth = Mapping[tuple[int, int], xr.DataArray]


def best_sequence(
    case: Case, fit: xr.DataTree, weights: Mapping[str, float], how: Exact
) -> xr.Dataset | None:
    """What to choose now and at each stage of the case, given what will have arrived by then.

    An option that is kept from one stage to the next is pursued without a break; one that is taken
    up at a stage begins there, as an option does that waits for that day. What is given up has been
    pursued from its beginning to the stage.

    Parameters
    ----------
    case, fit : an open case and its fit.
    weights : of the attributes.
    how : what can be integrated exactly.

    Returns
    -------
    Dataset as from `stakes.policy`, relative to the baseline, with the stages ``now`` and the days
    of the case; None where it has no stage that is still to come.
    """
    day = day_of(case, fit)
    stages = [stage for stage in case.stages if stage.date > day]
    if not stages:
        return None
    draws = fewer(posterior_of(fit), SETS)
    beliefs = Beliefs(draws)
    as_of = date.fromisoformat(fit.attrs["as_of"])
    seen = [arriving(case, beliefs, as_of, stage.date) for stage in stages]
    left = how.without(beliefs.read, recipe_of(draws))
    days = [day, *(stage.date for stage in stages)]

    def worth(first: int, last: int) -> xr.DataArray:
        """Net value of each option if pursued from one day to another."""
        ends = days[last] if last < len(days) else None
        return expectations_of(
            case, fit, [(draws, {})], left, weights=weights, start=days[first], ends=ends
        ).isel(setting=0, drop=True)

    pairs = [(i, j) for j in range(1, len(days) + 1) for i in range(j)]
    asked = as_stages(stages, seen, {pair: worth(*pair) for pair in pairs})
    return policy(asked).assign_attrs(unit=case.unit)


def as_stages(
    stages: Sequence[DecisionPoint], seen: Sequence[xr.Dataset], worth: Worth
) -> list[Stage]:
    """The stages of a case as those of a policy.

    Parameters
    ----------
    stages : of the case.
    seen : what has arrived by each.
    worth : by the numbers of two days, net value of each option pursued from the first to the
        second; 0 is the day of the choice, the last number the horizon.
    """
    ready = [str(o) for o in worth[0, 1]["option"].to_numpy()]
    options = open_at(stages, ready)
    names = [NOW, *(str(stage.date) for stage in stages)]
    found = []
    for t, name in enumerate(names):
        opens = {}
        if t < len(stages):
            opens = {o: stages[t].opens.get(o, options[t + 1]) for o in options[t]}
        value = _value(t, names, options, worth)
        found.append(Stage(name, value, seen[t - 1] if t else None, opens, t))
    return found


def _value(
    stage: int, names: Sequence[str], options: Sequence[tuple[str, ...]], worth: Worth
) -> xr.DataArray:
    """What each option adds at a stage, after each history: from that stage to the next."""
    rows = [
        [_added(stage, (*history, option), worth) for option in options[stage]]
        for history in product(*options[:stage])
    ]
    like = worth[0, 1].isel(option=0, drop=True)
    sizes = [len(some) for some in options[: stage + 1]]
    x = np.array([[np.asarray(da) for da in row] for row in rows])
    dims = (*names[:stage], "option")
    coords = dict(zip(dims, map(list, options[: stage + 1]), strict=True))
    return xr.DataArray(
        x.reshape(*sizes, *like.shape), {**coords, **_indexed(like)}, (*dims, *like.dims)
    )


def _indexed(like: xr.DataArray) -> dict[str, xr.DataArray]:
    return {str(d): like[d] for d in like.dims if d in like.coords}


def _added(stage: int, history: tuple[str, ...], worth: Worth) -> xr.DataArray:
    """What the last choice of a history adds until the next stage."""
    option, began = history[-1], stage
    while began and history[began - 1] == option:
        began -= 1
    now = worth[began, stage + 1].sel(option=option, drop=True)
    return now - worth[began, stage].sel(option=option, drop=True) if began < stage else now
