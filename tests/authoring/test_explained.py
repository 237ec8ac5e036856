"""Every problem that the code can raise has a code, and every code has its explanation."""

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

import stakes
from stakes.authoring.explained import UNKNOWN, code_of, kinds
from stakes.errors import Problem

PACKAGE = Path(stakes.__file__).parent
MISTAKES = Path(__file__).parents[1] / "case/mistakes"
# where a function that makes a problem is told what is wrong
PLACES = {"Problem": 2, "fault": 0, "_RefusedError": 0, "_refused": 1, "_wrong": 0, "_unusable": 1}
PLACES |= {"UnreadableError": 0, "wrong": 1}
SAYS = re.compile(r"Problem|UnreadableError|\.wrong\(")  # files that say what is wrong
CODE_SAYS = re.compile(r"\{\}( \[?\{\}\]?)*")  # put together from other texts


def text_of(node):
    """The text of a literal, with {} for what is filled in; None of what is no literal."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = [str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values]
        return "".join(parts)
    return None


def told(tree):
    """Expressions that say what is wrong, in a file that makes problems."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in PLACES and len(node.args) > PLACES[name]:
                yield node.args[PLACES[name]]
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
            both = isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
            pairs = zip(target.elts, value.elts, strict=False) if both else [(target, value)]
            yield from (v for t, v in pairs if getattr(t, "id", "") == "problem")


def texts(tree):
    for node in told(tree):
        for part in (node.body, node.orelse) if isinstance(node, ast.IfExp) else (node,):
            text = text_of(part)
            if text and not CODE_SAYS.fullmatch(text):
                yield text


def code(text):
    return code_of(Problem("a", "b", text, "c"))


def found():
    files = sorted(p for p in PACKAGE.rglob("*.py") if SAYS.search(p.read_text(encoding="utf-8")))
    for path in files:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for text in texts(tree):
            yield path.relative_to(PACKAGE).as_posix(), text


def test_every_problem_that_can_be_raised_has_a_code():
    raised = list(found())
    assert len(raised) > 120
    assert [(file, text) for file, text in raised if code(text) == UNKNOWN] == []


def test_every_mistake_of_the_tests_has_a_code():
    said = [
        line
        for path in MISTAKES.glob("*.toml")
        for mistake in tomllib.loads(path.read_text(encoding="utf-8"))["mistake"]
        for line in mistake["says"].strip().splitlines()
    ]
    assert len(said) > 200
    lost = [line for line in said if not any(map(_fits, _tails(line)))]
    assert lost == []


def _tails(line):
    """What may be the problem of a line: from behind each colon, up to each semicolon."""
    starts = [m.end() for m in re.finditer(": ", line)] + [0]
    ends = [m.start() for m in re.finditer("; ", line)]
    return [line[a:b] for a in starts for b in ends if a < b]


def _fits(text):
    return code(text) != UNKNOWN


def test_no_text_stands_twice_and_every_code_says_more():
    listed = Counter(text for kind in kinds().values() for text in kind.texts)
    assert [text for text, n in listed.items() if n > 1] == []
    assert [name for name, kind in kinds().items() if len(kind.more) < 80 or not kind.title] == []


def test_what_says_more_goes_first():
    assert code("is 'x', not text") == "wrong-type"
    assert code("is 2011-06-10, not after as_of (2011-06-10)") == "order"
    assert code("what nobody has thought of") == UNKNOWN


@pytest.mark.parametrize(
    "sabotage", ['Problem("f", "k", "looks purple", "x")', 'fault(f"{x} hums")']
)
def test_a_new_text_is_found(sabotage):
    assert [code(text) for text in texts(ast.parse(sabotage))] == [UNKNOWN]
