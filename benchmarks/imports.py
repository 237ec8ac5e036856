"""How long does ``import stakes`` take, byte-compiled, and what takes longest of it?

Each import is made in a process of its own, which writes nothing; the bytes are compiled before.
Seconds are those of ``python -X importtime``: of the import alone, without the interpreter's start.
Run: python benchmarks/imports.py [--turns 9]
"""

import argparse
import compileall
import re
import statistics
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

TARGET = 0.2
STATEMENTS = {  # what is imported, by when
    "import stakes": "at once",
    "import stakes.cli": "by every command",
    "from stakes import open_case": "by what reads a case",
    "from stakes import compare": "by what decides, on any draws",
    "from stakes import fit": "by what samples",
}
ROW = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \| (\s*)(\S+)$", re.MULTILINE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=9, help="processes for each (default 9)")
    turns = parser.parse_args().turns
    compileall.compile_dir(Path(find_spec("stakes").origin).parent, quiet=1)
    print("| | seconds, median | least | most | needed |\n|---|---|---|---|---|")
    for statement, when in STATEMENTS.items():
        found = sorted(seconds(statement) for _ in range(turns))
        print(
            f"| `{statement}` | {statistics.median(found):.4f} | {found[0]:.4f} | {found[-1]:.4f} "
            f"| {when} |"
        )
    taken = statistics.median(seconds("import stakes") for _ in range(turns))
    print(
        f"\n`import stakes`: {taken:.4f} s, {'under' if taken < TARGET else 'OVER'} the {TARGET} "
        "s that are asked for"
    )


def seconds(statement: str) -> float:
    """What a statement's imports took in a fresh process: those at the top, less what the
    interpreter imports by itself.
    """
    return _imported(statement) - _imported("pass")


def _imported(code: str) -> float:
    command = [sys.executable, "-X", "importtime", "-c", code]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    return sum(int(total) for _, total, depth, _ in ROW.findall(said) if not depth) / 1e6


if __name__ == "__main__":
    main()
