"""What does a first run cost, in seconds and megabytes, and by which step?

Installs the case's repository afresh (no cache of packages), then runs ``stakes run --fresh`` with
empty caches of compiled code and once more with full ones, each time beside one bare ``pm.sample``
(nutpie, the same complete model, draws and target) in a process of its own with caches in the same
state. Run: python benchmarks/cold.py [--here] [--turns 3]
"""

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
TARGET = {"cold": 0.8, "warm": 0.7}
IMPORTS = (
    "import stakes.cli, stakes.inference.fitting, stakes.inference.structures, "
    "stakes.assessment.findings, "
)
IMPORTS += "stakes.report.page, stakes.report.terminal"
BARE = """
import sys, time
import pymc as pm
from stakes.inference import fitting
from stakes.case.case import open_case
case = open_case(sys.argv[1])
with fitting.build(case):
    begun = time.perf_counter()
    pm.sample(draws=fitting.DRAWS, tune=fitting.TUNE, chains=fitting.CHAINS, random_seed=case.seed,
        nuts_sampler="nutpie",
              target_accept=float(sys.argv[2]), progressbar=False)
    print(time.perf_counter() - begun)
"""


def main() -> None:
    options = arguments()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = Path(sys.executable) if options.here else installed(folder)
        for turn in range(options.turns):
            caches = {who: folder / f"{who}{turn}" for who in ("whole", "bare")}
            for state in ("cold", "warm"):
                run(python, state, caches, folder, options.target)
    print(
        f"\nLoad of {os.cpu_count()} processors at the end: {os.getloadavg()[0]:.1f}. If it is "
        "busy, trust ratios, not seconds."
    )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--here", action="store_true", help="do not install: run in this environment"
    )
    parser.add_argument(
        "--target",
        type=float,
        default=0.95,
        help="target acceptance of the bare call (default .95, as ours)",
    )
    parser.add_argument("--turns", type=int, default=1, help="runs of each (default 1)")
    return parser.parse_args()


def installed(folder: Path) -> Path:
    """A fresh clone with what the main job needs, installed without a cache: its Python."""
    clone = folder / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    environment = clean(folder) | {"UV_CACHE_DIR": str(folder / "packages"), "UV_NO_PROGRESS": "1"}
    for title in ("install, no package cached", "install, all packages cached"):
        shutil.rmtree(clone / ".venv", ignore_errors=True)
        (clone / "uv.lock").unlink(missing_ok=True)
        done = timed([uv(), "sync"], environment, clone)
        steps = re.findall(
            r"(Resolved|Prepared|Installed|Bytecode compiled) (\d+) \w+ in ([\d.]+)(ms|s)", done.err
        )
        parts = {
            word.lower(): float(n) / (1000 if unit == "ms" else 1) for word, _, n, unit in steps
        }
        row(title, done.wall, done.processor, parts)
    python = clone / ".venv/bin/python"
    sizes, own = wheels(clone), disk(clone / ".venv")
    print(
        f"  {len(sizes)} packages, {sum(sizes.values()) / 2**20:.0f} MiB to download, {own} MiB "
        "on disk"
    )
    for title in ("first import, which byte-compiles", "second import"):
        done = timed([str(python), "-c", IMPORTS], clean(folder), clone)
        row(title, done.wall, done.processor, {})
    return python


def run(python: Path, state: str, caches: dict[str, Path], folder: Path, target: float) -> None:
    """The whole run, and the bare call, with caches of compiled code in one state."""
    command = [
        str(python.with_name("stakes")),
        "run",
        "--fresh",
        "--case",
        str(ROOT),
        "--out",
        str(folder / "results"),
    ]
    whole = timed(command, clean(folder, caches["whole"]), ROOT)
    line = re.search(r"Seconds by step: (.*)\.$", whole.err, re.MULTILINE)
    steps = (
        {name: float(n) for name, n in re.findall(r"(\w+) ([\d.]+)(?:,|$)", line[1])}
        if line
        else {}
    )
    row(
        f"stakes run --fresh, {state}",
        whole.wall,
        whole.processor,
        steps | {"start, imports, rest": whole.wall - sum(steps.values())},
    )
    bare = timed(
        [str(python), "-c", BARE, str(ROOT), str(target)], clean(folder, caches["bare"]), ROOT
    )
    call = float(bare.out.split()[-1])
    row(f"bare pm.sample, {state}", bare.wall, bare.processor, {"the call": call})
    ratios = (
        f"{whole.wall / bare.wall:.2f} by the clock, {whole.processor / bare.processor:.2f} "
        "by the processor"
    )
    print(
        f"  ratio, {state}: {ratios}; {whole.wall / call:.2f} against the call alone; target "
        f"{TARGET[state]} by the clock"
    )


class Timed:
    """A finished process: what it said, its seconds by the clock and of processor."""

    def __init__(
        self, done: subprocess.CompletedProcess[str], wall: float, processor: float
    ) -> None:
        self.out, self.err, self.wall, self.processor = done.stdout, done.stderr, wall, processor


def timed(command: list[str], environment: dict[str, str], where: Path) -> Timed:
    before, begun = processor_seconds(), time.perf_counter()
    done = subprocess.run(
        command, env=environment, cwd=where, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stderr}")
    return Timed(done, time.perf_counter() - begun, processor_seconds() - before)


def processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def clean(folder: Path, caches: Path | None = None) -> dict[str, str]:
    """The environment without what a user has not: another home, own caches, .pyc files written."""
    kept = {
        k: v
        for k, v in os.environ.items()
        if k not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "VIRTUAL_ENV")
    }
    home = {"HOME": str(folder / "home")}
    return (
        kept
        | home
        | (
            {"PYTENSOR_FLAGS": f"base_compiledir={caches}", "NUMBA_CACHE_DIR": f"{caches}/numba"}
            if caches
            else {}
        )
    )


def uv() -> str:
    found = shutil.which("uv")
    return found or sys.exit("uv is not on PATH: pip install uv, or run with --here")


def wheels(clone: Path) -> dict[str, int]:
    """Bytes to download of each installed package, as the lock file of this moment records them."""
    have = {name.lower().replace("_", "-") for name in names(clone)}
    found = {}
    for package in tomllib.loads((clone / "uv.lock").read_text(encoding="utf-8"))["package"]:
        if package["name"] in have and package.get("wheels"):
            found[package["name"]] = fitting_size(package["wheels"])
    return found


def names(clone: Path) -> Iterator[str]:
    for info in (clone / ".venv").glob("lib/python*/site-packages/*.dist-info"):
        yield info.name.rpartition("-")[0].rpartition("-")[0] or info.name.partition("-")[0]


def fitting_size(files: list[dict[str, int | str]]) -> int:
    """Size of the wheel that an installer would choose on this machine."""
    from packaging.tags import sys_tags
    from packaging.utils import parse_wheel_filename

    order = {tag: i for i, tag in enumerate(sys_tags())}
    ranked = [
        (
            min(
                order.get(tag, len(order))
                for tag in parse_wheel_filename(str(file["url"]).rpartition("/")[2])[3]
            ),
            int(file["size"]),
        )
        for file in files
    ]
    return min(ranked)[1]


def disk(folder: Path) -> int:
    return round(sum(file.lstat().st_size for file in folder.rglob("*")) / 2**20)


def row(title: str, wall: float, processor: float, parts: dict[str, float]) -> None:
    split = ", ".join(f"{name} {seconds:.1f}" for name, seconds in parts.items())
    print(f"{title:36s}{wall:8.1f} s{processor:8.1f} s CPU   {split}", flush=True)


if __name__ == "__main__":
    main()
