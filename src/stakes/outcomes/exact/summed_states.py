"""States that are summed out by their weights, rather than drawn."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.case.case import Case
from stakes.inference.drawn.draw_sets import SET
from stakes.inference.drawn.recipe import recipe_of
from stakes.outcomes.exact.parts import levels_with_changes
from stakes.outcomes.option_values import values_of

type Array = npt.NDArray[Any]

MOST = 4  # combinations of states that are summed out
SHARE = 0.1  # of the variance of what is drawn, below which it does not pay


class _Variance(NamedTuple):
    """Of the values of all options together: between the levels of a state, and between sets of a
    draw at one level.
    """

    between: float
    rest: float


def summed_out(
    case: Case,
    fit: xr.DataTree,
    read: Sequence[str],
    names: Sequence[str],
    means: Mapping[str, float],
    draws: xr.Dataset,
) -> tuple[str, ...]:
    """The states between whose levels the values differ most, as long as their combinations are few
    and it pays.

    To sum out k combinations takes k times as long: a state is left drawn whose levels account for
    less than a tenth of the variance of all that is drawn.

    Parameters
    ----------
    case, fit : an open case and its fit.
    read : variables that the consequences read.
    names : of the states that may be summed out.
    means : exact means of what is linear, which is set to them.
    draws : on which it is tried, of two sets if there are any.
    """
    recipe = recipe_of(draws)
    levels = {name: levels_with_changes(recipe, name) for name in names} if recipe else {}
    settings = [(draws, {**means, **change}) for n in levels for _, change in levels[n]]
    if not settings:
        return ()
    found = values_of(case, fit, settings, read).sum("attribute")
    found = found if SET in found.dims else found.expand_dims({SET: 1})
    tried = iter(found.transpose("setting", "chain", "draw", SET, "option").to_numpy())
    apart = {
        name: _apart(np.array([next(tried) for _ in its]), np.array([w for w, _ in its]))
        for name, its in levels.items()
    }
    chosen: tuple[str, ...] = ()
    for name in sorted(names, key=lambda n: -apart[n].between):
        combined = int(np.prod([len(levels[n]) for n in (*chosen, name)]))
        between, rest = apart[name]
        if combined <= MOST and between > SHARE * (between + rest):
            chosen = (*chosen, name)
    return chosen


def _apart(x: Array, weight: Array) -> _Variance:
    """Variances of values (level, chain, draw, set, option) of levels that have weights."""
    means = x.mean(axis=(1, 2, 3))
    between = weight @ (means - weight @ means) ** 2
    rest = x.var(axis=3, ddof=1).mean(axis=(1, 2)) if x.shape[3] > 1 else np.zeros_like(means)
    return _Variance(float(between.sum()), float((weight @ rest).sum()))
