"""What draws say of many options, without a case: seconds, those of the processor, and most memory.

python benchmarks/many_options_of_draws.py [OPTIONS] [DRAWS]     500 and 4000 by default
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import xarray as xr

import stakes

NUMBERS = 6


def draws(options: int, count: int) -> tuple[xr.DataArray, dict[str, np.ndarray]]:
    """Values that hang on six numbers and on luck."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(count, NUMBERS))
    value = x @ rng.normal(0, 0.3, (NUMBERS, options)) + rng.normal(0, 0.1, options)
    value += rng.normal(0, 0.2, value.shape)
    coords = {"option": [f"option {i}" for i in range(options)]}
    return xr.DataArray(value, coords, ("sample", "option")), {
        f"number {i}": x[:, i] for i in range(NUMBERS)
    }


def main() -> None:
    given = [int(word) for word in sys.argv[1:]]
    value, numbers = draws(*given, *(500, 4000)[len(given) :])
    with tempfile.TemporaryDirectory() as folder:
        calls = {
            "compare": lambda: stakes.compare(value),
            "evppi": lambda: stakes.evppi(value, numbers),
            "summary": lambda: stakes.summary(value, numbers),
            "write_report": lambda: stakes.write_report(value, numbers, Path(folder) / "page.html"),
        }
        for name, call in calls.items():
            wall, own = time.perf_counter(), time.process_time()
            call()
            wall, own = time.perf_counter() - wall, time.process_time() - own
            most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
            print(f"{name}: {wall:.1f} s ({own:.1f} s), {most:.1f} GB", flush=True)


if __name__ == "__main__":
    main()
