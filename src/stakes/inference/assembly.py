"""What a fit consists of: the sampled part with all else drawn given it, predictive draws, data and
checks, labelled.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pymc as pm
import xarray as xr

from stakes.case.case import Case
from stakes.case.reading.module_loading import load_module
from stakes.inference.check_statistics import statistics_of
from stakes.inference.diagnostics import GRADIENTS, diagnose, nothing_sampled
from stakes.inference.drawn.draw_sets import SET, SETS
from stakes.inference.drawn.expansion import expand
from stakes.inference.drawn.forward import forward
from stakes.inference.drawn.model_recipe import recipe
from stakes.inference.drawn.model_values import values_of_variables
from stakes.inference.drawn.recipe import remembering, with_recipe
from stakes.inference.log_densities import log_likelihood, log_prior, of_scores
from stakes.inference.model.joint_model import Split, topic_of
from stakes.inference.model.observed import values_of_observed
from stakes.inference.predictive_checks import (
    checks,
    draw_posterior_predictive,
    draw_prior,
)
from stakes.inference.states import (
    BY_STATE,
    DENSITY,
    HOME,
    LIKELIHOOD,
    PROBABILITY,
    STATE,
    WEIGHT,
    Powers,
    drawn_states,
    probabilities,
    recover,
)
from stakes.progress import step


def evidence_of(model: pm.Model) -> dict[str, np.ndarray]:
    """Values of the model's ``pm.Data`` by name: what a refit exchanges."""
    return {data.name: data.get_value() for data in model.data_vars}


@dataclass(frozen=True)
class Sampled:
    """What the sampler gave.

    Attributes
    ----------
    trace : as from nutpie; None where no evidence speaks to anything.
    shape : numbers of chains, and of draws of each.
    seed : of all randomness.
    diagnostics : as from `stakes.inference.sampling.draw`; found from the trace if None.
    """

    trace: xr.DataTree | None
    shape: tuple[int, int]
    seed: int
    diagnostics: Mapping[str, Any] | None = None

    def group(self, name: str) -> xr.Dataset:
        """A group of the trace, with nothing in it where nothing was sampled."""
        if self.trace is not None:
            return self.trace[name].to_dataset()
        chains, draws = self.shape
        return xr.Dataset(coords={"chain": np.arange(chains), "draw": np.arange(draws)})

    def diagnosed(self) -> Mapping[str, Any]:
        if self.diagnostics:
            return self.diagnostics
        if self.trace is None:
            return nothing_sampled(int(np.prod(self.shape)))
        return diagnose(self.group("posterior"), self.group("sample_stats"))


def assemble(case: Case, whole: Split, sampled: Sampled, as_of: date | None = None) -> xr.DataTree:
    """Draw the rest, add prior and predictive draws and the data, and label every quantity.

    Parameters
    ----------
    case, whole : an open case, and its model split into what is sampled and what is drawn.
    sampled : what the sampler gave.
    as_of : the day whose evidence the model holds; the case's own if None.
    """
    model, seed, shape = whole.model, sampled.seed, sampled.shape
    posterior, values = posterior_of(case, whole, sampled.group("posterior"), Layout(seed, shape))
    prior = recover(draw_prior(model, seed), case.quantities, seed)
    seen = _arrays(values_of_observed(model))
    predictive = draw_posterior_predictive(model, posterior, values, seed)
    groups = {
        "posterior": remembering(_described(case, without_helpers(posterior), model.homes)),
        "prior": _described(case, without_helpers(prior), model.homes),
        "sample_stats": sampled.group("sample_stats"),
        "log_prior": log_prior(posterior, case.quantities),
        "log_likelihood": log_likelihood(posterior, _evidence_topics(case)),
        "posterior_predictive": predictive,
        "observed_data": seen,
        "checks": checks(seen, predictive, statistics_of(case)),
        "constant_data": _arrays(evidence_of(model)),
    }
    if sampled.trace is not None and GRADIENTS in sampled.trace.children:
        groups[GRADIENTS] = sampled.group(GRADIENTS)
    for group in groups.values():
        group.attrs.pop("created_at", None)  # the same seed gives the same bytes
    attrs = {"case": case.title, "as_of": str(as_of or case.as_of), "seed": seed}
    attrs |= dict(zip(("numbers_sampled", "numbers_drawn"), whole.numbers, strict=True))
    return xr.DataTree.from_dict(
        {"/": xr.Dataset(attrs=attrs | dict(sampled.diagnosed())), **groups}
    )


class Layout(NamedTuple):
    """Of what is drawn given what is sampled: the seed, chains and draws of each, and sets."""

    seed: int
    shape: tuple[int, int]
    sets: int = SETS


@step("draw", "Drawing what no evidence touches: some seconds.")
def posterior_of(
    case: Case,
    whole: Split,
    sampled: xr.Dataset,
    layout: Layout,
    powers: Powers | None = None,
) -> tuple[xr.Dataset, dict[str, np.ndarray]]:
    """All variables [chain, draw(, set), ...], helpers included, and the values of the model's own
    random variables.
    """
    model, (seed, shape, sets) = whole.model, layout
    n = int(np.prod(shape))
    own = recipe(model, whole.wanted, case.quantities, seed, sets, powers)
    found = {
        str(k): v.transpose("chain", "draw", ...).to_numpy().reshape(n, *v.shape[2:])
        for k, v in sampled.items()
    }
    values = values_of_variables(model, whole.wanted, found, own, shape)
    plain = [v.name for v in model.free_RVs if v.name not in values]
    derived = [v.name for v in model.deterministics if v.name not in own.numbers]
    computed = forward(model, {**values, **whole.data}, [*plain, *derived], n, own.sets, seed)
    variables = {name: _labelled(model, name, x, shape) for name, x in computed.items()}
    drawn = [name for name in _put_together(whole) if name not in own.numbers]
    parts = {name: _labelled(model, name, values[name], shape) for name in drawn if name in values}
    posterior = _kept(sampled, whole).assign(variables | parts)
    told = {
        n: q
        for n, q in drawn_states(model.named_vars, case.quantities).items()
        if f"{n}{LIKELIHOOD}" in posterior
    }
    raised = {n: (powers or {}).get(q.topic, (1.0, 1.0)) for n, q in told.items()}
    given = {
        f"{n}{PROBABILITY}": probabilities(posterior, n, q, raised[n]) for n, q in told.items()
    }
    return expand(with_recipe(posterior.assign(given), own)), values


def _kept(sampled: xr.Dataset, whole: Split) -> xr.Dataset:
    """What was sampled, but for vectors of which other elements are drawn and which are no scores:
    they are put together.
    """
    kept = sampled.drop_vars([name for name in _put_together(whole) if name in sampled])
    used = {"chain", "draw"} | {d for v in kept.data_vars.values() for d in v.dims}
    return kept.drop_dims([d for d in kept.dims if d not in used])


def _put_together(whole: Split) -> list[str]:
    """Variables some or all of whose elements are drawn, but for normal scores, of which only the
    sampled ones are kept.
    """
    dims = whole.model.named_vars_to_dims
    return [
        name
        for name, m in whole.wanted.items()
        if not m.all() and not of_scores(name, dims.get(name))
    ]


def _labelled(model: pm.Model, name: str, x: np.ndarray, shape: tuple[int, int]) -> xr.DataArray:
    dims = model.named_vars_to_dims.get(name) or [f"{name}_dim_{i}" for i in range(x.ndim - 2)]
    coords = {d: np.asarray(model.coords[d]) for d in dims if model.coords.get(d) is not None}
    x = x.reshape(*shape, *x.shape[1:])
    if x.shape[2] == 1:
        return xr.DataArray(x[:, :, 0], dims=("chain", "draw", *dims), coords=coords)
    return xr.DataArray(x, dims=("chain", "draw", SET, *dims), coords=coords)


def without_helpers(draws: xr.Dataset) -> xr.Dataset:
    return draws.drop_vars([v for v in draws if str(v).endswith((DENSITY, WEIGHT))])


def _evidence_topics(case: Case) -> dict[str, str]:
    """Topic of each body of evidence: of the model file that checks it."""
    return {
        name: topic_of(path, case.topics)
        for path in case.models
        for name in getattr(load_module(path), "CHECKS", {})
    }


def _described(case: Case, draws: xr.Dataset, homes: Mapping[str, str]) -> xr.Dataset:
    for name in map(str, draws):
        base = name.removesuffix(PROBABILITY).removesuffix(STATE)
        known = (homes[n] for n in (name, f"{base}{BY_STATE}", f"{base}{LIKELIHOOD}") if n in homes)
        draws[name].attrs[HOME] = next(known, "")
    for name in set(map(str, draws)) & set(case.quantities):
        q = case.quantities[str(name)]
        draws[name].attrs |= {"label": q.label, "unit": q.unit, "sources": " ".join(q.sources)}
    return draws


def _arrays(values: Mapping[str, np.ndarray]) -> xr.Dataset:
    return xr.Dataset(
        {
            k: xr.DataArray(v, dims=[f"{k}_dim_{i}" for i in range(v.ndim)])
            for k, v in values.items()
        }
    )
