"""Expected values with little noise: what can be integrated exactly is not drawn.

A quantity that no evidence touches and in which the value is linear enters at its exact mean; a state with few levels is summed
out by its weights. What remains is drawn as before. The expectation is the same, and its Monte Carlo error smaller (Rao and
Blackwell).
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.case.case import Case
from stakes.case.sensitivity import School
from stakes.inference.drawn.marginals import Marginal, mean, quantile
from stakes.inference.drawn.recipe import Recipe, fewer, recipe_of
from stakes.inference.states import STATE
from stakes.outcomes.option_values import check_read, end_to_end, quantities_read, values_of

type Array = npt.NDArray[Any]
type Changes = Mapping[str, Any]

SETS = 4  # of each draw, over which expectations are averaged
MOST = 4  # combinations of states that are summed out
FAR = 7.0  # decimal places: linearity is checked out to quantiles of 1e-7
ROUNDING = 1e-9  # of the values' own size
TRIED, FEWER = 16, 4  # draws of each chain on which it is checked: as believed and with all far out, and under each setting
SEED = 1  # of the points at which it is checked


@dataclass(frozen=True)
class Exact:
    """What is integrated exactly: quantities that enter at their means, and states and events that are summed out by weight.

    `read` are all variables that the consequences read.
    """

    read: tuple[str, ...] = ()
    linear: tuple[str, ...] = ()
    summed: tuple[str, ...] = ()

    def changes(self, recipe: Recipe | None) -> tuple[dict[str, float], list[tuple[float, Changes]]]:
        """The means, and each combination of states with its weight, as a recipe has them."""
        if recipe is None:
            return {}, [(1.0, {})]
        each = [_levels(recipe, name) for name in self.summed if name in recipe.states]
        combined: list[tuple[float, Changes]] = []
        for one in product(*each):
            combined.append((float(np.prod([w for w, _ in one])), {k: v for _, change in one for k, v in change.items()}))
        return {name: _expected(recipe, name) for name in self.linear if _levels_of(recipe, name)}, combined

    @property
    def drawn_states(self) -> "Exact":
        """The same with states as drawn: fewer evaluations, for differences on common draws, in which states matter little."""
        return replace(self, summed=())

    def without(self, names: Iterable[str], recipe: Recipe | None) -> "Exact":
        """The same, but for what stands behind some variables, and must stay drawn."""
        if recipe is None:
            return Exact(self.read)
        kept = {source for name in names for source in recipe.sources(name)}
        linear, summed = (tuple(n for n in ns if not kept & recipe.sources(n)) for ns in (self.linear, self.summed))
        return Exact(self.read, linear, summed)


def exact(case: Case, fit: xr.DataTree) -> Exact:
    """What of a fit can be integrated exactly in the consequences of its case.

    Linearity is not assumed: each quantity is set to a low and to a high value, as far out as quantiles of 1e-7 and others in
    each trial draw, and every attribute of every option must lie on a straight line through these and the value drawn. The trial
    draws are some as believed, some in which all that is drawn lies far out, and some under every school and at both ends of
    every threshold. A function that is linear in each of several independent quantities has its expectation at all their means
    together; a quantity behind another variable that is read is not independent of it, and stays drawn. What would be
    missed: a kink beyond a quantile of 1e-7, one that shows only where more than five other drawn quantities lie far out in one
    corner, and one that shows only where what evidence speaks to takes values that fewer than one draw in a hundred has.

    References
    ----------
    Casella, G. and Robert, C. P. (1996). Rao-Blackwellisation of sampling schemes. Biometrika 83(1), 81-94.
    """
    posterior = fit["posterior"].to_dataset()
    recipe = recipe_of(posterior)
    read = tuple(quantities_read(case, fit))
    if recipe is None:
        return Exact(read)
    few, fewest, rng = _few(posterior, TRIED), _few(posterior, FEWER), np.random.default_rng(SEED)
    far = {name: _either_end(_ends(recipe, name, few, rng), rng) for name in read if _levels_of(recipe, name)}
    trial = end_to_end([(few, {}), (few, far), *((fewest, s) for s in _settings(case, posterior))], read)
    tried = {name: _ends(recipe, name, trial, rng) for name in _apart(recipe, read) if _levels_of(recipe, name)}
    linear = _linear(case, fit, read, tried, trial)
    states = [s for s in sorted(recipe.states) if s in read and s not in linear and "weights" in recipe.states[s]]
    means = {name: _expected(recipe, name) for name in linear}
    return Exact(read, linear, _summed_out(case, fit, read, states, means, few))


def _few(posterior: xr.Dataset, draws: int) -> xr.Dataset:
    """So many draws of each chain, of the first set."""
    step = max(posterior.sizes["draw"] // draws, 1)
    return fewer(posterior.isel(draw=slice(None, None, step)), 1)


def _settings(case: Case, posterior: xr.Dataset) -> list[Changes]:
    """Both ends of every threshold, and what every school assumes."""
    thresholds = case.challenges.thresholds
    ends = [{name: x} for name, t in thresholds.items() for x in t.range or case.quantities[name].bounds if np.isfinite(x)]
    return [s for s in (*ends, *(changes_of(case, school) for school in case.challenges.schools.values()))
            if all(name in posterior for name in s)]  # fmt: skip


def changes_of(case: Case, school: School) -> dict[str, Any]:
    """What is set if a school is right, as for `stakes.what_if`."""
    return {
        f"{name}{STATE}" if case.quantities[name].states else name: float(value) if isinstance(value, bool) else value
        for name, value in school.assume.items()
    }


def expectations(
    case: Case,
    fit: xr.DataTree,
    several: Sequence[Changes],
    how: Exact,
    *,
    weights: Mapping[str, float] | None = None,
    thin: int = 1,
    sets: int = SETS,
) -> xr.DataArray:
    """Value of the options that do not wait under several changes, with what can be integrated exactly at its expectation.

    Parameters
    ----------
    several : changes as in `stakes.what_if`, each a mapping.
    how : what is integrated exactly; from `exact`.
    weights : of the attributes, to get net values rather than values by attribute.
    thin : only every so many-th draw.
    sets : number of sets of the draws that are used.

    Returns
    -------
    DataArray[setting, chain, draw(, set), option(, attribute)], relative to the baseline: conditional means given what is left.

    Raises
    ------
    ValueError
        As in `stakes.what_if`.
    """
    check_read([name for changes in several for name in changes], how.read)
    draws = fewer(fit["posterior"].to_dataset().isel(draw=slice(None, None, thin)), sets)
    return expectations_of(case, fit, [(draws, changes) for changes in several], how, weights=weights)


def away(
    case: Case, fit: xr.DataTree, several: Sequence[Changes], how: Exact, *, weights: Mapping[str, float], thin: int
) -> xr.DataArray:
    """How far each of several changes moves the net values, draw by draw: from what the same draws give as believed.

    Added to what all draws give as believed it is the expectation under the change, from few draws (control variates).

    Returns
    -------
    DataArray[setting, chain, draw(, set), option]; arguments as in `expectations`.
    """
    found = expectations(case, fit, [{}, *several], how.drawn_states, weights=weights, thin=thin)
    return found.isel(setting=slice(1, None)) - found.isel(setting=0)


def moved(means: xr.DataArray, away: xr.DataArray) -> xr.DataArray:
    """Expectations of all draws, moved by a difference known from every so many-th: a series of the latter's length.

    Each of its values is the mean over a block of the former, and the difference in the draw with which the block begins.
    """
    thin = -(-means.sizes["draw"] // away.sizes["draw"])
    blocks = means.coarsen(draw=thin, boundary="pad").mean()
    return (blocks.drop_vars("draw", errors="ignore") + away.drop_vars("draw", errors="ignore")).transpose(*away.dims)


def expectations_of(
    case: Case, fit: xr.DataTree, several: Sequence[tuple[xr.Dataset, Changes]], how: Exact, **asked: Any
) -> xr.DataArray:
    """`expectations` for several sets of as many draws, each with changes of its own; `asked`: see `option_values.values_of`."""
    rows = [
        (i, weight, draws, changes) for i, (draws, its) in enumerate(several) for weight, changes in _combined(how, draws, its)
    ]
    found = values_of(case, fit, [(draws, changes) for _, _, draws, changes in rows], how.read, **asked)
    x = found.to_numpy()
    sums = np.zeros((len(several), *x.shape[1:]))
    for k, (i, weight, _, _) in enumerate(rows):
        sums[i] += weight * x[k]
    return xr.DataArray(sums, found.coords, found.dims, attrs=found.attrs)


def _combined(how: Exact, draws: xr.Dataset, changes: Changes) -> list[tuple[float, Changes]]:
    """The changes with each combination of states that they leave open, and means of what they leave alone."""
    means, combinations = how.changes(recipe_of(draws))
    given = {name.removesuffix(STATE) for name in changes}
    alone = {name: x for name, x in means.items() if name not in given}
    merged: dict[tuple[Any, ...], tuple[float, Changes]] = {}
    for weight, states in combinations:
        left = {name: level for name, level in states.items() if name.removesuffix(STATE) not in given}
        key = tuple(sorted(left.items()))
        merged[key] = (merged.get(key, (0.0, {}))[0] + weight, {**alone, **left, **changes})
    return list(merged.values())


def _apart(recipe: Recipe, read: Collection[str]) -> list[str]:
    """Variables whose draws stand behind no other that is read."""
    uses = Counter(source for name in read for source in recipe.sources(name))
    return [name for name in read if all(uses[source] == 1 for source in recipe.sources(name))]


def _levels_of(recipe: Recipe, name: str) -> list[tuple[float, Marginal | float]]:
    """Weight and marginal, or constant, of each level of a drawn number, which has one, or of one drawn by states; else none."""
    state = recipe.states.get(name, {})
    if name in recipe.numbers and name not in recipe.dims:
        elements, weights = recipe.numbers[name], [1.0]
    elif state.get("picks") in recipe.numbers and "weights" in state:
        elements, weights = recipe.numbers[state["picks"]], (np.array(state["weights"]) / np.sum(state["weights"])).tolist()
    else:
        return []
    return [(w, recipe.parts[e] if isinstance(e, str) else float(e)) for w, e in zip(weights, elements, strict=True)]


def _expected(recipe: Recipe, name: str) -> float:
    """Exact mean of a drawn number."""
    levels = _levels_of(recipe, name)
    return float(sum(w * (p if isinstance(p, float) else _mean(json.dumps(p, sort_keys=True))) for w, p in levels))


def _ends(recipe: Recipe, name: str, draws: xr.Dataset, rng: np.random.Generator) -> tuple[Array, Array]:
    """For each draw a low and a high value of a drawn number: quantiles from the median out to `FAR` decimal places."""
    shape = draws[name].shape
    low, high = (
        [np.full(shape, p) if isinstance(p, float) else quantile(p, u) for _, p in _levels_of(recipe, name)]
        for u in (0.5 * 10 ** -rng.uniform(0, FAR, shape), 1 - 0.5 * 10 ** -rng.uniform(0, FAR, shape))
    )
    return np.min(low, axis=0), np.max(high, axis=0)


@lru_cache(maxsize=4096)
def _mean(marginal: str) -> float:
    return mean(json.loads(marginal))


def _either_end(ends: tuple[Array, Array], rng: np.random.Generator) -> Array:
    return np.where(rng.random(ends[0].shape) < 0.5, *ends)


def _linear(
    case: Case, fit: xr.DataTree, read: Sequence[str], ends: Mapping[str, tuple[Array, Array]], trial: xr.Dataset
) -> tuple[str, ...]:
    """The quantities in which all values are linear, in every trial draw."""
    middle, *values = _values(case, fit, read, [(trial, {}), *((trial, {name: x}) for name, both in ends.items() for x in both)])
    return tuple(
        name
        for i, (name, (low, high)) in enumerate(ends.items())
        if _straight((low, trial[name].to_numpy(), high), (values[2 * i], middle, values[2 * i + 1]))
    )


def _straight(x: Sequence[Array], y: Sequence[Array]) -> bool:
    """Whether three points lie on a line, in every draw: `x` of each draw, and `y` also by option and attribute."""
    low, middle, high = (v[..., None, None] for v in x)
    size = np.max([np.abs(v).max(axis=(-2, -1), keepdims=True) for v in y], axis=0)
    wide = np.where(high > low, high - low, 1.0)
    share = (middle - low) / wide
    return bool((np.abs(y[1] - y[0] - (y[2] - y[0]) * share) <= ROUNDING * size * (1 + np.abs(share))).all())


def _values(case: Case, fit: xr.DataTree, read: Sequence[str], several: Sequence[tuple[xr.Dataset, Changes]]) -> Array:
    """Values under each setting: (setting, chain, draw, option, attribute)."""
    if not several:
        return np.zeros((0, 1, 1, 1, 1))
    found = values_of(case, fit, several, read).isel(set=0, missing_dims="ignore")
    return found.transpose("setting", "chain", "draw", "option", "attribute").to_numpy()


def _levels(recipe: Recipe, name: str) -> list[tuple[float, Changes]]:
    """Each level of a state or event that is drawn by its weights: its probability, and the change that sets it."""
    state = recipe.states[name]
    share = np.array(state["weights"]) / np.sum(state["weights"])
    names = state["attrs"]["flag_meanings"].split(" ")
    changes: list[Changes] = [{f"{name}{STATE}": level} if state["picks"] else {name: float(i)} for i, level in enumerate(names)]
    return list(zip(share.tolist(), changes, strict=True))


def _summed_out(
    case: Case, fit: xr.DataTree, read: Sequence[str], names: Sequence[str], means: Mapping[str, float], few: xr.Dataset
) -> tuple[str, ...]:
    """The states between whose levels the values differ most, as long as their combinations are few."""
    recipe = recipe_of(few)
    levels = {name: _levels(recipe, name) for name in names} if recipe else {}
    tried = iter(
        _values(case, fit, read, [(few, {**means, **change}) for name in names for _, change in levels[name]]).sum(axis=-1)
    )
    spread = {
        name: _spread(np.array([next(tried) for _ in levels[name]]), np.array([w for w, _ in levels[name]])) for name in names
    }
    chosen: list[str] = []
    for name in sorted(names, key=lambda n: -spread[n]):
        if spread[name] > 0 and np.prod([len(levels[n]) for n in [*chosen, name]]) <= MOST:
            chosen.append(name)
    return tuple(chosen)


def _spread(x: Array, weight: Array) -> float:
    """Variance between levels of the mean value (level, ..., option): of the option in which it is largest."""
    means = x.reshape(len(x), -1, x.shape[-1]).mean(axis=1)
    return float((weight @ (means - weight @ means) ** 2).max())
