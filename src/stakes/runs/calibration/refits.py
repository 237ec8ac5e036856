"""Refits to simulated data: the plan of them, and all that they say together."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from stakes.case.case import Case
from stakes.errors import CaseError, GateError, Problem
from stakes.inference.assembly import Layout, posterior_of, without_helpers
from stakes.inference.drawn.draw_sets import SET
from stakes.inference.log_densities import of_scores
from stakes.inference.model.joint_model import Split, build, split
from stakes.runs.calibration.around_data import simulated_around, with_second_data
from stakes.runs.calibration.fits import KEPT, sampled_draws, thinned, to_observed, to_simulated
from stakes.runs.calibration.simulation import Simulated, register_chances, simulated
from stakes.runs.many_fits.engine import fit_many
from stakes.runs.many_fits.study import Study, Task

FOLDER, AROUND = "calibration", "-posterior"

type Array = npt.NDArray[Any]
type Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How a case is calibrated.

    Attributes
    ----------
    refits : data sets of each structure.
    seed : of all of it.
    out : folder of the results; what is kept there is not done again.
    scheduler : address of a Dask scheduler; threads of this process if None.
    posterior : around the observed data; see `stakes.runs.calibration.around_data`.
    """

    refits: int
    seed: int
    out: Path
    scheduler: str | None = None
    posterior: bool = False

    def folder(self, structure: str) -> Path:
        """Where all of a structure is kept."""
        return self.out / FOLDER / f"{structure or 'case'}{AROUND if self.posterior else ''}"

    @property
    def extend(self) -> Callable[[Case, Any], None]:
        """What is added to a model."""
        return with_second_data if self.posterior else register_chances


@dataclass(frozen=True)
class Refits:
    """What was true, and what the refits say.

    Attributes
    ----------
    truth : Dataset[chain=1, draw, ...], a draw for each refit.
    posterior : Dataset[chain, draw, ...], a chain for each refit.
    drawn : names of what the model draws besides quantities.
    diverged : whether a refit had a divergence, (refit,).
    """

    truth: xr.Dataset
    posterior: xr.Dataset
    drawn: frozenset[str]
    diverged: Array


def refits_of(case: Case, structure: str, plan: Plan, say: Say) -> Refits:
    """Truths of a structure's model, and refits to the data that it makes of them.

    Raises
    ------
    CaseError
        If evidence speaks to nothing, so that nothing is sampled.
    """
    study = Study(case, thinned, structure, extend=plan.extend)
    whole = split_of(study)
    if whole.part is None:
        problem = "no evidence speaks to any quantity, so that nothing is sampled"
        raise CaseError([Problem("models", "", problem, "there is nothing to calibrate")])
    return made_and_refitted(study, whole, plan, say)


def split_of(study: Study) -> Split:
    """The model of a study, split into what is sampled and what is drawn."""
    case = study.modelled
    model = build(case)
    if study.extend is not None:
        study.extend(case, model)
    return split(case, model)


def made_and_refitted(study: Study, whole: Split, plan: Plan, say: Say) -> Refits:
    """Truths, data and refits of the model of a study; truths alone, with draws of the prior beside
    them, where evidence speaks to nothing in it.
    """
    case, seed = study.modelled, plan.seed
    if whole.part is None:
        made = simulated(case, whole, plan.refits, seed)
        labels = {"chain": np.arange(plan.refits), "draw": np.arange(KEPT)}
        sampled, diverged = xr.Dataset(coords=labels), np.zeros(plan.refits, dtype=bool)
    else:
        made = _made(study, whole, plan, say)
        exchanging = replace(study, exchanged=tuple(made.data))
        found = list(_fitted(exchanging, to_simulated(made, seed), plan, say).values())
        sampled = _stacked(found)
        diverged = np.array([fit.attrs["divergences"] > 0 for fit in found])
    posterior = _whole_posterior(case, whole, sampled, made, seed)
    return Refits(made.truth, posterior, _drawn(whole), diverged)


def _made(study: Study, whole: Split, plan: Plan, say: Say) -> Simulated:
    """Truths from the prior, or from the posterior of the case's own evidence."""
    if not plan.posterior:
        return simulated(study.modelled, whole, plan.refits, plan.seed)
    once = replace(study, finish=sampled_draws, extend=None)
    found = _fitted(once, [to_observed(plan.refits, plan.seed)], plan, say)["observed"]
    if failed := found.attrs["failures"]:
        raise GateError({"observed": failed.split("\n")}, ["Try another --seed."])
    spread = np.linspace(0, found.sizes["draw"], plan.refits, endpoint=False).astype(int)
    alone = split_of(replace(study, extend=register_chances))
    return simulated_around(study.modelled, alone, found.isel(draw=spread), plan.seed)


def _fitted(study: Study, tasks: list[Task], plan: Plan, say: Say) -> dict[str, xr.Dataset]:
    keep = plan.folder(study.structure)
    return fit_many(study, tasks, keep=keep, scheduler=plan.scheduler, say=say)


def _stacked(refits: list[xr.Dataset]) -> xr.Dataset:
    """What was sampled in all refits, [chain, draw, ...], a chain for each."""
    stacked = xr.concat(refits, "chain", coords="minimal", compat="override")
    labels = {dim: np.arange(stacked.sizes[dim]) for dim in ("chain", "draw")}
    return stacked.transpose("chain", "draw", ...).assign_coords(labels)


def _whole_posterior(
    case: Case, whole: Split, sampled: xr.Dataset, made: Simulated, seed: int
) -> xr.Dataset:
    """All variables of all refits: what was sampled, what it makes of the refit's own data, and the
    rest drawn.
    """
    shape = (sampled.sizes["chain"], sampled.sizes["draw"])
    data = {name: np.repeat(x, shape[1], axis=0)[:, None] for name, x in made.data.items()}
    found, _ = posterior_of(case, replace(whole, data=data), sampled, Layout(seed, shape))
    first = found.isel({SET: 0}, drop=True) if SET in found.dims else found
    return without_helpers(first).drop_attrs(deep=False)


def _drawn(whole: Split) -> frozenset[str]:
    dims = whole.model.named_vars_to_dims
    names = [str(v.name) for v in whole.model.free_RVs]
    return frozenset(name for name in names if not of_scores(name, dims.get(name)))
