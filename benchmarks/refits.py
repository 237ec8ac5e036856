"""How much faster is refitting a model compiled once than ``pm.set_data`` + ``pm.sample`` for each
data set?

The case's own model and 100 data sets replicated from its posterior, each fitted with 2 chains of
500 + 500 draws. The plain way samples the complete model, ours what of it the evidence speaks to.
The plain one is extrapolated from its first calls, made once all that disk can cache is cached.
Run: python benchmarks/refits.py
"""

import argparse
import logging
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pymc as pm
from pytensor.graph.traversal import ancestors

from stakes.case.case import open_case
from stakes.inference import assembly, fitting
from stakes.inference.apart.drawing import sample
from stakes.inference.apart.parts import parted
from stakes.inference.sampling import LARGE_ACCEPT, Settings

MEAN_OF = "block_spread"  # sampled both ways
SAMPLING = {"draws": 500, "tune": 500, "chains": 2}


def main() -> None:
    options = arguments()
    case = open_case(options.case)
    whole = fitting.split(case, fitting.build(case))
    begun = time.perf_counter()
    compiled = parted(whole.part).compiled()
    compiling = time.perf_counter() - begun
    sets = replicates(case, whole, compiled, options.refits)
    ours, means = timed(refit_all, compiled, sets, options.workers)
    theirs, expected = timed(plain, whole.model, sets[: options.plain])
    error = np.abs(np.array(means[: len(expected)]) - expected).max()
    per, each = ours / len(sets), theirs / len(expected)
    print(
        f"{case.title}: {len(sets)} data sets, 2 x (500 + 500) draws, {os.cpu_count()} "
        f"processors, {options.workers} at once\n"
    )
    print(f"{'':40s}{'seconds':>9s}{'a refit':>9s}{'CPU s a refit':>15s}")
    titles = (
        f"compiled once ({compiling:.0f} s apart)",
        f"pm.set_data + pm.sample (from {len(expected)})",
    )
    for title, (clock, processor) in zip(titles, (per, each), strict=True):
        print(f"{title:40s}{clock * len(sets):9.1f}{clock:9.2f}{processor:15.2f}")
    print(f"{'ratio':40s}{'':9s}{each[0] / per[0]:9.0f}{each[1] / per[1]:15.0f}")
    print(
        f"{'ratio, compilation included':40s}{'':9s}{
            each[0] * len(sets) / (per[0] * len(sets) + compiling):9.0f}"
    )
    print(f"\nLargest difference of a posterior mean of {MEAN_OF} between the two: {error:.3f}")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--case", type=Path, default=Path(__file__).parents[1])
    parser.add_argument(
        "--refits", type=int, default=100, help="data sets, up to 500 (default 100)"
    )
    parser.add_argument(
        "--plain", type=int, default=3, help="calls of pm.sample to extrapolate from (default 3)"
    )
    parser.add_argument(
        "--workers",
        type=int,
        default=2,
        help="refits at once; the sampler releases the GIL (default 2)",
    )
    return parser.parse_args()


def replicates(case, whole, compiled, number: int) -> list[dict[str, np.ndarray]]:
    """Data sets replicated from the posterior, by the name of the ``pm.Data`` that holds each."""
    trace = sample(compiled, Settings(**SAMPLING, seed=case.seed))
    model = whole.model
    shape = (SAMPLING["chains"], SAMPLING["draws"])
    fit = assembly.assemble(case, whole, assembly.Sampled(trace, shape, case.seed))
    drawn = fit["posterior_predictive"].to_dataset()
    holder = {rv.name: data_of(model, rv) for rv in model.observed_RVs}
    kinds = {name: value.dtype for name, value in assembly.evidence_of(model).items()}
    return [
        {holder[name]: drawn[name].to_numpy()[0, i].astype(kinds[holder[name]]) for name in holder}
        for i in np.linspace(0, drawn.sizes["draw"] - 1, number).astype(int)
    ]


def data_of(model, observed) -> str:
    """Name of the ``pm.Data`` behind the value of an observed variable."""
    behind = set(ancestors([model.rvs_to_values[observed]])) & set(model.data_vars)
    (data,) = behind
    return data.name


def timed(work: Callable[..., list[float]], *arguments) -> tuple[np.ndarray, list[float]]:
    """Wall and processor seconds, and what came out."""
    begun, used = time.perf_counter(), time.process_time()
    found = work(*arguments)
    return np.array([time.perf_counter() - begun, time.process_time() - used]), found


def refit_all(compiled, sets, workers: int) -> list[float]:
    def refit(job):
        seed, data = job
        return (
            sample(
                compiled.with_data(data),
                Settings(**SAMPLING, seed=seed, cores=1),
            )
            .posterior[MEAN_OF]
            .mean()
            .item()
        )

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(refit, enumerate(sets)))


def plain(model, sets) -> list[float]:
    logging.getLogger("pymc").setLevel(logging.WARNING)  # it lists every variable
    means = []
    with model:
        for seed, data in enumerate(sets):
            pm.set_data(data)
            fit = pm.sample(
                **SAMPLING,
                random_seed=seed,
                target_accept=LARGE_ACCEPT,
                progressbar=False,
                compute_convergence_checks=False,
            )
            means.append(fit.posterior[MEAN_OF].mean().item())
    return means


if __name__ == "__main__":
    main()
