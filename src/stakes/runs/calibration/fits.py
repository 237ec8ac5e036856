"""Which fits calibration makes, and what is kept of each."""

import numpy as np
import xarray as xr

from stakes.inference.gate import failures
from stakes.runs.calibration.simulation import Simulated
from stakes.runs.many_fits.study import Ready, Refit, Task

WARM_UP, KEPT, THIN = 300, 50, 4  # draws: warm-up; kept for the ranks; of which every so many-th
# of the fit to the observed data; draws from truth to truth; fewest draws of a chain, for the gate
CHAINS, TUNE, BETWEEN, FEWEST = 4, 1000, 10, 500


def to_observed(truths: int, seed: int) -> Task:
    """The fit to the observed data, from whose draws so many truths are taken."""
    each = max(-(-truths // CHAINS) * BETWEEN, FEWEST)
    return Task("observed", seed, draws=each, tune=TUNE, chains=CHAINS)


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


def to_simulated(made: Simulated, seed: int) -> list[Task]:
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
    """Every so many-th draw of what is sampled."""
    return refit.posterior.isel(draw=slice(every - 1, None, every))
