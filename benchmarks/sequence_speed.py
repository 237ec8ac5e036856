"""Time and memory of a policy over three stages of five options, by number of draws; and of amounts
by number of levels, as a ratio to five.

    python benchmarks/sequence_speed.py [draws]

On a busy machine set OPENBLAS_NUM_THREADS=1: threads that wait for each other cost more than they
save. Values depend on all earlier choices, so that the last stage has 25 states.
"""

import resource
import sys
import time

import numpy as np
import xarray as xr

from stakes.decision.amounts.best_amount import best_amount
from stakes.decision.sequence.policy import policy
from stakes.decision.sequence.stage import Stage

OPTIONS = [str(i) for i in range(5)]
LEVELS = np.linspace(-1, 1, 5)


def stages(draws, seed=1):
    """At each stage a level is chosen; to change it costs something."""
    rng = np.random.default_rng(seed)
    theta = rng.normal(size=(3, draws))
    earn = [
        xr.DataArray(np.outer(LEVELS, x) - 0.1 * LEVELS[:, None] ** 2, {"option": OPTIONS},
                     ("option", "sample"))
        for x in theta
    ]  # fmt: skip
    level = xr.DataArray(LEVELS, {"option": OPTIONS}, "option")
    found = []
    for t in range(3):
        change = sum(0.1 * abs(level - level.rename(option=f"stage_{s}")) for s in range(t))
        seen = {f"x_{t}": theta[t] + rng.normal(size=draws)}
        found.append(Stage(f"stage_{t}", earn[t] - change, seen))
    return found


def orders(levels, draws):
    """A newsvendor's profit at so many order quantities."""
    demand = np.random.default_rng(1).normal(100, 15, draws)
    order = np.linspace(1, 200, levels)
    profit = 8 * np.minimum(order[:, None], demand) - 5 * order[:, None]
    return xr.DataArray(profit, {"amount": order}, ("amount", "sample"))


def seconds(levels, draws):
    """Least of three, of processor."""
    value, spent = orders(levels, draws), []
    for _ in range(3):
        busy = time.process_time()
        best_amount(value)
        spent.append(time.process_time() - busy)
    return min(spent)


def memory():
    """Gigabytes that the process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    policy(stages(1000))  # imports and compilations
    for draws in (most // 4, most // 2, most):
        given, before = stages(draws), memory()
        start, busy = time.perf_counter(), time.process_time()
        found = policy(given)
        spent, busy = time.perf_counter() - start, time.process_time() - busy
        print(
            f"{draws} draws: {spent:.1f} s ({busy:.1f} of processor, "
            f"{1e6 * busy / draws:.0f} us a draw), at most {memory():.2f} GB "
            f"({before:.2f} before); {float(found['value']):.4f} to {float(found['upper']):.4f}"
        )
    few, many = seconds(5, most), seconds(200, most)
    print(
        f"{most} draws, amounts: 200 levels {many:.2f} s, 5 levels {few:.3f} s: "
        f"{many / few:.1f} times"
    )
