"""Draws that can be judged: the same bytes for the same seed, with their diagnostics, sampled once
more where these fail.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

import numpy as np
import nutpie
import pymc as pm
import xarray as xr
from pytensor.configdefaults import config

from stakes.inference.diagnostics import GRADIENTS, diagnose
from stakes.inference.gate import reasons
from stakes.progress import step

# target acceptance: shorter steps diverge in fewer seeds, and in a model of many numbers take twice
# the time for as many effective draws
TARGET_ACCEPT, LARGE_ACCEPT, RETRY_ACCEPT = 0.99, 0.95, 0.999
LARGE = 40  # sampled numbers
LONGER = 2  # times the warm-up, in a retry
# R-hat over the chains of both tries, above which a retry that passes has found one mode of several
# by luck
LUCKY = 1.1
OWN_GROUP = ("unconstrained_draw", "gradient")


@step("compile", "Compiling it: up to a minute with empty caches.")
def compile_model(model: pm.Model) -> Any:
    """Model compiled for nutpie's sampler; the slow step, done once for any number of data sets.

    Without fast-math, by which a kernel read from the cache may round otherwise than one just
    compiled: the draws would depend on what was run before. The setting is PyTensor's and one for
    the process, so that models are compiled one at a time. What follows from the sampled numbers
    is not compiled with them: it is worked out later, of all draws at once.
    """
    sampled = [rv.name for rv in model.free_RVs]
    with config.change_flags(numba__fastmath=False):
        return nutpie.compile_pymc_model(model, backend="numba", var_names=sampled)


def with_data(compiled: Any, values: Mapping[str, np.ndarray]) -> Any:
    """A compiled model with other data, by the names of its ``pm.Data``; what nothing sampled hangs
    on is left out.
    """
    known = {shared.name for shared in compiled.shared_var_keys}
    return compiled.with_data(**{name: x for name, x in values.items() if name in known})


@dataclass(frozen=True)
class Settings:
    """How it is sampled: kept draws and warm-up draws of each chain, chains, the seed, chains run
    at once (all processors if None) and whether a progress bar is shown.
    """

    draws: int
    tune: int
    chains: int
    seed: int
    cores: int | None = None
    progress: bool = False


def usual_accept(compiled: Any) -> float:
    """Target acceptance of a first try."""
    return LARGE_ACCEPT if compiled.n_dim > LARGE else TARGET_ACCEPT


@step("sample", "Sampling: some seconds.")
def sample(compiled: Any, settings: Settings, target_accept: float | None = None) -> xr.DataTree:
    """Posterior draws of a compiled model; the same seed gives the same bytes on any number of
    cores. The target acceptance is `usual_accept` if None.

    Returns
    -------
    DataTree
        As from nutpie, but for a group `GRADIENTS`, Dataset[chain, draw, coordinate] in single
        precision: the `place` of each draw in the sampler's own coordinates, in which any number is
        possible, and the `gradient` of the log density there, whose expectation is 0.

    Raises
    ------
    KeyboardInterrupt
        If interrupted: nothing is returned, so nothing partial can be stored.
    """
    sampler = nutpie.sample(
        compiled,
        draws=settings.draws,
        tune=settings.tune,
        chains=settings.chains,
        cores=settings.cores,
        seed=settings.seed,
        save_warmup=False,
        progress_bar=settings.progress,
        blocking=False,
        target_accept=target_accept or usual_accept(compiled),
        store_gradient=True,
        store_unconstrained=True,
    )
    try:
        trace: xr.DataTree = sampler.wait()
    except BaseException:
        sampler.cancel()
        raise
    return _gradients_apart(trace)


def _gradients_apart(trace: xr.DataTree) -> xr.DataTree:
    stats = trace["sample_stats"].to_dataset()
    kept = {
        name: stats[its].transpose("chain", "draw", ...).astype(np.float32)
        for name, its in (("place", "unconstrained_draw"), ("gradient", "gradient"))
    }
    own = {"unconstrained_parameter": "coordinate"}
    gradients = xr.Dataset({name: x.rename(own) for name, x in kept.items()})
    left = stats.drop_vars([*OWN_GROUP, *own])
    groups = {"posterior": trace["posterior"].to_dataset(), "sample_stats": left}
    return xr.DataTree.from_dict({**groups, GRADIENTS: gradients})


def draw(
    compiled: Any,
    fit_name: str,
    settings: Settings,
    say: Callable[[str], None] | None = None,
) -> tuple[xr.DataTree, dict[str, Any]]:
    """Posterior draws with their diagnostics; where these fail, sampled once more with a longer
    warm-up and shorter steps.

    A first failure may be a step size too long, which a retry mends; what fails twice is for the
    gate to refuse. A true pathology is not mended: shorter steps enter a funnel's neck a little
    further and hide where the sampler stopped (Betancourt 2017), so divergent draws of the first
    try that lay apart in a variable still count, if they are several (one must lie somewhere). Nor
    may chains that lay apart pass because the next ones happen to lie together: where R-hat over
    the chains of both tries is above 1.1, that one counts.

    Parameters
    ----------
    compiled : see `compile_model`.
    fit_name : what is fitted, as in "the joint model"; for the line that is said, and for the seed
        of the retry.
    settings : of the first try.
    say : takes the line that a retry is said in.

    Returns
    -------
    trace : DataTree
        As from nutpie, of the retry if there was one.
    diagnostics : dict As from `diagnostics.diagnose`, and retried: 1 if these are draws of a retry,
        else 0; then also first_diverged_in: diverging_in of the first try, if more than one of its
        draws diverged.

    References
    ----------
    Betancourt, M. (2017). A conceptual introduction to Hamiltonian Monte Carlo. arXiv:1701.02434.
    """
    trace, found = _diagnosed(compiled, settings)
    failed = reasons(found)
    if not failed:
        return trace, found | {"retried": 0}
    longer = LONGER * settings.tune
    if say:
        said = f"a warm-up of {longer} and target acceptance {RETRY_ACCEPT}"
        say(
            f"{fit_name[0].upper()}{fit_name[1:]} is sampled once more, with {said}: "
            f"{'; '.join(failed)}."
        )
    again = replace(settings, tune=longer, seed=_retry_seed(settings.seed, fit_name))
    first, first_diverged_in = trace, found["diverging_in"] if found["divergences"] > 1 else ""
    trace, found = _diagnosed(compiled, again, RETRY_ACCEPT)
    retried = {"retried": 1, "first_diverged_in": first_diverged_in}
    return trace, found | _of_both(first, trace) | retried


def _of_both(first: xr.DataTree, again: xr.DataTree) -> dict[str, Any]:
    """R-hat over the chains of two tries, with the variables, where these lie grossly apart."""
    groups = ("posterior", "sample_stats")
    posterior, stats = (
        xr.concat([tree[g].to_dataset() for tree in (first, again)], "chain", join="override")
        for g in groups
    )
    both = diagnose(posterior, stats)
    return (
        {key: both[key] for key in ("rhat_max", "worst_rhat")} if both["rhat_max"] > LUCKY else {}
    )


def _diagnosed(
    compiled: Any, settings: Settings, target_accept: float | None = None
) -> tuple[xr.DataTree, dict[str, Any]]:
    trace = sample(compiled, settings, target_accept)
    return trace, diagnose(trace["posterior"].to_dataset(), trace["sample_stats"].to_dataset())


def _retry_seed(seed: int, fit_name: str) -> int:
    return int(
        np.random.SeedSequence([seed, crc32(f"retry of {fit_name}".encode())]).generate_state(1)[0]
    )
