"""Simulation-based calibration of a case: parameters from the prior, evidence from the model, a
refit, ranks.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import xarray as xr

from stakes.case.case import Case
from stakes.errors import CaseError, GateError, Problem
from stakes.inference.gate import failures
from stakes.inference.model.joint_model import Split, build, split
from stakes.inference.states import LIKELIHOOD, WEIGHT
from stakes.processors import one_thread
from stakes.runs import store
from stakes.runs.calibration.around_data import simulated_around, with_second_data
from stakes.runs.calibration.picture import plot_ranks
from stakes.runs.calibration.ranks import ranked, whole_posterior
from stakes.runs.calibration.simulation import Simulated, register_chances, simulated
from stakes.runs.calibration.verdict import Calibration, tested
from stakes.runs.many_fits.engine import fit_many
from stakes.runs.many_fits.study import Ready, Refit, Study, Task

FOLDER, AROUND = "calibration", "-posterior"
WARM_UP, KEPT, THIN = 300, 50, 4  # draws: warm-up; kept for the ranks; of which every so many-th
# of the fit to the observed data; draws from truth to truth; fewest draws of a chain, for the gate
CHAINS, TUNE, BETWEEN, FEWEST = 4, 1000, 10, 500

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


def calibrate(
    case: Case,
    refits: int = 400,
    *,
    seed: int | None = None,
    posterior: bool = False,
    scheduler: str | None = None,
    keep: Path | None = None,
    say: Say = lambda line: None,
) -> list[Calibration]:
    """Whether the computing of a case is calibrated.

    For every structure: parameters from the prior, data from the model, a refit to these, and the
    rank of each true number among its draws.

    Parameters
    ----------
    case : an open case.
    refits : data sets of each structure.
    seed : of all of it; the case's if None.
    posterior : around the observed data, with truths from the posterior.
    scheduler : as in `stakes.runs.many_fits.engine.fit_many`.
    keep : folder in which refits are kept, below ``calibration``, so that a run that was stopped
        goes on where it was; nothing is kept if None.
    say : takes a line of progress.

    Returns
    -------
    list of `stakes.runs.calibration.verdict.Calibration`
        One for each structure, the base first: `ranks` of each number, `table` of how unlikely they
        are if calibrated, and `passed`.

    Raises
    ------
    CaseError
        If evidence speaks to nothing, so that nothing is sampled; as `fit_many` does.
    GateError
        If truths are to be from the posterior, and its chains have not converged.

    References
    ----------
    Talts, S., Betancourt, M., Simpson, D., Vehtari, A. and Gelman, A. (2018). Validating Bayesian
    inference algorithms with simulation-based calibration. arXiv:1804.06788.
    Modrák, M. and others (2025). Simulation-based calibration checking for Bayesian computation:
    the choice of test quantities shapes sensitivity. Bayesian Analysis 20(2), 461-488.
    """
    own = {"refits": refits, "seed": case.seed if seed is None else seed}
    given = own | {"scheduler": scheduler, "posterior": posterior}
    if keep is not None:
        return calibrated(case, Plan(**given, out=keep), say)  # type: ignore[arg-type]
    with TemporaryDirectory() as folder:
        return calibrated(case, Plan(**given, out=Path(folder)), say)  # type: ignore[arg-type]


def calibrated(case: Case, plan: Plan, say: Say = lambda line: None) -> list[Calibration]:
    """`calibrate` by a plan."""
    names = sorted(case.structures, key=lambda name: bool(case.structures[name].instead))
    return [one_structure(case, name, plan, say) for name in names or [""]]


def one_structure(case: Case, name: str, plan: Plan, say: Say) -> Calibration:
    """Calibrate one structure, by its id; that of a case with no other under an empty one."""
    extend = with_second_data if plan.posterior else register_chances
    own = Study(case, thinned, name).modelled
    whole = _split(own, extend)
    if whole.part is None:
        problem = "no evidence speaks to any quantity, so that nothing is sampled"
        raise CaseError([Problem("models", "", problem, "there is nothing to calibrate")])
    folder = plan.out / FOLDER / f"{name or 'case'}{AROUND if plan.posterior else ''}"
    with one_thread():
        if plan.posterior:
            made = _around(case, name, plan, (folder, say))
        else:
            made = simulated(own, whole, plan.refits, plan.seed)
        study = Study(case, thinned, name, exchanged=tuple(made.data), extend=extend)
        found = fit_many(
            study, tasks(made, plan.seed), keep=folder, scheduler=plan.scheduler, say=say
        )
        draws = list(found.values())
        posterior = whole_posterior(own, whole, draws, made, plan.seed)
        ranks = ranked(own, whole, made, posterior, plan.seed)
    diverged = sum(int(d.attrs["divergences"] > 0) for d in draws)
    calibration = tested(name, ranks, diverged)
    store.write_text(folder / "ranks.json", json.dumps(_plain(calibration)))
    store.write_picture(folder / "ranks.svg", plot_ranks(calibration)[0])
    return calibration


def _split(case: Case, extend: Callable[[Case, Any], None]) -> Split:
    model = build(case)
    extend(case, model)
    return split(case, model)


def _around(case: Case, name: str, plan: Plan, how: tuple[Path, Say]) -> Simulated:
    """Truths from the posterior of the case's own evidence."""
    folder, say = how
    each = max(-(-plan.refits // CHAINS) * BETWEEN, FEWEST)
    task = Task("observed", plan.seed, draws=each, tune=TUNE, chains=CHAINS)
    study = Study(case, sampled_draws, name)
    found = fit_many(study, [task], keep=folder, scheduler=plan.scheduler, say=say)["observed"]
    if failed := found.attrs["failures"]:
        raise GateError({"observed": failed.split("\n")}, ["Try another --seed."])
    own = study.modelled
    spread = np.linspace(0, found.sizes["draw"], plan.refits, endpoint=False).astype(int)
    truths = found.isel(draw=spread)
    return simulated_around(own, _split(own, register_chances), truths, plan.seed)


def sampled_draws(ready: Ready, task: Task, refit: Refit) -> xr.Dataset:
    """Of a fit to the observed data, every so many-th draw of what is sampled, [draw, ...]; and
    what did not pass the gate, a line each.
    """
    few = _few(refit, BETWEEN)
    number = few.sizes["chain"] * few.sizes["draw"]
    flat = {
        str(name): (("draw", *x.dims[2:]), x.to_numpy().reshape(number, *x.shape[2:]))
        for name, x in few.transpose("chain", "draw", ...).data_vars.items()
    }
    kept = {str(d): few.coords[d] for d in few.coords if d not in ("chain", "draw")}
    failed = "\n".join(failures(refit.diagnostics, "the fit to the observed data"))
    return xr.Dataset(flat, kept, {"failures": failed})


def tasks(made: Simulated, seed: int) -> list[Task]:
    """A refit to each of the simulated data sets."""
    number = made.truth.sizes["draw"]
    seeds = [int(np.random.SeedSequence([seed, i]).generate_state(1)[0]) for i in range(number)]
    return [
        Task(
            f"refit-{i:04d}",
            seeds[i],
            draws=KEPT * THIN,
            tune=WARM_UP,
            chains=1,
            once=True,
            data={name: x[i] for name, x in made.data.items()},
        )
        for i in range(number)
    ]


def thinned(ready: Ready, task: Task, refit: Refit) -> xr.Dataset:
    """What is kept of a refit: thinned draws of what is sampled, [draw, ...]."""
    few = _few(refit, THIN).isel(chain=0).drop_vars(["chain", "draw"])
    return few.drop_attrs().assign_attrs(divergences=int(refit.diagnostics["divergences"]))


def _few(refit: Refit, every: int) -> xr.Dataset:
    """Every so many-th draw of what is sampled, without what recovers states."""
    helpers = [v for v in refit.posterior if str(v).endswith((LIKELIHOOD, WEIGHT))]
    return refit.posterior.drop_vars(helpers).isel(draw=slice(every - 1, None, every))


def _plain(calibration: Calibration) -> Mapping[str, Any]:
    table = calibration.table
    rows = {
        str(n): {k: table[k].sel(number=n).item() for k in table} for n in table["number"].values
    }
    ranks = {label: np.round(x, 6).tolist() for label, x in calibration.ranks.items()}
    facts = {name: table.attrs[name] for name in ("refits", "diverged")}
    return {**facts, "passed": calibration.passed, "numbers": rows, "ranks": ranks}
