"""A run of the starter case with many options, walls of many heights: seconds by step, most memory
and the sizes of what it writes, by number of options.

    python benchmarks/many_options.py 20 100 500 [--draws 2500] [--profile]

The fit is made once and is the same for all. Each number of options is run in a process of its own,
one after another; `--profile` says where the time goes.
"""

import argparse
import cProfile
import os
import pstats
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from stakes.case.case import open_case
from stakes.new import new_case
from stakes.runs.pipeline import DECISION, REPORT, run, usual

WALL = """
[options.wall_{i}]
label = "Wall {i}"
description = "{height:.3f} metres more."
measure = "wall"
height = {height:.4f}
"""
BEFORE = {  # what a metre more does and costs, instead of the one wall of the starter case
    'b["raised_top"]': 'b["raised_top"] - 1.0 + option.amounts["height"]',
    '-b["cost_wall"] * now': '-b["cost_wall"] * option.amounts["height"] ** 0.7 * now',
}


def many(folder, options):
    """The starter case with so many options in all, most of them walls up to two metres higher."""
    new_case(folder)
    chosen = folder / "analysis/options.toml"
    text = chosen.read_text()
    text = text.replace("[agreed]", '[amounts]\nheight = "m"\n\n[agreed]')
    text = text.replace('measure = "wall"\n', 'measure = "wall"\nheight = 1.0\n')
    walls = range(1, options - 3)
    heights = ((i, 0.2 + 1.8 * i / options) for i in walls)
    chosen.write_text(text + "".join(WALL.format(i=i, height=height) for i, height in heights))
    meeting = folder / "analysis/consequences.py"
    code = meeting.read_text()
    for old, new in BEFORE.items():
        code = code.replace(old, new)
    meeting.write_text(code)
    return folder


def one(folder, out, draws, profile):
    """A run after the fit was made: seconds, memory, sizes."""
    if hasattr(os, "sched_setaffinity"):  # one core, so that nothing is done in a process beside
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    case = open_case(folder)
    settings = usual(case, draws=draws, tune=draws, progress=False, allow_unconverged=True)
    watch = cProfile.Profile()
    start, busy = time.perf_counter(), time.process_time()
    if profile:
        watch.enable()
    run(case, settings, out, lambda line: None)
    watch.disable()
    spent, busy = time.perf_counter() - start, time.process_time() - busy
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    sizes = [(out / name).stat().st_size / 1e6 for name in (DECISION, REPORT)]
    print(
        f"{len(case.options)} options, {draws} draws a chain: {spent:.0f} s ({busy:.0f} of "
        f"processor), at most {most:.2f} GB; {sizes[0]:.1f} MB of {DECISION}, {sizes[1]:.1f} MB "
        f"of {REPORT}",
        flush=True,
    )
    if profile:
        pstats.Stats(watch).sort_stats("cumulative").print_stats("stakes", 70)


def main():
    asked = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    asked.add_argument("options", nargs="+", type=int)
    asked.add_argument("--draws", type=int, default=2500)
    asked.add_argument("--profile", action="store_true")
    asked.add_argument("--out", type=Path)
    given = asked.parse_args()
    out = given.out or Path(tempfile.mkdtemp())
    if len(given.options) == 1:
        folder = out / f"case_{given.options[0]}"
        if not folder.exists():
            many(folder, given.options[0])
        one(folder, out / "results", given.draws, given.profile)
        return
    given_to_each = ["--draws", str(given.draws), "--out", str(out)]
    for options in given.options:
        more = ["--profile"] if given.profile else []
        subprocess.run(
            [sys.executable, __file__, str(options), *given_to_each, *more],
            check=True,
        )


if __name__ == "__main__":
    main()
