"""Power scaling of a case: what is sampled is weighted or sampled again, and what is drawn is drawn
again exactly.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.case.case import Case
from stakes.case.priors import parts_of
from stakes.decision.sensitivity.changed_beliefs.power_scaling import power_scale
from stakes.inference.drawn.draw_sets import SET, fewer
from stakes.inference.drawn.expansion import compact, expand, uniforms
from stakes.inference.drawn.marginals import log_density
from stakes.inference.drawn.recipe import Recipe, powered, recipe_of, with_recipe
from stakes.inference.log_densities import (
    POWERS,
    PRIOR_OF,
    PRIORS,
    components,
    powers_of,
    summed_densities,
)
from stakes.inference.states import BY_STATE
from stakes.outcomes.exact.expectations import SETS, expectations_of
from stakes.outcomes.exact.parts import Exact

type Array = npt.NDArray[np.float64]
type Under = xr.DataArray | tuple[xr.DataArray, Array]

THIN = 32  # draws under a power, of which the difference from those as believed is taken
FEW = 300  # draws at least that are left
NIL = "log_prior/nothing_sampled"


def scaled(
    case: Case, fit: xr.DataTree, means: xr.DataArray, weights: Mapping[str, float], how: Exact
) -> xr.Dataset:
    """`stakes.power_scale` of a fit: the components are the priors and the evidence, of all topics
    and of each.

    Parameters
    ----------
    case, fit : an open case and its fit.
    means : expected net values [chain, draw(, set), option] given what is not integrated exactly,
        of as many sets as other expectations.
    weights : of the attributes.
    how : what is integrated exactly.
    """
    scaling = _Scaling(case, fit, means, weights, how)
    recipe = scaling.recipe
    topics = sorted(_drawn_topics(case, recipe, how.read)) if recipe else []
    anew = [f"{PRIOR_OF}{topic}" for topic in topics] + [PRIORS] * bool(topics)
    groups = components(fit)
    groups |= {name: [NIL] for name in anew if name not in groups}
    densities = xr.DataTree.from_dict(
        {g: _first(fit[g].to_dataset(), means) for g in ("log_prior", "log_likelihood")}
    )
    ready = scaling.at_once([(component, alpha) for component in anew for alpha in POWERS])

    def refit(component: str, alpha: float) -> Under:
        known = ready.get((component, alpha))
        return known if known is not None else scaling.under(component, alpha)

    return power_scale(densities, means, POWERS, groups, refit, anew)


def _first(densities: xr.Dataset, like: xr.DataArray) -> xr.Dataset:
    """Log densities of the same sets of draws, and one of nothing."""
    nothing = xr.zeros_like(like.isel(option=0, drop=True))
    return fewer(densities, int(like.sizes.get(SET, 1))).assign({NIL.partition("/")[2]: nothing})


def _drawn_topics(case: Case, recipe: Recipe, read: Collection[str]) -> set[str]:
    """Topics some of whose quantities are drawn and read by the consequences, or stand behind what
    is read.
    """
    behind = _behind(recipe, read)
    own = {
        name: set(_powers(case, recipe, {q.topic: 2.0}, name))
        for name, q in case.quantities.items()
    }
    return {
        case.quantities[name].topic
        for name, parts in own.items()
        if parts & behind or (name in read and parts)
    }


def _behind(recipe: Recipe, read: Collection[str]) -> set[str]:
    """Drawn parts behind variables that are read and cannot be computed again without the model:
    these are weighted.
    """
    return {
        part
        for name in read
        for key in (name, f"{name}{BY_STATE}")
        for part in recipe.hangs.get(key, ())
    }


def _powers(
    case: Case, recipe: Recipe, by_topic: Mapping[str, float], only: str = ""
) -> dict[str, float]:
    """Powers of the drawn parts and states of quantities, by the power of their topic."""
    known = {
        name: q for name, q in case.quantities.items() if q.topic in by_topic and only in ("", name)
    }
    parts = {
        part: by_topic[q.topic]
        for name, q in known.items()
        for part in parts_of(name, q)
        if part in recipe.parts
    }
    states = {
        name: by_topic[q.topic]
        for name, q in known.items()
        if "weights" in recipe.states.get(name, {})
    }
    return parts | states


@dataclass(frozen=True)
class _Scaling:
    """What a fit says under powers of its priors and evidence."""

    case: Case
    fit: xr.DataTree
    means: xr.DataArray
    weights: Mapping[str, float]
    how: Exact

    @cached_property
    def posterior(self) -> xr.Dataset:
        return self.fit["posterior"].to_dataset()

    @property
    def thin(self) -> int:
        """Of so many draws one is evaluated."""
        draws = self.posterior.sizes["chain"] * self.posterior.sizes["draw"]
        return max(min(THIN, draws // FEW), 1)

    @cached_property
    def recipe(self) -> Recipe | None:
        return recipe_of(self.posterior)

    @cached_property
    def sampled(self) -> Mapping[str, Array]:
        return summed_densities(self.fit)

    def at_once(self, wanted: Sequence[tuple[str, float]]) -> dict[tuple[str, float], Under]:
        """`under` of several components and powers: one pass over the draws of many is quicker."""
        drawn = {key: self._draws(*key) for key in wanted}
        found: dict[tuple[str, float], Under] = {
            key: self._net([d.draws], self.how).isel(setting=0)
            for key, d in drawn.items()
            if d.sampled
        }
        apart = {key: d for key, d in drawn.items() if not d.sampled}
        for key, value in self._moved({key: d.draws for key, d in apart.items()}):
            logs = apart[key].logs
            found[key] = value if logs is None else (value, logs)
        return found

    def _moved(
        self, drawn: Mapping[tuple[str, float], xr.Dataset]
    ) -> Iterator[tuple[tuple[str, float], xr.DataArray]]:
        """Expected net values of all draws as believed, moved by what a power changes in every
        so many-th: there by so many times as much, so that it counts in full.
        """
        if not drawn:
            return
        today = self.posterior.isel(draw=slice(None, None, self.thin))
        values = self._net([today, *drawn.values()], self.how.drawn_states)
        one = values.isel(setting=0, chain=0, draw=0, drop=True)
        plain = self.means.transpose("chain", "draw", *one.dims)
        share = plain.sizes["draw"] / values.sizes["draw"]
        for i, key in enumerate(drawn, 1):
            away = (values.isel(setting=i) - values.isel(setting=0)).transpose(*plain.dims)
            moved = plain.to_numpy().copy()
            moved[:, :: self.thin] += share * away.to_numpy()
            yield key, plain.copy(data=moved)

    def under(self, component: str, alpha: float) -> Under:
        """Expected net values in draws of a scaled posterior, and log weights if these draws are
        not quite of it.

        Raises
        ------
        LookupError
            If the weights cannot do without sampling again, and that was not done.
        """
        return self.at_once([(component, alpha)])[component, alpha]

    def _draws(self, component: str, alpha: float) -> "_Drawn":
        refits = self.fit["scaled"].children.values() if "scaled" in self.fit.children else ()
        for tree in refits:
            if tree.attrs["component"] == component and np.isclose(tree.attrs["alpha"], alpha):
                return _Drawn(tree.to_dataset(), sampled=True)
        if self.recipe is None:
            raise LookupError(f"{component} to the power {alpha:g} was not sampled")
        return self._drawn_again(self.recipe, component, alpha)

    def _drawn_again(self, recipe: Recipe, component: str, alpha: float) -> "_Drawn":
        topics = powers_of(component, alpha, self.case.topics)
        by_topic = {topic: prior for topic, (prior, _) in topics.items() if prior != 1}
        powers, behind = _powers(self.case, recipe, by_topic), _behind(recipe, self.how.read)
        free = {part: a for part, a in powers.items() if part not in behind}
        again = replace(powered(recipe, free), sets=SETS)
        logs = [
            (a - 1) * log_density(recipe.parts[p], _numbers(self.posterior, recipe, p))
            for p, a in powers.items()
            if p in behind
        ]
        sampled = self.sampled.get(component)
        if sampled is not None:
            sets = sampled[..., None] if sampled.ndim == 2 else sampled[..., :SETS]
            logs.append((alpha - 1) * sets)
        draws = expand(with_recipe(fewer(compact(self.posterior), SETS), again), self.thin)
        shape = tuple(self.posterior.sizes[d] for d in ("chain", "draw"))
        return _Drawn(draws, sum(logs, np.zeros((*shape, SETS))) if logs else None)

    def _net(self, several: Sequence[xr.Dataset], how: Exact) -> xr.DataArray:
        """[setting, chain, draw(, set), option]"""
        each: list[tuple[xr.Dataset, dict[str, float]]] = [(fewer(d, SETS), {}) for d in several]
        return expectations_of(self.case, self.fit, each, how, weights=self.weights)


class _Drawn(NamedTuple):
    """Draws of a scaled posterior: sampled again; or the fit's own, every so many-th, with what is
    drawn drawn again, and the log weights of all of them if these are not quite of it.
    """

    draws: xr.Dataset
    logs: Array | None = None
    sampled: bool = False


def _numbers(posterior: xr.Dataset, recipe: Recipe, part: str) -> Array:
    """The uniform numbers behind a part in the sets that are used: (chain, draw, set)."""
    sizes = (posterior.sizes["chain"], posterior.sizes["draw"])
    return uniforms(replace(recipe, sets=SETS), sizes)[recipe.parts[part]["dimension"]]
