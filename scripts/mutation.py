"""Mutation testing: of small faults put into some modules, how many do the tests notice?

    uv run --all-groups --with cosmic-ray --with pytest-cov python scripts/mutation.py \
        src/stakes/decision/draws src/stakes/decision/information --tests tests/decision

The places are drawn at random, and at each one of Cosmic Ray's faults. Tests that run through the
place have a try at it, the quickest first, up to some seconds; a fault that they all pass is a
survivor, which is printed. All this is done in a copy of the repository.
"""

import argparse
import ast
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from coverage import CoverageData

ROOT = Path(__file__).parents[1]
LEFT_OUT = ("RemoveDecorator", "VariableReplacer", "VariableInserter")
SECONDS = 25.0  # of tests that have a try at a fault
PATIENCE = 3.0  # times as long as the tests take, after which a fault has made a loop endless


class Fault(NamedTuple):
    path: str
    line: int
    column: int
    operator: str
    occurrence: int

    @property
    def place(self) -> tuple[str, int, int, str]:
        """Where it is and of what kind: an operator can be replaced by each of many others."""
        kind = re.match(r"core/(ReplaceBinary|ReplaceComparison|ReplaceUnary|\w+)", self.operator)
        return self.path, self.line, self.column, kind[1] if kind else ""


def faults(path: Path, name: str) -> list[Fault]:
    """All faults of a module, but those in annotations."""
    source = path.read_text(encoding="utf-8")
    nodes, said = list(ast_nodes(get_ast(source))), annotations(source)
    found = []
    for name_of in sorted(operator_names()):
        if name_of.endswith(LEFT_OUT):
            continue
        operator = get_operator(name_of)()
        starts = [start for node in nodes for start, _ in operator.mutation_positions(node)]
        found += [Fault(name, *at, name_of, i) for i, at in enumerate(starts) if at not in said]
    return found


def annotations(source: str) -> set[tuple[int, int]]:
    """Places (line, column) in annotations, where a fault changes nothing."""
    places = set()
    for node in ast.walk(ast.parse(source)):
        for said in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if isinstance(said, ast.expr) and said.lineno == said.end_lineno:
                places |= {(said.lineno, c) for c in range(said.col_offset, said.end_col_offset)}
        if isinstance(node, ast.TypeAlias):
            places |= {(node.lineno, c) for c in range(500)}
    return places


def drawn(root: Path, folders: list[str], count: int, seed: int) -> list[Fault]:
    """So many faults, no two at a place."""
    places = defaultdict(list)
    for folder in folders:
        for path in sorted((root / folder).rglob("[!_]*.py")):
            for fault in faults(path, path.relative_to(root).as_posix()):
                places[fault.place].append(fault)
    rng = random.Random(seed)
    chosen: list[Fault] = []
    for place in rng.sample(sorted(places), len(places)):
        if len(chosen) < count and compiles(root, fault := rng.choice(places[place])):
            chosen.append(fault)
    return sorted(chosen)


def compiles(root: Path, fault: Fault) -> bool:
    """Whether there is still a program: a fault that is none proves nothing of the tests."""
    try:
        ast.parse(mutated(root, fault))
    except SyntaxError:
        return False
    return True


def mutated(root: Path, fault: Fault) -> str:
    """The module with the fault."""
    source = (root / fault.path).read_text(encoding="utf-8")
    return str(mutate_code(source, get_operator(fault.operator)(), fault.occurrence))


def pytest(copy: Path, *arguments: str, timeout: float | None = None) -> int:
    """Exit status of pytest in the copy; 1 if it takes too long."""
    environment = os.environ | {
        "PYTHONPATH": str(copy / "src"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "CI": "true",
    }
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    try:
        done = subprocess.run(
            command, cwd=copy, env=environment, timeout=timeout, capture_output=True
        )
    except subprocess.TimeoutExpired:
        return 1
    return done.returncode


class Tests(NamedTuple):
    seconds: dict[str, float]
    through: dict[str, dict[int, set[str]]]  # by file and line, the tests that run through it

    def of(self, fault: Fault) -> list[str]:
        """Tests that run through the fault, the quickest first; of a constant, through its file."""
        lines = self.through.get(fault.path, {})
        found = lines.get(fault.line, set()) or set().union(*lines.values())
        out, spent = [], 0.0
        for test in sorted(found & self.seconds.keys(), key=lambda t: (self.seconds[t], t)):
            spent += self.seconds[test]
            if spent > SECONDS and out:
                break
            out.append(test)
        return out


def measured(copy: Path, tests: list[str]) -> Tests:
    """Every test run once: how long it takes, and which lines it runs through."""
    measure = ("--cov=stakes", "--cov-context=test", "--cov-report=", "--junitxml=tests.xml")
    if pytest(copy, *tests, *measure):
        raise SystemExit("the tests fail without any fault")
    seconds = {}
    for case in ElementTree.parse(copy / "tests.xml").iter("testcase"):
        name = f"{case.attrib['classname'].replace('.', '/')}.py::{case.attrib['name']}"
        seconds[name] = float(case.attrib["time"])
    data = CoverageData(str(copy / ".coverage"))
    data.read()
    through = {
        Path(file).relative_to(copy).as_posix(): {
            line: {c.partition("|")[0] for c in contexts if c}
            for line, contexts in data.contexts_by_lineno(file).items()
        }
        for file in data.measured_files()
    }
    return Tests(seconds, through)


def survives(copy: Path, fault: Fault, tests: Tests) -> bool:
    """Whether no test notices the fault."""
    chosen = tests.of(fault)
    if not chosen:
        return True
    file, patience = copy / fault.path, 30 + PATIENCE * sum(tests.seconds[t] for t in chosen)
    source = file.read_text(encoding="utf-8")
    file.write_text(mutated(copy, fault), encoding="utf-8")
    try:
        return pytest(copy, "-x", *chosen, timeout=patience) == 0
    finally:
        file.write_text(source, encoding="utf-8")


def shown(root: Path, fault: Fault) -> str:
    """The line before and after."""
    before = (root / fault.path).read_text(encoding="utf-8").splitlines()[fault.line - 1]
    after = mutated(root, fault).splitlines()[fault.line - 1]
    return f"{fault.path}:{fault.line}\n    - {before.strip()}\n    + {after.strip()}"


def main() -> None:
    """Draw faults, try the tests at each, print the survivors and the score."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--tests", nargs="+", required=True)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder).resolve()
        for part in ("src", "tests"):
            shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", copy)
        chosen = drawn(copy, given.folders, given.count, given.seed)
        tests = measured(copy, given.tests)
        survivors = []
        for n, fault in enumerate(chosen, 1):
            if survives(copy, fault, tests):
                survivors.append(fault)
                print(f"{n} of {len(chosen)} survives: {shown(copy, fault)}", flush=True)
    killed = len(chosen) - len(survivors)
    print(f"{killed} of {len(chosen)} faults noticed: {100 * killed / len(chosen):.0f} %")


if __name__ == "__main__":
    main()
