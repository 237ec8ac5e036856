"""One joint model from the case's files, compiled once, sampled as often as needed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pymc as pm
import xarray as xr

from stakes.case import Case
from stakes.densities import log_likelihood, log_prior, powers_of, summed_densities
from stakes.diagnostics import JOINT, diagnose, refit_name
from stakes.modules import load_module
from stakes.powers import EVIDENCE, PRIOR, add_powers, scale
from stakes.predictive import Statistic, checks, draw_posterior_predictive, draw_prior
from stakes.sampling import compile_model, draw
from stakes.states import BY_STATE, DENSITY, HOME, STATE, WEIGHT, recover
from stakes.steps import step
from stakes.weighting import TRUSTED, pareto_k

DRAWS, TUNE, CHAINS = 2500, 1000, 4
REFIT_DRAWS = 1000


class JointModel(pm.Model):  # type: ignore[misc]
    """A model that remembers which file registered each variable: variable -> stem of the file's name."""

    homes: dict[str, str]


@step("build", "Building the model: a second or two.")
def build(case: Case, as_of: date | None = None) -> JointModel:
    """The joint model of a case: what its model files add, with the evidence known on a date.

    Parameters
    ----------
    case : an open case.
    as_of : evidence known later is left out; the case's own date if None.

    Returns
    -------
    pymc.Model
        Named dims and coords throughout; evidence in ``pm.Data``, so that `refit` can exchange it without compiling.

    Raises
    ------
    CaseError
        If a model file does not register what it should.
    """
    evidence = case.evidence_as_of(as_of)
    model: JointModel
    with JointModel() as model:
        model.homes = {}
        add_powers(case.topics)
        for path in case.models:
            before = set(model.named_vars)
            load_module(path).add(case.quantities, evidence)
            model.homes |= {name: path.stem for name in model.named_vars if name not in before}
            scale(_topics(case), topic_of(path, case.topics), before)
    return model


def topic_of(path: Path, topics: Iterable[str]) -> str:
    """The topic that a model file is about: the longest with which its name begins, empty if there is none."""
    return max((topic for topic in topics if path.stem.startswith(topic)), key=len, default="")


def _topics(case: Case) -> dict[str, str]:
    """Topic of each quantity, and of each of its states."""
    states = {f"{name}_{level}": q.topic for name, q in case.quantities.items() for level in q.states or ()}
    return states | {name: q.topic for name, q in case.quantities.items()}


def evidence_of(model: pm.Model) -> dict[str, np.ndarray]:
    """Values of the model's ``pm.Data`` by name: what `refit` exchanges."""
    return {data.name: data.get_value() for data in model.data_vars}


def fit(
    case: Case,
    *,
    as_of: date | None = None,
    draws: int = DRAWS,
    tune: int = TUNE,
    chains: int = CHAINS,
    seed: int | None = None,
    progress: bool = True,
    cores: int | None = None,
    alphas: Sequence[float] = (),
    say: Callable[[str], None] | None = None,
) -> xr.DataTree:
    """Fit the case: posterior, prior and predictive draws with the evidence known on a date.

    Parameters
    ----------
    case : an open case.
    as_of : evidence known later is left out; the case's own date if None.
    draws, tune, chains : kept draws and warm-up draws per chain, and chains.
    seed : the case's seed if None.
    progress : show a progress bar.
    cores : chains run at once; all processors if None. The draws do not depend on it.
    alphas : powers of priors and evidence for which the posterior is sampled again where weights could not be trusted; see
        `add_refits`.
    say : takes a line where something is sampled once more, as it did not converge; see `stakes.sampling.draw`.

    Returns
    -------
    DataTree
        Groups ``posterior`` and ``prior`` (with states recovered), ``sample_stats``, ``posterior_predictive``, ``observed_data``,
        ``constant_data``, ``log_prior`` and ``log_likelihood``. Variables of quantities carry their label, unit and sources as
        attributes.

    Raises
    ------
    KeyboardInterrupt
        If interrupted; nothing is kept.

    References
    ----------
    Hoffman, M. D. and Gelman, A. (2014). The No-U-Turn Sampler. JMLR 15, 1593-1623.
    """
    model = build(case, as_of)
    seed = case.seed if seed is None else seed
    compiled = compile_model(model)
    sampling: dict[str, Any] = {"draws": draws, "tune": tune, "chains": chains, "seed": seed}
    trace, diagnostics = draw(compiled, JOINT, **sampling, cores=cores, progress=progress, say=say)
    tree = assemble(case, model, trace, as_of=as_of, seed=seed, diagnostics=diagnostics)
    if alphas:
        add_refits(tree, case, compiled, alphas, seed, say)
    return tree


def add_refits(
    tree: xr.DataTree,
    case: Case,
    compiled: Any,
    alphas: Sequence[float],
    seed: int,
    say: Callable[[str], None] | None = None,
) -> None:
    """Sample again each scaled posterior whose weights cannot be trusted, into groups below ``scaled``, with diagnostics."""
    needed = [
        (component, alpha)
        for component, densities in summed_densities(tree).items()
        for alpha in alphas
        if pareto_k((alpha - 1) * densities) > TRUSTED
    ]
    for i, (component, alpha) in enumerate(needed):
        powers = powers_of(component, alpha, case.topics)
        columns = dict(zip((PRIOR, EVIDENCE), np.array(list(powers.values())).T, strict=True))
        chains = tree["posterior"].sizes["chain"]
        sampling: dict[str, Any] = {"draws": REFIT_DRAWS, "tune": REFIT_DRAWS, "chains": chains, "seed": seed}
        again, diagnostics = draw(compiled.with_data(**columns), refit_name(component, alpha), **sampling, say=say)
        raw = again.posterior.to_dataset()
        posterior = _without_helpers(recover(raw, case.quantities, seed, powers))
        posterior.attrs = {"component": component, "alpha": alpha, **diagnostics}
        tree[f"scaled/{i}"] = xr.DataTree(posterior)


def assemble(
    case: Case,
    model: JointModel,
    trace: xr.DataTree,
    *,
    as_of: date | None,
    seed: int,
    diagnostics: Mapping[str, Any] | None = None,
) -> xr.DataTree:
    """Recover states, add prior and predictive draws and the data, and label every quantity."""
    raw = trace.posterior.to_dataset()
    posterior = recover(raw, case.quantities, seed)
    prior = recover(draw_prior(model, seed), case.quantities, seed)
    stats = trace.sample_stats.to_dataset()
    observed, predictive = _observed(model), draw_posterior_predictive(model, posterior, seed)
    groups = {
        "posterior": _described(case, _without_helpers(posterior), model.homes),
        "prior": _described(case, _without_helpers(prior), model.homes),
        "sample_stats": stats,
        "log_prior": log_prior(posterior, case.quantities),
        "log_likelihood": log_likelihood(posterior, _evidence_topics(case)),
        "posterior_predictive": predictive,
        "observed_data": observed,
        "checks": checks(observed, predictive, _statistics(case)),
        "constant_data": xr.Dataset(
            {k: xr.DataArray(v, dims=[f"{k}_dim_{i}" for i in range(v.ndim)]) for k, v in evidence_of(model).items()}
        ),
    }
    for group in groups.values():
        group.attrs.pop("created_at", None)  # the same seed gives the same bytes
    attrs = {"case": case.title, "as_of": str(as_of or case.as_of), "seed": seed, **(diagnostics or diagnose(raw, stats))}
    return xr.DataTree.from_dict({"/": xr.Dataset(attrs=attrs), **groups})


def _without_helpers(draws: xr.Dataset) -> xr.Dataset:
    return draws.drop_vars([v for v in draws if str(v).endswith((DENSITY, WEIGHT))])


def _statistics(case: Case) -> dict[str, Mapping[str, Statistic]]:
    """What each likelihood is checked by: the CHECKS of the model files."""
    return {name: found for path in case.models for name, found in getattr(load_module(path), "CHECKS", {}).items()}


def _evidence_topics(case: Case) -> dict[str, str]:
    """Topic of each body of evidence: of the model file that checks it."""
    return {name: topic_of(path, case.topics) for path in case.models for name in getattr(load_module(path), "CHECKS", {})}


def _described(case: Case, draws: xr.Dataset, homes: Mapping[str, str]) -> xr.Dataset:
    for name in map(str, draws):
        by_state = f"{name.removesuffix(STATE)}{BY_STATE}"
        draws[name].attrs[HOME] = homes.get(name, homes.get(by_state, ""))
    for name in set(map(str, draws)) & set(case.quantities):
        q = case.quantities[str(name)]
        draws[name].attrs |= {"label": q.label, "unit": q.unit, "sources": " ".join(q.sources)}
    return draws


def _observed(model: pm.Model) -> xr.Dataset:
    values: Mapping[Any, Any] = model.rvs_to_values
    seen = {rv.name: np.asarray(values[rv].eval()) for rv in model.observed_RVs}
    return xr.Dataset({k: xr.DataArray(v, dims=[f"{k}_dim_{i}" for i in range(v.ndim)]) for k, v in seen.items()})
