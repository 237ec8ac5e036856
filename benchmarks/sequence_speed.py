"""Time and memory of a policy over three stages of five options, by number of draws; and of amounts
by number of levels.

    python benchmarks/sequence_speed.py [draws]

On a busy machine set OPENBLAS_NUM_THREADS=1: threads that wait for each other cost more than they
save. Values depend on all earlier choices, so that the last stage has 25 states.
"""

import resource
import sys
import time

import numpy as np
import xarray as xr

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


def memory():
    """Gigabytes that the process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    policy(stages(1000))  # imports and compilations
    for draws in (most // 4, most // 2, most):
        given, before, start = stages(draws), memory(), time.perf_counter()
        found = policy(given)
        spent = time.perf_counter() - start
        print(
            f"{draws} draws: {spent:.1f} s, {1e6 * spent / draws:.0f} us a draw, at most "
            f"{memory():.2f} GB ({before:.2f} before); {float(found['value']):.4f} to "
            f"{float(found['upper']):.4f}"
        )
