"""Refits to simulated data, kept one by one, so that a run that is stopped goes on where it was."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import xarray as xr

from stakes.case.case import Case
from stakes.inference.model.joint_model import Split
from stakes.inference.model.sampled_part import frozen
from stakes.inference.sampling import Settings, compile_model, sample, with_data
from stakes.inference.states import LIKELIHOOD, WEIGHT
from stakes.processors import processors
from stakes.runs import store
from stakes.runs.calibration.simulation import Simulated

TARGET_ACCEPT = 0.9  # ranks forgive what a decision would not
WARM_UP, KEPT, THIN = 300, 50, 4  # draws: warm-up; kept for the ranks; of which every so many-th


class Mapper(Protocol):
    """A map over tasks, in any order of work, that yields results as they come."""

    def __call__[T, R](self, work: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]: ...


def by_threads[T, R](work: Callable[[T], R], tasks: Iterable[T]) -> Iterator[R]:
    """A map over as many threads as there are processors: the sampler lets go of Python's lock."""
    with ThreadPoolExecutor(processors()) as pool:
        try:
            yield from pool.map(work, tasks)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


@dataclass(frozen=True)
class Refits:
    """What a refit is made from, and where it is kept.

    Attributes
    ----------
    folder : of the refits, one file each.
    seed : of the sampler; each refit has a stream of its own.
    """

    folder: Path
    seed: int

    def path(self, number: int) -> Path:
        """File of a refit."""
        return self.folder / f"refit-{number:04d}.nc"

    def kept(self, number: int) -> xr.Dataset | None:
        """The refit as it was kept; None where it was not, or the file is torn."""
        if not self.path(number).is_file():
            return None
        with suppress(OSError, ValueError), xr.open_dataset(self.path(number)) as draws:
            return draws.load()
        return None


def refitted(
    refits: Refits,
    whole: Split,
    made: Simulated,
    each: Mapper = by_threads,
    say: Callable[[int, int], None] = lambda done, number: None,
) -> list[xr.Dataset]:
    """Draws of each refit, [draw, ...], those that are there already as they were kept.

    Parameters
    ----------
    refits : where they are kept, and their seed.
    whole : a case's model; its sampled part is compiled once, if any refit is lacking.
    made : the simulated data, one set a refit.
    each : what maps the refits over processors.
    say : takes how many are done, of how many, as each is.
    """
    number = made.truth.sizes["draw"]
    found = {i: draws for i in range(number) if (draws := refits.kept(i)) is not None}
    lacking = [i for i in range(number) if i not in found]
    if lacking:
        compiled = compile_model(frozen(whole.part, list(made.data)))

        def one(i: int) -> tuple[int, xr.Dataset]:
            data = {name: x[i] for name, x in made.data.items()}
            return i, _draws(compiled, data, refits.seed, i)

        for i, draws in each(one, lacking):
            store.write(refits.path(i), draws.to_netcdf)  # here: netCDF is not for several threads
            found[i] = draws
            say(len(found), number)
    return [found[i] for i in range(number)]


def _draws(compiled: Any, data: dict[str, np.ndarray], seed: int, number: int) -> xr.Dataset:
    own = int(np.random.SeedSequence([seed, number]).generate_state(1)[0])
    settings = Settings(KEPT * THIN, WARM_UP, 1, own, 1)
    tree = sample(with_data(compiled, data), settings, TARGET_ACCEPT)
    posterior = tree["posterior"].to_dataset()
    helpers = [v for v in posterior if str(v).endswith((LIKELIHOOD, WEIGHT))]
    thinned = posterior.drop_vars(helpers).isel(chain=0, draw=slice(THIN - 1, None, THIN))
    diverged = int(tree["sample_stats"]["diverging"].sum())
    return thinned.drop_vars(["chain", "draw"], errors="ignore").assign_attrs(diverged=diverged)


def fingerprint(case: Case, number: int, seed: int) -> str:
    """Of all that the refits of a structure are made from."""
    settings = {"refits": number, "seed": seed, "tune": WARM_UP, "kept": KEPT, "thin": THIN}
    return store.fit_fingerprint(case, case.as_of, settings, case.models)
