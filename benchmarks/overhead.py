"""What does the whole of ``stakes run --fresh`` cost beside one bare ``pm.sample`` call on the same model and draws?

Each is a process of its own, run in turns; the fastest of each counts, as other work on the machine can only slow one down.
Processor seconds stand beside: they say on a busy machine what the clock cannot.
Bare means build + pm.sample (with nutpie, its default) and nothing else: no prior or predictive draws, decision, report or file.
With --cold both start with an empty PyTensor compilation folder. Run: python benchmarks/overhead.py [--cold]
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

STAKES = Path(sys.executable).with_name("stakes")
TARGET = {"warm": 1.5, "cold": 1.2}
BARE = """
import sys, time
import pymc as pm
from stakes import fitting, sampling
from stakes.case import open_case
case = open_case(sys.argv[1])
with fitting.build(case):
    begun, used = time.perf_counter(), time.process_time()
    pm.sample(draws=fitting.DRAWS, tune=fitting.TUNE, chains=fitting.CHAINS, random_seed=case.seed,
              target_accept=sampling.TARGET_ACCEPT, progressbar=False)
    print(time.perf_counter() - begun, time.process_time() - used)
"""


def main() -> None:
    options = arguments()
    kind = "cold" if options.cold else "warm"
    if not (options.cold or options.filled):
        bare(options.case, None)
        whole(options.case, None)
    found: dict[str, list[tuple[float, float]]] = {"whole": [], "bare": [], "call": []}
    for turn in range(options.turns):
        for name in ("whole", "bare") if turn % 2 else ("bare", "whole"):
            with tempfile.TemporaryDirectory() as folder:
                caches = folder if options.cold else None
                for label, times in (whole if name == "whole" else bare)(options.case, caches).items():
                    found[label].append(times)
    labels = {"whole": "stakes run --fresh", "bare": "build + pm.sample, whole process", "call": "the pm.sample call alone"}
    best = {name: [min(column) for column in zip(*times, strict=True)] for name, times in found.items()}
    print(f"{kind} caches, {os.cpu_count()} processors, fastest of {options.turns}\n")
    print(f"{'':36s}{'seconds':>9s}{'ratio':>8s}{'CPU s':>9s}{'ratio':>8s}")
    for name, label in labels.items():
        columns = "".join(f"{mine:9.1f}{all_ / mine:8.2f}" for all_, mine in zip(best["whole"], best[name], strict=True))
        print(f"{label:36s}{columns}")
    print(f"\nTarget: {TARGET[kind]} at most against the bare process.")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--case", type=Path, default=Path(__file__).parents[1])
    parser.add_argument("--cold", action="store_true", help="start each process with an empty compilation folder")
    parser.add_argument("--filled", action="store_true", help="trust that the caches are filled and save a round")
    parser.add_argument("--turns", type=int, default=2, help="runs of each (default 2)")
    return parser.parse_args()


def bare(case: Path, caches: str | None) -> dict[str, tuple[float, float]]:
    """Wall and processor seconds of the process, and of the call in it."""
    times, out = timed([sys.executable, "-c", BARE, str(case)], caches)
    wall, processor = map(float, out.split()[-2:])
    return {"bare": times, "call": (wall, processor)}


def whole(case: Path, caches: str | None) -> dict[str, tuple[float, float]]:
    with tempfile.TemporaryDirectory() as out:
        return {"whole": timed([str(STAKES), "run", "--fresh", "--case", str(case), "--out", out], caches)[0]}


def timed(command: list[str], caches: str | None) -> tuple[tuple[float, float], str]:
    flags = {"PYTENSOR_FLAGS": f"base_compiledir={caches}"} if caches else {}
    before, begun = processor_seconds(), time.perf_counter()
    done = subprocess.run(command, env=os.environ | flags, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return (time.perf_counter() - begun, processor_seconds() - before), done.stdout


def processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
