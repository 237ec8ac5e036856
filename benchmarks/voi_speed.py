"""Time and memory of value of information: 10 single parameters x 4 options, joint ones, 20 study
sizes.

    python benchmarks/voi_speed.py [draws]

On a busy machine set OPENBLAS_NUM_THREADS=1: threads that wait for each other cost more than they
save.
"""

import resource
import sys
import time

import numpy as np
import xarray as xr

from stakes.decision.information.choice import choice
from stakes.decision.information.partial_perfect_information import evppi
from stakes.decision.information.regression_estimator import regress
from stakes.decision.information.sample_information import evsi


def case(n):
    rng = np.random.default_rng(0)
    x, slope = rng.normal(size=(10, n)), rng.normal(size=(4, 10))
    value = xr.DataArray(
        slope @ x + rng.normal(size=(4, n)) + 0.1 * np.arange(4)[:, None], dims=("option", "sample")
    )
    return value, xr.Dataset({f"x{i}": ("sample", row) for i, row in enumerate(x)})


def study(theta, n, sizes=range(1, 21)):
    rng, x = np.random.default_rng(1), theta["x0"].values[:n]
    means = np.stack([x + rng.normal(0, size**-0.5, n) for size in sizes])
    return xr.Dataset({"mean": (("size", "sample"), means)}, {"size": list(sizes)})


def timed(name, call, repeat=3):
    best, cpu = np.inf, np.inf
    for _ in range(repeat):
        wall, used = time.perf_counter(), time.process_time()
        call()
        best, cpu = min(best, time.perf_counter() - wall), min(cpu, time.process_time() - used)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"| {name} | {best:.2f} | {cpu:.2f} | {peak:.2f} |", flush=True)


def main(n=100_000):
    value, theta = case(n)
    few = study(theta, 10_000)
    names = [str(v) for v in theta]
    rows = [theta[v].values for v in names]
    given = choice(value)
    print(
        f"{n} draws, 4 options; best of 3\n\n| what | wall s | CPU s | peak GB so far "
        "|\n|---|---|---|---|"
    )
    timed(
        "10 single, estimates alone",
        lambda: [regress(choice(value) if i == 0 else given, [x]) for i, x in enumerate(rows)],
    )
    timed("10 single, with errors and floors", lambda: evppi(value, theta))
    timed("20 study sizes at 10,000 draws", lambda: evsi(value.isel(sample=slice(10_000)), few))
    for count in (2, 4, 5, 10):
        timed(f"{count} joint, estimate alone", lambda k=count: regress(given, list(rows[:k])))
        timed(
            f"{count} joint, with error and floor",
            lambda k=count: evppi(value, theta, {"joint": names[:k]}),
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
