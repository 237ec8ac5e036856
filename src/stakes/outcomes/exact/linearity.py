"""What of a fit can be integrated exactly: quantities in which all values are linear, and states
with few levels.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.case.case import Case
from stakes.case.sensitivity import School
from stakes.inference.drawn.draw_sets import fewer
from stakes.inference.drawn.marginals import quantile
from stakes.inference.drawn.recipe import Recipe, recipe_of
from stakes.inference.states import STATE
from stakes.outcomes.exact.parts import Exact, expected, levels_of
from stakes.outcomes.exact.summed_states import summed_out
from stakes.outcomes.option_values import end_to_end, posterior_of, quantities_read, values_of

type Array = npt.NDArray[Any]
type Changes = Mapping[str, Any]

FAR = 7.0  # decimal places: linearity is checked out to quantiles of 1e-7
ROUNDING = 1e-9  # of the values' own size
# draws of each chain on which it is checked: as believed and with all far out, and under each
# setting
TRIED, FEWER = 16, 4
SOME = 16  # of all these, every so many-th is looked at first
SEED = 1  # of the points at which it is checked


def exact(case: Case, fit: xr.DataTree) -> Exact:
    """What of a fit can be integrated exactly in the consequences of its case.

    Linearity is not assumed: each quantity is set to a low and to a high value, as far out as
    quantiles of 1e-7 and others in each trial draw, and every attribute of every option must lie on
    a straight line through these and the value drawn. The trial draws are some as believed, some in
    which all that is drawn lies far out, and some under every school and at both ends of every
    threshold. A function that is linear in each of several independent quantities has its
    expectation at all their means together; a quantity behind another variable that is read is not
    independent of it, and stays drawn. What would be missed: a kink beyond a quantile of 1e-7, one
    that shows only where more than five other drawn quantities lie far out in one corner, and one
    that shows only where what evidence speaks to takes values that fewer than one draw in a hundred
    has.

    References
    ----------
    Casella, G. and Robert, C. P. (1996). Rao-Blackwellisation of sampling schemes. Biometrika
    83(1), 81-94.
    """
    posterior = fit["posterior"].to_dataset()
    recipe = recipe_of(posterior)
    read = tuple(quantities_read(case, fit))
    if recipe is None:
        return Exact(read)
    few, fewest, rng = _few(posterior, TRIED), _few(posterior, FEWER), np.random.default_rng(SEED)
    far = {
        name: _either_end(_ends(recipe, name, few, rng), rng)
        for name in read
        if levels_of(recipe, name)
    }
    trial = end_to_end(
        [(few, {}), (few, far), *((fewest, s) for s in _settings(case, posterior))], read
    )
    tried = {
        name: _ends(recipe, name, trial, rng)
        for name in _apart(recipe, read)
        if levels_of(recipe, name)
    }
    linear = _linear(case, fit, read, tried, trial)
    states = [
        s
        for s in sorted(recipe.states)
        if s in read and s not in linear and "weights" in recipe.states[s]
    ]
    means = {name: expected(recipe, name) for name in linear}
    two = fewer(_thinned(posterior, TRIED), 2)
    return Exact(read, linear, summed_out(case, fit, read, states, means, two))


def of_structure(how: Exact, case: Case, fit: xr.DataTree, replaced: Collection[str]) -> Exact:
    """What of it holds under another structure: states are drawn, and what that structure replaces;
    the rest is tried again, in some draws of the other structure.

    Parameters
    ----------
    how : of the structure that the case lists, from `exact`.
    case, fit : an open case and the fit of its whole model under the other structure.
    replaced : names of the variables that are the other structure's own.
    """
    posterior, read = posterior_of(fit), tuple(quantities_read(case, fit))
    recipe = recipe_of(posterior)
    if recipe is None:
        return Exact(read)
    few, rng = _few(posterior, TRIED), np.random.default_rng(SEED)
    free = set(_apart(recipe, read)) - set(replaced)
    trial = end_to_end([(few, {})], read)
    ends = {name: _ends(recipe, name, trial, rng) for name in how.linear if name in free}
    tried = _at_both_ends(case, fit, read, ends, trial)
    return Exact(read, tuple(name for name, found in tried.items() if _straight(*found)))


def _few(posterior: xr.Dataset, draws: int) -> xr.Dataset:
    """So many draws of each chain, of the first set."""
    return fewer(_thinned(posterior, draws), 1)


def _thinned(posterior: xr.Dataset, draws: int) -> xr.Dataset:
    step = max(posterior.sizes["draw"] // draws, 1)
    return posterior.isel(draw=slice(None, None, step))


def _settings(case: Case, posterior: xr.Dataset) -> list[Changes]:
    """Both ends of every threshold, and what every school assumes."""
    thresholds = case.challenges.thresholds
    ends = [
        {name: x}
        for name, t in thresholds.items()
        for x in t.range or case.quantities[name].bounds
        if np.isfinite(x)
    ]
    assumed = [changes_of(case, school) for school in case.challenges.schools.values()]
    return [s for s in (*ends, *assumed) if all(name in posterior for name in s)]


def changes_of(case: Case, school: School) -> dict[str, Any]:
    """What is set if a school is right, as for `stakes.what_if`."""
    return {
        f"{name}{STATE}" if case.quantities[name].states else name: float(value)
        if isinstance(value, bool)
        else value
        for name, value in school.assume.items()
    }


def _apart(recipe: Recipe, read: Collection[str]) -> list[str]:
    """Variables whose draws stand behind no other that is read."""
    uses = Counter(source for name in read for source in recipe.sources(name))
    return [name for name in read if all(uses[source] == 1 for source in recipe.sources(name))]


def _ends(
    recipe: Recipe, name: str, draws: xr.Dataset, rng: np.random.Generator
) -> tuple[Array, Array]:
    """For each draw a low and a high value of a drawn number: quantiles from the median out to
    `FAR` decimal places.
    """
    shape = draws[name].shape
    low, high = (
        [
            np.full(shape, p) if isinstance(p, float) else quantile(p, u)
            for _, p in levels_of(recipe, name)
        ]
        for u in (
            0.5 * 10 ** -rng.uniform(0, FAR, shape),
            1 - 0.5 * 10 ** -rng.uniform(0, FAR, shape),
        )
    )
    return np.min(low, axis=0), np.max(high, axis=0)


def _either_end(ends: tuple[Array, Array], rng: np.random.Generator) -> Array:
    return np.where(rng.random(ends[0].shape) < 0.5, *ends)


def _linear(
    case: Case,
    fit: xr.DataTree,
    read: Sequence[str],
    ends: Mapping[str, tuple[Array, Array]],
    trial: xr.Dataset,
) -> tuple[str, ...]:
    """The quantities in which all values are linear, in every trial draw: those are tried in all
    that are so in some of them.
    """
    few = {name: (low[:, ::SOME], high[:, ::SOME]) for name, (low, high) in ends.items()}
    looked = _at_both_ends(case, fit, read, few, trial.isel(draw=slice(None, None, SOME)))
    left = {name: ends[name] for name, found in looked.items() if _straight(*found)}
    tried = _at_both_ends(case, fit, read, left, trial)
    return tuple(name for name, (x, y) in tried.items() if _matters(y) and _straight(x, y))


def _at_both_ends(
    case: Case,
    fit: xr.DataTree,
    read: Sequence[str],
    ends: Mapping[str, tuple[Array, Array]],
    trial: xr.Dataset,
) -> dict[str, tuple[Sequence[Array], Sequence[Array]]]:
    """By quantity, its low end, what is drawn and its high end, and the values at each."""
    set_to = [(trial, {name: x}) for name, both in ends.items() for x in both]
    middle, *values = _values(case, fit, read, [(trial, {}), *set_to])
    return {
        name: ((low, trial[name].to_numpy(), high), (values[2 * i], middle, values[2 * i + 1]))
        for i, (name, (low, high)) in enumerate(ends.items())
    }


def _matters(y: Sequence[Array]) -> bool:
    """Whether values hang on it at all: what makes no difference today stays drawn, since it may
    make one to an option that waits.
    """
    return bool((y[0] != y[2]).any())


def _straight(x: Sequence[Array], y: Sequence[Array]) -> bool:
    """Whether three points lie on a line, in every draw: `x` of each draw, and `y` also by option
    and attribute.
    """
    low, middle, high = (v[..., None, None] for v in x)
    size = np.max([np.abs(v).max(axis=(-2, -1), keepdims=True) for v in y], axis=0)
    wide = np.where(high > low, high - low, 1.0)
    share = (middle - low) / wide
    return bool(
        (np.abs(y[1] - y[0] - (y[2] - y[0]) * share) <= ROUNDING * size * (1 + np.abs(share))).all()
    )


def _values(
    case: Case, fit: xr.DataTree, read: Sequence[str], several: Sequence[tuple[xr.Dataset, Changes]]
) -> Array:
    """Values under each setting: (setting, chain, draw, option, attribute)."""
    found = values_of(case, fit, several, read).isel(set=0, missing_dims="ignore")
    return found.transpose("setting", "chain", "draw", "option", "attribute").to_numpy()
