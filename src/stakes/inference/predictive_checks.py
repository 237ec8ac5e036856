"""Prior and posterior predictive draws, and checks of each likelihood that can fail."""

import logging
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

import numpy as np
import pymc as pm
import xarray as xr

from stakes.inference.model.observed import observed as observed_variables
from stakes.inference.states import DENSITY, STATE, WEIGHT
from stakes.progress import step

PRIOR_DRAWS, PREDICTIVE_DRAWS = 1000, 500
SURPRISING = 0.01
_FAST = {
    "mode": "FAST_COMPILE"
}  # predictive draws are few: compiling for speed would take longer than drawing

logging.getLogger("pymc.sampling.forward").setLevel(logging.WARNING)  # it lists every variable

Statistic = Callable[[np.ndarray], float]


@contextmanager
def _powers_are_one() -> Iterator[None]:
    """PyMC warns that it ignores potentials: those of power scaling are in the sampled part alone;
    a case's own are left out.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The effect of Potentials")
        yield


@step("predictive", "Drawing from the prior: some seconds.")
def draw_prior(model: pm.Model, seed: int, draws: int = PRIOR_DRAWS) -> xr.Dataset:
    """Independent draws of every variable before the evidence: Dataset[chain=1, draw, ...]."""
    names = [
        v.name for v in [*model.free_RVs, *model.deterministics] if not v.name.endswith(DENSITY)
    ]
    with _powers_are_one():
        tree = pm.sample_prior_predictive(
            draws, model=model, var_names=names, random_seed=seed, compile_kwargs=_FAST
        )
    return _ordered(tree.prior.to_dataset(), names)


@step("predictive", "Drawing replicates of the evidence: some seconds.")
def draw_posterior_predictive(
    model: pm.Model,
    posterior: xr.Dataset,
    values: Mapping[str, np.ndarray],
    seed: int,
    draws: int = PREDICTIVE_DRAWS,
) -> xr.Dataset:
    """Replicates of the evidence from draws spread over all chains, each under its own states:
    Dataset[chain=1, draw, ...].

    Parameters
    ----------
    posterior : Dataset[chain, draw(, set), ...]; of the sets, the first is taken.
    values : of the model's free random variables that have no draws in the posterior under their
        names, (draw, set or 1, ...).
    """
    if not model.observed_RVs:
        return xr.Dataset()
    total = posterior.sizes["chain"] * posterior.sizes["draw"]
    rows = np.linspace(0, total - 1, min(draws, total)).astype(int)
    given = {
        rv.name: values[rv.name][rows, 0] if rv.name in values else _first(posterior[rv.name])[rows]
        for rv in model.free_RVs
    }
    for name in [v.name for v in model.deterministics if v.name.endswith(WEIGHT)]:
        index = _first(posterior[f"{name.removesuffix(WEIGHT)}{STATE}"])[rows].astype(int)
        given[name] = np.eye(posterior[name].shape[-1])[index]
    thin = xr.Dataset(
        {
            name: (("chain", "draw", *(f"{name}_{i}" for i in range(x.ndim - 1))), x[None])
            for name, x in given.items()
        }
    )
    with _powers_are_one():
        tree = pm.sample_posterior_predictive(
            xr.DataTree.from_dict({"posterior": thin}),
            model=model,
            freeze_vars=list(given),
            random_seed=seed,
            progressbar=False,
            compile_kwargs=_FAST,
        )
    found, names = tree.posterior_predictive.to_dataset(), observed_variables(model)
    own = {rv.name: name for name, rv in names.items() if rv.name in found}
    return _ordered(found[list(own)].rename_vars(own), list(names))


def _ordered(draws: xr.Dataset, names: Sequence[str]) -> xr.Dataset:
    """Variables in the order of the model, coordinates in that of their names: PyMC's is a set's,
    another in every process.
    """
    held = draws.variables
    return xr.Dataset(
        {v: held[v] for v in names if v in held},
        {c: held[c] for c in sorted(draws.coords, key=str)},
        draws.attrs,
    )


def _first(draws: xr.DataArray) -> np.ndarray:
    """The first set of each draw: (draw, ...)."""
    x = draws.isel(set=0) if "set" in draws.dims else draws
    values = x.transpose("chain", "draw", ...).to_numpy()
    return np.asarray(values.reshape(-1, *values.shape[2:]))


def checks(
    observed: xr.Dataset, predictive: xr.Dataset, statistics: Mapping[str, Mapping[str, Statistic]]
) -> xr.Dataset:
    """Posterior predictive checks: where the evidence lies among its own replicates.

    Parameters
    ----------
    observed : Dataset of the evidence, one variable a likelihood.
    predictive : Dataset[chain, draw, ...] of replicates of the same variables.
    statistics : for each likelihood, functions of one data set by label.

    Returns
    -------
    Dataset
        [check]: likelihood, statistic, observed, median, tail (the smaller of P(replicate >=
        observed) and P(replicate <= observed), ties counted in both, so that 0.5 and more is no
        surprise at all) and passed (tail at least 1 %).

    References
    ----------
    Gelman, A., Meng, X.-L. and Stern, H. (1996). Posterior predictive assessment of model fitness.
    Statistica Sinica 6, 733-807.
    """
    rows = [
        (name, label, *_place(observed[name].values, _replicates(predictive[name]), function))
        for name in observed
        for label, function in statistics[str(name)].items()
    ]
    names = ("likelihood", "statistic", "observed", "median", "tail")
    table = xr.Dataset(
        {name: ("check", np.array([row[i] for row in rows])) for i, name in enumerate(names)}
    )
    return table.assign(passed=table["tail"] >= SURPRISING)


def _replicates(predictive: xr.DataArray) -> np.ndarray:
    return predictive.values.reshape(
        predictive.shape[0] * predictive.shape[1], *predictive.shape[2:]
    )


def _of_each(replicates: np.ndarray, function: Statistic) -> np.ndarray:
    """A statistic of each replicate; NaN where it fails, lest a fit be lost for it."""
    found = np.full(len(replicates), np.nan)
    for i, replicate in enumerate(replicates):
        with suppress(Exception):
            found[i] = function(replicate)
    return found


def _place(
    observed: np.ndarray, replicates: np.ndarray, function: Statistic
) -> tuple[float, float, float]:
    seen, repeated = float(function(observed)), _of_each(replicates, function)
    if not np.isfinite(repeated).all():  # it does not hold up against replicates: not passed
        return seen, np.nan, 0.0
    return (
        seen,
        float(np.median(repeated)),
        float(min((repeated >= seen).mean(), (repeated <= seen).mean())),
    )
