"""Log densities of what was drawn, by quantity and by body of evidence: what power scaling raises
to a power.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

import numpy as np
import xarray as xr
from scipy import stats

from stakes.case.beliefs.distributions import Distribution
from stakes.case.priors import Quantity
from stakes.decision.draws.arrays import varies
from stakes.inference.states import DENSITY, LEVEL, PROBABILITY, STATE, pick

PRIORS, EVIDENCE = "prior", "likelihood"  # of all topics
PRIOR_OF, EVIDENCE_OF = "prior of ", "evidence on "
POWERS = (0.67, 0.8, 1.25, 1.5)  # at which a decision is looked at
SCORES = "_z"  # normal scores of quantities given by their quantiles
SCORED = "_quantity"  # ends the name of their dimension

_LOG_DENSITY: dict[str, Callable[..., Any]] = {
    "normal": lambda x, mu, sigma: stats.norm.logpdf(x, mu, sigma),
    "half_normal": lambda x, sigma: stats.halfnorm.logpdf(x, scale=sigma),
    "beta": lambda x, alpha, beta: stats.beta.logpdf(x, alpha, beta),
    "gamma": lambda x, alpha, beta: stats.gamma.logpdf(x, alpha, scale=1 / beta),
    "log_normal": lambda x, mu, sigma: stats.lognorm.logpdf(x, sigma, scale=np.exp(mu)),
    "uniform": lambda x, lower, upper: stats.uniform.logpdf(x, lower, upper - lower),
    "exponential": lambda x, lam: stats.expon.logpdf(x, scale=1 / lam),
}


def log_prior(draws: xr.Dataset, quantities: Mapping[str, Quantity]) -> xr.Dataset:
    """Log prior density of each quantity in each draw, up to a constant.

    That of a quantity given by quantiles is the density of its standard normal score; of one with
    states, the weight of the state drawn and the densities within all of them, drawn or not, as the
    model has them: were it that of the drawn one alone, its power would weigh states by the width
    of what is within, and by its unit; of an event, the probability of what was drawn.

    Parameters
    ----------
    draws : Dataset[chain, draw, ...] with states recovered.
    quantities : the case's quantities by id.

    Returns
    -------
    Dataset[chain, draw], one variable a quantity that is uncertain and drawn; its topic is an
    attribute.
    """
    scores = _scores(draws)
    found = {
        name: _density(draws, scores, name, q).assign_attrs(topic=q.topic)
        for name, q in quantities.items()
        if _has_prior(name, q, draws, scores)
    }
    return xr.Dataset(found)


def log_likelihood(draws: xr.Dataset, topics: Mapping[str, str]) -> xr.Dataset:
    """Log likelihood of each body of evidence in each draw, given the state drawn where its
    likelihood is a mixture.

    Parameters
    ----------
    draws : Dataset[chain, draw, ...] with ``<name>_loglik`` for each observed variable, by state
        where it is a mixture.
    topics : observed variable -> topic.

    Returns
    -------
    Dataset[chain, draw]
    """
    found = {}
    for name in topics:
        density = draws[f"{name}{DENSITY}"]
        states = [str(d).removesuffix(LEVEL) for d in density.dims if str(d).endswith(LEVEL)]
        density = pick(density, draws[f"{states[0]}{STATE}"]) if states else density
        found[name] = _bare(density).assign_attrs(topic=topics[name])
    return xr.Dataset(found)


def components(fit: xr.DataTree) -> dict[str, list[str]]:
    """What can be scaled: all priors and all evidence, and those of each topic; name -> variables,
    as for `power_scale`.
    """
    found: dict[str, list[str]] = {}
    for group, all_, each in (
        ("log_prior", PRIORS, PRIOR_OF),
        ("log_likelihood", EVIDENCE, EVIDENCE_OF),
    ):
        for name, density in fit[group].to_dataset().data_vars.items():
            if varies(density):
                for component in (all_, f"{each}{density.attrs['topic']}"):
                    found.setdefault(component, []).append(f"{group}/{name}")
    return found


def summed_densities(fit: xr.DataTree) -> dict[str, np.ndarray]:
    """Log density of each of the `components` in each draw, (chain, draw), or (chain, draw, set)
    where a state enters.
    """
    return {
        name: _added([cast(xr.DataArray, fit[path]) for path in paths])
        for name, paths in components(fit).items()
    }


def _added(densities: list[xr.DataArray]) -> np.ndarray:
    return np.asarray(sum(densities[1:], densities[0]).transpose("chain", "draw", ...))


def powers_of(
    component: str, alpha: float, topics: Iterable[str]
) -> dict[str, tuple[float, float]]:
    """By topic, the powers of prior and evidence that scale one of the `components`."""
    powers = {}
    for topic in topics:
        prior = alpha if component in (PRIORS, f"{PRIOR_OF}{topic}") else 1.0
        powers[topic] = (prior, alpha if component in (EVIDENCE, f"{EVIDENCE_OF}{topic}") else 1.0)
    return powers


def of_scores(name: str, dims: Sequence[Any] | None) -> bool:
    """Whether a variable with these dims holds normal scores of quantities: a model file may have a
    ``_z`` of its own.
    """
    return (
        name.endswith(SCORES)
        and bool(dims)
        and str(list(dims or [""])[-1]).startswith(f"{name.removesuffix(SCORES)}{SCORED}")
    )


def _scores(draws: xr.Dataset) -> dict[str, xr.DataArray]:
    """Normal scores of quantities, and of the states of quantities, by name."""
    vectors = [draws[v] for v in draws if of_scores(str(v), draws[v].dims)]
    return {
        str(label): vector.isel({dim: i}, drop=True)
        for vector in vectors
        for dim in vector.dims
        if dim not in ("chain", "draw")
        for i, label in enumerate(vector[dim].to_numpy())
    }


def _has_prior(
    name: str, q: Quantity, draws: xr.Dataset, scores: Mapping[str, xr.DataArray]
) -> bool:
    """Whether it is sampled, or a state that evidence speaks to: a file may compute what another
    draws.
    """
    told = f"{name}{PROBABILITY}" in draws
    sampled = name in draws and _sampled(draws[name]) is not None
    if q.along is not None:
        return any(_drawn_or_scored(part, draws, scores) for part in q.along.parts(name))
    by_score = name in scores
    known = dict.fromkeys(("quantiles", "pooled", "draws"), by_score)
    known |= {"states": told, "event": told, "value": False, "trend": False}
    return known.get(q.kind, by_score or sampled)


def _drawn_or_scored(part: str, draws: xr.Dataset, scores: Mapping[str, xr.DataArray]) -> bool:
    """Whether an element is sampled."""
    return part in scores or (part in draws and _sampled(draws[part]) is not None)


def _density(
    draws: xr.Dataset, scores: Mapping[str, xr.DataArray], name: str, q: Quantity
) -> xr.DataArray:
    if q.along is not None:
        held = q.along.parts(name)
        found = [
            _within(draws, scores, part, e.distribution)
            for part, e in held.items()
            if _drawn_or_scored(part, draws, scores)
        ]
        return sum(found[1:], found[0])
    if not q.weights:
        return _within(draws, scores, name, q.distribution)
    index = draws[f"{name}{STATE}" if q.states else name].astype(int)
    with np.errstate(divide="ignore"):
        logs = np.log(list(q.weights.values()))
    total = _bare(index.copy(data=logs[index.to_numpy()]))
    for level, state in (q.states or {}).items():
        if f"{name}_{level}" in scores or (
            state.kind == "distribution"
            and f"{name}_{level}" in draws
            and _sampled(draws[f"{name}_{level}"]) is not None
        ):
            total = total + _within(draws, scores, f"{name}_{level}", state.distribution)
    return total


def _within(
    draws: xr.Dataset, scores: Mapping[str, xr.DataArray], name: str, named: Distribution | None
) -> xr.DataArray:
    """Of a quantity, or one of its states, by its normal score (with mean 0) or its named
    distribution.
    """
    if named is None or name in scores:
        return _bare((1 - scores[name] ** 2) / 2)
    x = _sampled(draws[name])
    assert x is not None
    density = x.copy(data=_LOG_DENSITY[named.name](x.to_numpy(), **named.parameters))
    return _bare(density.sum([d for d in x.dims if d not in ("chain", "draw", "set")]))


def _sampled(x: xr.DataArray) -> xr.DataArray | None:
    """The elements of a variable that are the same in all sets, as what is sampled is, others being
    NaN; None if it has none.
    """
    if "set" not in x.dims:
        return x
    first = x.isel(set=0)
    same = (x == first).all([d for d in ("chain", "draw", "set") if d in x.dims])
    return first.where(same) if same.ndim and bool(same.any()) else None


def _bare(da: xr.DataArray) -> xr.DataArray:
    """Over chains, draws and sets alone, without what it inherited."""
    plain = da.transpose("chain", "draw", ...)
    return plain.drop_vars([c for c in plain.coords if c not in ("chain", "draw")]).drop_attrs()
