"""Expected values with little noise: what can be integrated exactly is not drawn.

What remains is drawn as before. The expectation is the same, and its Monte Carlo error smaller (Rao
and Blackwell).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.case.case import Case
from stakes.inference.drawn.draw_sets import fewer
from stakes.inference.drawn.recipe import recipe_of
from stakes.inference.states import STATE
from stakes.outcomes.exact.parts import Exact
from stakes.outcomes.option_values import Asked, check_read, values_of

type Array = npt.NDArray[Any]
type Changes = Mapping[str, Any]

SETS = 4  # of each draw, over which expectations are averaged


def expectations(
    case: Case,
    fit: xr.DataTree,
    several: Sequence[Changes],
    how: Exact,
    *,
    weights: Mapping[str, float] | None = None,
    thin: int = 1,
) -> xr.DataArray:
    """Value of the options that do not wait under several changes, with what can be integrated
    exactly at its expectation.

    Parameters
    ----------
    several : changes as in `stakes.what_if`, each a mapping.
    how : what is integrated exactly; from `exact`.
    weights : of the attributes, to get net values rather than values by attribute.
    thin : only every so many-th draw.

    Returns
    -------
    DataArray[setting, chain, draw(, set), option(, attribute)], relative to the baseline:
    conditional means given what is left.

    Raises
    ------
    ValueError
        As in `stakes.what_if`.
    """
    check_read([name for changes in several for name in changes], how.read)
    draws = fewer(fit["posterior"].to_dataset().isel(draw=slice(None, None, thin)), SETS)
    return expectations_of(
        case, fit, [(draws, changes) for changes in several], how, weights=weights
    )


def away(
    case: Case,
    fit: xr.DataTree,
    several: Sequence[Changes],
    how: Exact,
    *,
    weights: Mapping[str, float],
    thin: int,
) -> xr.DataArray:
    """How far each of several changes moves the net values, draw by draw: from what the same draws
    give as believed.

    Added to what all draws give as believed it is the expectation under the change, from few draws
    (control variates).

    Returns
    -------
    DataArray[setting, chain, draw(, set), option]; arguments as in `expectations`.
    """
    found = expectations(case, fit, [{}, *several], how.drawn_states, weights=weights, thin=thin)
    return found.isel(setting=slice(1, None)) - found.isel(setting=0)


def moved(means: xr.DataArray, away: xr.DataArray) -> xr.DataArray:
    """Expectations of all draws, moved by a difference known from every so many-th: a series of the
    latter's length.

    Each of its values is the mean over a block of the former, and the difference in the draw with
    which the block begins.
    """
    thin = -(-means.sizes["draw"] // away.sizes["draw"])
    blocks = means.coarsen(draw=thin, boundary="pad").mean()
    return (
        blocks.drop_vars("draw", errors="ignore") + away.drop_vars("draw", errors="ignore")
    ).transpose(*away.dims)


def expectations_of(
    case: Case,
    fit: xr.DataTree,
    several: Sequence[tuple[xr.Dataset, Changes]],
    how: Exact,
    **asked: Any,
) -> xr.DataArray:
    """`expectations` for several sets of as many draws, each with changes of its own; `asked`:
    fields of `option_values.Asked`.
    """
    rows = [
        (i, weight, draws, changes)
        for i, (draws, its) in enumerate(several)
        for weight, changes in _combined(how, draws, its)
    ]
    laid = [(draws, changes) for _, _, draws, changes in rows]
    found = values_of(case, fit, laid, how.read, Asked(**asked))
    x = found.to_numpy()
    sums = np.zeros((len(several), *x.shape[1:]))
    for k, (i, weight, _, _) in enumerate(rows):
        sums[i] += weight * x[k]
    return xr.DataArray(sums, found.coords, found.dims, attrs=found.attrs)


def _combined(how: Exact, draws: xr.Dataset, changes: Changes) -> list[tuple[float, Changes]]:
    """The changes with each combination of states that they leave open, and means of what they
    leave alone.
    """
    means, combinations = how.changes(recipe_of(draws))
    given = {name.removesuffix(STATE) for name in changes}
    alone = {name: x for name, x in means.items() if name not in given}
    merged: dict[tuple[Any, ...], tuple[float, Changes]] = {}
    for weight, states in combinations:
        left = {
            name: level for name, level in states.items() if name.removesuffix(STATE) not in given
        }
        key = tuple(sorted(left.items()))
        merged[key] = (merged.get(key, (0.0, {}))[0] + weight, {**alone, **left, **changes})
    return list(merged.values())
