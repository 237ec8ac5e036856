"""The house: rooms that can be taken in at a glance, whose names hide nothing public, and a plan
that shows them all.
"""

import ast
import importlib
import re
from collections import Counter
from itertools import combinations
from pathlib import Path
from statistics import median
from xml.etree import ElementTree

import pytest

import stakes
from optional import needs

PACKAGE = Path(stakes.__file__).parent
MODULES = [p for p in PACKAGE.rglob("*.py") if "starter_case" not in p.parts]
ROOMS = sorted({path.parent for path in MODULES})
# at most: in a room; of a file; of the median file; of a function's code; of its arguments
FILES, LINES, MIDDLE, FUNCTION, ARGUMENTS = 12, 250, 120, 40, 6
WIDTH = 100  # of a line of a script
ARCHITECTURE = Path(__file__).parents[1] / "ARCHITECTURE.md"


def name(path):
    return path.relative_to(PACKAGE).as_posix()


def lines(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def long_functions(tree):
    """Names of functions whose code, without the docstring, is too long."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            said = node.body[0] if ast.get_docstring(node) else None
            if (
                node.end_lineno
                - node.lineno
                + 1
                - (said.end_lineno - said.lineno + 1 if said else 0)
                > FUNCTION
            ):
                yield node.name


def many_arguments(tree):
    """Names of functions of too many arguments, but for the front doors, whose options go by name,
    and for commands.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            given = [a.arg for a in (*node.args.posonlyargs, *node.args.args)]
            positional = [name for name in given if name not in ("self", "cls")]
            count = len(positional) + len(node.args.kwonlyargs)
            front = node.name in stakes.__all__ and len(positional) <= ARGUMENTS
            each = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
            command = all(a.annotation and "Option" in ast.unparse(a.annotation) for a in each)
            if count > ARGUMENTS and not front and not command:
                yield node.name


def nested_conditionals(tree):
    """Lines of conditional expressions one of whose branches, or whose condition, is another."""
    for node in ast.walk(tree):
        if isinstance(node, ast.IfExp) and any(
            isinstance(part, ast.IfExp) for part in (node.test, node.body, node.orelse)
        ):
            yield node.lineno


def tuples_by_position(tree):
    """Lines that read, by number, an element of a tuple that is a value of a constant dict of the
    file.
    """
    constant = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and isinstance(node.value, ast.Dict)
        and node.value.values
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
        and all(isinstance(value, ast.Tuple) for value in node.value.values)
    }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Subscript)
            and isinstance(node.slice, ast.Constant)
            and isinstance(node.slice.value, int)
        ):
            held = (
                node.value.func.value if _is_get(node.value) else getattr(node.value, "value", None)
            )
            if isinstance(held, ast.Name) and held.id in constant:
                yield node.lineno


def _is_get(node):
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "get"
    )


SABOTAGED = {
    long_functions: "def f():\n" + "    x = 1\n" * (FUNCTION + 1),
    many_arguments: "def f(a, b, c, d, *, e, f, g): ...",
    nested_conditionals: "x = 1 if a else 2 if b else 3",
    tuples_by_position: "D = {'a': (1, 2), 'b': (3, 4)}\nD['a'][0]\nD.get('a')[0]",
}


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.relative_to(PACKAGE).as_posix())
def test_no_room_has_more_than_twelve_files(room):
    assert (
        len([path for path in room.iterdir() if path.is_file() and path.suffix != ".typed"])
        <= FILES
    )


def test_files_are_short():
    assert not {name(path): lines(path) for path in MODULES if lines(path) > LINES}
    assert median(lines(path) for path in MODULES) < MIDDLE


def test_lines_of_scripts_are_short():
    scripts = list(PACKAGE.rglob("*.js"))
    assert scripts
    found = {
        name(path): max(map(len, path.read_text(encoding="utf-8").splitlines())) for path in scripts
    }
    assert not {path: longest for path, longest in found.items() if longest > WIDTH}


@pytest.mark.parametrize("smells", SABOTAGED, ids=lambda smells: smells.__name__)
def test_no_smell_in_any_file(smells):
    found = {
        name(path): list(smells(ast.parse(path.read_text(encoding="utf-8")))) for path in MODULES
    }
    assert not {path: places for path, places in found.items() if places}


@pytest.mark.parametrize(
    ("smells", "code"), SABOTAGED.items(), ids=lambda x: getattr(x, "__name__", "")
)
def test_a_smell_is_smelt(smells, code):
    assert list(smells(ast.parse(code)))


def test_no_room_hides_a_public_name():
    """``stakes.compare`` would be a module as soon as anything imported ``stakes/compare.py``."""
    assert not {path.stem for path in PACKAGE.iterdir()} & set(stakes.__all__)


def test_the_plan_shows_every_module_in_its_room():
    text = ARCHITECTURE.read_text(encoding="utf-8")
    plan = text[text.index("**`src/stakes/`**") : text.index("## Import rules")]
    shown = set()
    for title in plan.split("**`src/stakes/")[1:]:
        room = title.partition("`**")[0]
        shown |= {
            f"{room}{name}.py" for name in re.findall(r"^\| `(\w+)` \|", title, flags=re.MULTILINE)
        }
    assert shown == {
        path.relative_to(PACKAGE).as_posix() for path in MODULES if path.name != "__init__.py"
    }


@pytest.fixture
def picture():
    """The script that draws the rooms, or the test is skipped."""
    needs("grimp", "lint")
    return importlib.import_module("rooms")


def test_the_picture_of_the_rooms_is_current(picture):
    said = "run `python scripts/rooms.py`"
    assert (ARCHITECTURE.parent / "docs" / "rooms.svg").read_text(
        encoding="utf-8"
    ) == picture.draw(), said
    assert ARCHITECTURE.read_text(encoding="utf-8").index("(docs/rooms.svg)") < 1500


def test_the_picture_shows_every_room_and_every_import_between_rooms(picture):
    drawn = ElementTree.fromstring(picture.draw())
    words = [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
    for room in (
        path for path in ROOMS if path != PACKAGE and len(path.relative_to(PACKAGE).parts) < 3
    ):
        assert room.name in words
    numbers = {
        pair: n
        for pair, n in picture.imports().items()
        if all((PACKAGE / end).is_dir() for end in pair)
    }
    assert Counter(w for w in words if w.isdigit()) == Counter(map(str, numbers.values()))
    (arrows,) = [[p for p in drawn.iter("{http://www.w3.org/2000/svg}path") if p.get("marker-end")]]
    assert len(arrows) == len(numbers)


def test_no_words_of_the_picture_lie_over_others(picture):
    """By a generous width of letters; a room whose text has outgrown it is found so."""
    boxes = []
    for text in ElementTree.fromstring(picture.draw()).iter("{http://www.w3.org/2000/svg}text"):
        size = float(text.get("font-size"))
        width = len(text.text) * size * 0.5
        x = float(text.get("x")) - width * {"middle": 0.5, "end": 1.0}.get(
            text.get("text-anchor"), 0.0
        )
        boxes.append(
            (
                x,
                float(text.get("y")) - size * 0.8,
                x + width,
                float(text.get("y")) + size * 0.2,
                text.text,
            )
        )
    for a, b in combinations(boxes, 2):
        apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
        assert apart, (a[4], b[4])


@pytest.mark.parametrize("room", ["assessment", "report", "runs"])
def test_the_decision_is_a_record_wherever_it_goes(room):
    """It has a type, is read by its attributes, and has no paths in dotted text."""
    loose = re.compile(
        r"\bdecision: (Mapping|dict|Any)\b|\bdecision\[[\"']|decision\.get\(|f\"\{path\}\."
    )
    files = sorted((PACKAGE / room).rglob("*.py"))
    assert files
    texts = {path.name: path.read_text(encoding="utf-8") for path in files}
    assert {name: loose.findall(text) for name, text in texts.items() if loose.search(text)} == {}
