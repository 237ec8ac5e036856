"""How long does a backtest take, once compiled, and how much faster is a refit than
``pm.set_data`` + ``pm.sample``?

21 dates of the case, each with its decision. The plain way samples the complete model with the
evidence of a date, without any decision; it is extrapolated from its first calls.
Run: python benchmarks/backtest.py
"""

import argparse
import logging
import tempfile
import time
from datetime import date
from pathlib import Path

import pymc as pm

import stakes
from stakes.decision_json.options import Sampling
from stakes.inference import sampling
from stakes.runs.backtesting.backtest import tasks_of
from stakes.runs.backtesting.dates import dates
from stakes.runs.backtesting.decision_at import decided_at
from stakes.runs.many_fits import schedulers
from stakes.runs.many_fits.study import Study


def main() -> None:
    options = arguments()
    case = stakes.open_case(options.case)
    settings = Sampling(
        draws=options.draws, tune=options.tune, chains=options.chains, seed=case.seed
    )
    when = dates(case, options.first, options.last, options.every)
    compiling: list[tuple[float, float]] = []
    prepared = schedulers.prepared

    def timed(study):
        begun = time.perf_counter(), time.process_time()
        ready = prepared(study)
        compiling.append((time.perf_counter() - begun[0], time.process_time() - begun[1]))
        return ready

    schedulers.prepared = timed
    begun, used = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        found = stakes.backtest(
            case,
            *(options.first, options.last, options.every),
            sampling=settings,
            keep=options.keep or Path(folder),
            say=print,
        )
    (clock, processor), n = compiling[0], len(when)
    ours = (time.perf_counter() - begun - clock) / n, (time.process_time() - used - processor) / n
    failed = sum(bool(day.unconverged) for day in found.dates)
    retried = f"{failed} of {n} dates did not pass the gate"
    print(f"{case.title}: {n} dates, {options.chains} x ({options.tune} + {options.draws}) draws")
    print(f"compiled once: {clock:.0f} s ({processor:.0f} s of processor); {retried}")
    print(f"a date with its decision: {ours[0]:.1f} s ({ours[1]:.1f} s of processor)")
    print(f"all dates, once compiled: {n * ours[0]:.0f} s")
    if options.plain:
        theirs = plain(Study(case, decided_at, "", max(at.horizon for at in when)), when, options)
        print(f"pm.set_data + pm.sample: {theirs[0]:.1f} s ({theirs[1]:.1f} s of processor)")
        print(f"ratio: {theirs[0] / ours[0]:.0f} by clock, {theirs[1] / ours[1]:.0f} by processor")


def plain(study, when, options) -> tuple[float, float]:
    """Wall and processor seconds of one call."""
    logging.getLogger("pymc").setLevel(logging.WARNING)  # it lists every variable
    settings = Sampling(
        draws=options.draws, tune=options.tune, chains=options.chains, seed=study.case.seed
    )
    tasks = tasks_of(study, when[: options.plain], study.case.default_profile, settings)
    with stakes.build(study.modelled):
        begun, used = time.perf_counter(), time.process_time()
        for task in tasks:
            pm.set_data(task.data)
            pm.sample(
                draws=task.draws,
                tune=task.tune,
                chains=task.chains,
                random_seed=task.seed,
                target_accept=sampling.LARGE_ACCEPT,
                progressbar=False,
                compute_convergence_checks=False,
            )
        n = len(tasks)
        return (time.perf_counter() - begun) / n, (time.process_time() - used) / n


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--case", type=Path, default=Path(__file__).parents[1])
    parser.add_argument("--first", type=date.fromisoformat, default=date(2005, 6, 10))
    parser.add_argument("--last", type=date.fromisoformat, default=date(2025, 6, 10))
    parser.add_argument("--every", type=int, default=12, help="months (default 12)")
    parser.add_argument("--keep", type=Path, help="where the dates are kept, or found")
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--tune", type=int, default=500)
    parser.add_argument("--chains", type=int, default=4)
    parser.add_argument(
        "--plain", type=int, default=2, help="calls of pm.sample to extrapolate from (default 2)"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
