"""Draws that do not fit in memory: `compare` and `evpi` of 1e6, 1e7 and 1e8 draws x 5 options in
zarr, beside the same in memory as far as it goes.

Each call has a process of its own, after one that compiles; its seconds are from the opened file to
the table, so that they hold the reading, and its peak memory is that of the process.

    uv run --group test python benchmarks/blocks.py --draws 1e6 1e7 1e8 --folder /tmp
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import xarray as xr

import stakes

OPTIONS, CHUNK = ["a", "b", "c", "d", "e"], 1_000_000
CALLS = {"compare": stakes.compare, "evpi": stakes.evpi}
IN_MEMORY = 10**7  # draws, up to which they are loaded as well


def write(folder, draws):
    """Draws of five options that share a part of what moves them, in a file."""
    from dask import array

    rng, chunk = array.random.default_rng(1), min(CHUNK, draws // 10)
    shared = rng.normal(size=(1, draws), chunks=(1, chunk))
    own = rng.gamma(2.0, size=(5, draws), chunks=(5, chunk))
    x = shared + own * np.array([[0.5], [1.0], [1.02], [1.5], [0.8]]) - 0.1 * np.arange(5)[:, None]
    value = xr.DataArray(x.rechunk((5, chunk)), {"option": OPTIONS}, ("option", "sample"))
    plain = {"value": {"compressors": None}}
    value.to_dataset(name="value").to_zarr(folder, encoding=plain, consolidated=False)


def measured(folder, call, loaded):
    """One call, in this process."""
    value = xr.open_zarr(folder, chunks={}, consolidated=False)["value"]
    clock, processor = time.perf_counter(), time.process_time()
    value = value.compute() if loaded else value
    table = CALLS[call](value)
    return {
        "seconds": time.perf_counter() - clock,
        "processor": time.process_time() - processor,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
        "table": {name: np.atleast_1d(v.values).tolist() for name, v in table.data_vars.items()},
        "off": table.attrs.get("quantile_error", 0.0),
    }


def beside(folder, call, loaded):
    """The same in a process of its own."""
    command = [sys.executable, __file__, "--one", str(folder), call, str(int(loaded))]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def furthest(blocks, memory):
    """Largest difference of each table: of quantiles, and relative of all else."""
    quantiles, rest = 0.0, 0.0
    for name, column in memory["table"].items():
        if isinstance(column[0], str):
            assert column == blocks["table"][name]
            continue
        away = np.abs(np.subtract(blocks["table"][name], column, dtype=float)).max()
        if name in ("lower", "upper"):
            quantiles = max(quantiles, away)
        else:
            rest = max(rest, away / max(np.abs(column).max(), 1e-300))
    return quantiles, rest


def report(draws, folder):
    path = Path(tempfile.mkdtemp(dir=folder)) / "draws.zarr"
    try:
        write(path, draws)
        for call in CALLS:
            found = beside(path, call, False)
            said = (
                f"{found['seconds']:.1f} s ({found['processor']:.1f} CPU), {found['peak']:.2f} GiB"
            )
            print(f"{draws:.0e} draws, {call}, in blocks: {said}", flush=True)
            if draws > IN_MEMORY:
                continue
            loaded = beside(path, call, True)
            quantiles, rest = furthest(found, loaded)
            print(
                f"{draws:.0e} draws, {call}, in memory: {loaded['seconds']:.1f} s "
                f"({loaded['processor']:.1f} CPU), {loaded['peak']:.2f} GiB; in blocks "
                f"{found['seconds'] / loaded['seconds']:.1f} times as long; quantiles differ by "
                f"{quantiles:.1e} (stated: {found['off']:.1e}), all else by {rest:.1e} of itself",
                flush=True,
            )
    finally:
        shutil.rmtree(path.parent)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", nargs="+", type=float, default=[1e6, 1e7])
    parser.add_argument("--folder", default=tempfile.gettempdir())
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        folder, call, loaded = given.one
        print(json.dumps(measured(folder, call, bool(int(loaded)))))
        return
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}", flush=True)
    stakes.compare(
        xr.DataArray(np.random.default_rng(1).normal(size=(2, 600_000)), dims=("option", "sample"))
    )
    for draws in given.draws:
        report(int(draws), given.folder)


if __name__ == "__main__":
    main()
