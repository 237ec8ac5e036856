"""Small cases with faults put into their files and code: whatever is wrong must be a line, never a
traceback.

    python scripts/mutated_cases.py [COUNT] [SEED]     COUNT: 10000 by default

Each fault is put into a fresh copy of a small case; then it is opened, as by `stakes check`, and if
nothing is found its code is tried on a few draws of the prior, as before a fit. Printed are what
came as anything but a `CaseError`, and how many of the faults were found. Each has a process of its
own: what one breaks of numpy does not break the next.
"""

import ast
import io
import random
import re
import resource
import shutil
import signal
import sys
import tempfile
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from stakes.authoring.explained import UNKNOWN, code_of
from stakes.case.case import open_case
from stakes.errors import CaseError
from stakes.runs.trial import try_out

ROOT = Path(__file__).parents[1]
CASES = (
    ROOT / "tests/tiny",
    ROOT / "tests/bare",
    ROOT / "src/stakes/starter_case",
    *sorted(path.parent for path in (ROOT / "examples").glob("*/case.toml")),
)
SECONDS, MEMORY = 60, 6 * 2**30  # that one case may take
FINE = ("sound", "refused", "too large")
NUMBERS = ("0", "-1", "1", "2", "1e400", "nan", "-inf", "0.5", "1e-300", "99999999999", "true")
WORDS = ('""', "[]", "{}", '"x"', "2010-13-01", "2011-06-10", "é", "\0", "\t", "'", "#")
CODES = ("None", "1", "[]", "float('nan')", "'text'", "{}", "lambda: 0", "1 / 0", "(1, 2)")


def _lines(change: Callable[[random.Random, list[str]], list[str]]) -> Callable[..., str]:
    """A change of the lines of a text."""
    return lambda r, text: "\n".join(change(r, text.split("\n")))


def _without(r: random.Random, lines: list[str]) -> list[str]:
    i = r.randrange(len(lines))
    return lines[:i] + lines[i + 1 :]


def _twice(r: random.Random, lines: list[str]) -> list[str]:
    i = r.randrange(len(lines))
    return [*lines[: i + 1], *lines[i:]]


def _swapped(r: random.Random, lines: list[str]) -> list[str]:
    i, j = (r.randrange(len(lines)) for _ in range(2))
    lines[i], lines[j] = lines[j], lines[i]
    return lines


def _number(r: random.Random, text: str) -> str:
    return _one(r, text, r"-?\b\d+(\.\d+)?\b", lambda _: r.choice(NUMBERS))


def _word(r: random.Random, text: str) -> str:
    words = re.findall(r"[A-Za-z_]{2,}", text) or ["x"]
    return _one(r, text, r"[A-Za-z_]{2,}", lambda _: r.choice(words))


def _value(r: random.Random, text: str) -> str:
    return _one(r, text, r"(?<== )[^\n]+", lambda _: r.choice(NUMBERS + WORDS))


def _letter(r: random.Random, text: str) -> str:
    return _one(r, text, r"[A-Za-z]", lambda m: m.group() + r.choice("abxyz_") * r.randrange(2))


def _sign(r: random.Random, text: str) -> str:
    return _one(r, text, r"[^\w\s]", lambda _: r.choice(["", ",", ";", "(", "]", '"', "="]))


def _cut(r: random.Random, text: str) -> str:
    return text[: r.randrange(len(text) + 1)]


def _one(r: random.Random, text: str, pattern: str, by: Callable[[re.Match[str]], str]) -> str:
    found = list(re.finditer(pattern, text))
    if not found:
        return text
    match = r.choice(found)
    return text[: match.start()] + by(match) + text[match.end() :]


def _expression(r: random.Random, text: str) -> str:
    """Code with an expression exchanged for a constant, or for another expression of it."""
    tree = ast.parse(text)
    nodes = [n for n in ast.walk(tree) if isinstance(n, ast.expr) and hasattr(n, "lineno")]
    if not nodes:
        return text
    old, other = r.choice(nodes), r.choice(nodes)
    new = r.choice(CODES) if r.random() < 0.5 else ast.unparse(other)
    lines = text.split("\n")
    if old.lineno != old.end_lineno:
        return text
    line = lines[old.lineno - 1].encode()
    lines[old.lineno - 1] = (
        line[: old.col_offset] + new.encode() + line[old.end_col_offset or 0 :]
    ).decode()
    return "\n".join(lines)


def _statement(r: random.Random, text: str) -> str:
    """Code without a statement, or with another in its place."""
    tree = ast.parse(text)
    bodies = [n.body for n in ast.walk(tree) if isinstance(getattr(n, "body", None), list)]
    body = r.choice([b for b in bodies if b])
    body[r.randrange(len(body))] = ast.parse(r.choice(("pass", "raise ValueError", "x = 1"))).body[
        0
    ]
    return ast.unparse(tree)


TEXT = (_number, _word, _value, _letter, _sign, _cut, *map(_lines, (_without, _twice, _swapped)))
CODE = (_expression, _expression, _expression, _statement, _number, _word)


def put_fault(r: random.Random, root: Path) -> str:
    """Put a fault into a file of a case, and say which."""
    files = sorted(p for p in root.rglob("*") if p.suffix in (".toml", ".csv", ".py"))
    code = [p for p in files if p.suffix == ".py"]
    path = r.choice(code if r.random() < 0.5 else files)
    if r.random() < 0.02:
        path.unlink()
        return f"{path.name} removed"
    text, change = path.read_text(encoding="utf-8"), r.choice(CODE if path in code else TEXT)
    path.write_text(change(r, text), encoding="utf-8")
    return f"{path.name}: {getattr(change, '__name__', 'lines')}"


class SlowError(BaseException):
    """A case that takes too long; no exception that code of a case could catch."""


@contextmanager
def quiet_and_brief() -> Iterator[None]:
    """Without output and warnings, and stopped after some time."""

    def stop(*_: object) -> None:
        raise SlowError

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        hidden = io.StringIO()
        with warnings.catch_warnings(), redirect_stdout(hidden), redirect_stderr(hidden):
            warnings.simplefilter("ignore")
            yield
    finally:
        signal.alarm(0)


def tried(root: Path) -> str:
    """What trying a case comes to: "sound", "refused", or the traceback that it must not have."""
    try:
        with quiet_and_brief():
            case = open_case(root)
            try_out(case, case.as_of)
    except CaseError as error:
        uncoded = [p for p in error.problems if code_of(p) == UNKNOWN]
        if any("MemoryError" in p.problem for p in error.problems):
            return "too large"
        return f"no code: {uncoded[0]}" if uncoded else "refused"
    except SlowError:
        return f"took more than {SECONDS} seconds"
    except BaseException:
        return traceback.format_exc()
    return "sound"


def mutated(
    count: int, seed: int, cases: tuple[Path, ...] = CASES, first: int = 0
) -> Iterator[tuple[str, str]]:
    """Faults put into copies of cases in turn: what was done, and what it came to.

    Each has luck of its own, so that any may be made again: `first` is the number of the first.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "case"
        for i in range(first, first + count):
            source = cases[i % len(cases)]
            shutil.rmtree(root, ignore_errors=True)
            shutil.copytree(source, root, ignore=shutil.ignore_patterns("__pycache__", "results"))
            fault = put_fault(random.Random(f"{seed}.{i}"), root)
            yield f"{source.name}/{fault} ({i})", tried(root)


def _send(to: Connection, seed: int, i: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    to.send(next(mutated(1, seed, first=i)))


def alone(seed: int, i: int) -> tuple[str, str]:
    """One fault in a process of its own: code may change what others rest on."""
    fork = get_context("fork")
    here, there = fork.Pipe(duplex=False)
    process = fork.Process(target=_send, args=(there, seed, i))
    process.start()
    there.close()
    try:
        return here.recv() if here.poll(2 * SECONDS) else (f"({i})", "never ended")
    except EOFError:
        return f"({i})", "the process died"
    finally:
        process.kill()
        process.join()


def main() -> int:
    given = [int(word) for word in sys.argv[1:]]
    count, seed = (*given, *(10_000, 1)[len(given) :])
    list(mutated(len(CASES), seed))  # what is compiled is there for all that follow
    found: Counter[str] = Counter()
    for i in range(count):
        fault, what = alone(seed, i)
        found[what if what in FINE else "wrong"] += 1
        if what not in FINE:
            print(f"{fault}\n{what}", flush=True)
    print(dict(found))
    return int(bool(found["wrong"]))


if __name__ == "__main__":
    sys.exit(main())
