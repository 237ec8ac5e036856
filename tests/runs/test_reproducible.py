"""The same bytes: whatever the cache holds, on one core or two, with one thread of BLAS or two,
whatever ran before.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TEMPLATE = Path(__file__).parents[2] / "src/stakes/starter_case"
RUN = """
import os, sys
from pathlib import Path
root, out, cores = sys.argv[1:]
mine = sorted(os.sched_getaffinity(0))
os.sched_setaffinity(0, mine[: int(cores)])
from stakes.case.case import open_case
from stakes.runs.pipeline import run, usual
case = open_case(Path(root))
run(case, usual(case, draws=1000, tune=500, chains=4, progress=False), Path(out), print)
"""
FILES = ("fit.nc", "fit.rising.nc", "decision.json")
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not hasattr(os, "sched_setaffinity"), reason="cores can be taken away on Linux only"
    ),
]


def made(
    root: Path, out: Path, cache: Path, *, cores: int, threads: int, hashes: int
) -> dict[str, bytes]:
    """What a run in a process of its own leaves, by name."""
    kept = {k: v for k, v in os.environ.items() if k not in THREADS}
    caches = {"PYTENSOR_FLAGS": f"base_compiledir={cache}", "NUMBA_CACHE_DIR": str(cache / "numba")}
    environment = (
        kept | dict.fromkeys(THREADS, str(threads)) | caches | {"PYTHONHASHSEED": str(hashes)}
    )
    command = [sys.executable, "-c", RUN, str(root), str(out), str(cores)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert ("In a process of its own" in done.stdout) == (
        cores > 1 and len(os.sched_getaffinity(0)) > 1
    )
    return {name: (out / name).read_bytes() for name in FILES}


def differences(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Files that differ; of the decision, the paths."""
    named = [name for name in FILES if one[name] != other[name]]
    if "decision.json" in named:
        a, b = (dict(_leaves(json.loads(files["decision.json"]))) for files in (one, other))
        named += [path for path in {**a, **b} if a.get(path) != b.get(path)][:20]
    return named


def _leaves(node, path=""):
    if not isinstance(node, dict | list):
        yield path, node
        return
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        yield from _leaves(value, f"{path}.{key}")


def test_cache_cores_threads_and_hashes_do_not_matter(tmp_path):
    root = Path(
        shutil.copytree(TEMPLATE, tmp_path / "case", ignore=shutil.ignore_patterns("__pycache__"))
    )
    cold = made(root, tmp_path / "cold", tmp_path / "cache", cores=2, threads=2, hashes=1)
    warm = made(root, tmp_path / "warm", tmp_path / "cache", cores=1, threads=1, hashes=2)
    assert differences(cold, warm) == []
    assert all(cold.values())


def test_a_difference_would_be_seen():
    one = {
        "fit.nc": b"a",
        "fit.rising.nc": b"b",
        "decision.json": b'{"best": "wall", "leads": [1.0, 2.0]}',
    }
    other = one | {"decision.json": b'{"best": "wall", "leads": [1.0, 2.0000000000000004]}'}
    assert differences(one, other) == ["decision.json", ".leads.1"]
    assert differences(one, one | {"fit.nc": b"A"}) == ["fit.nc"]
