"""The house: rooms that can be taken in at a glance, whose names hide nothing public, and a plan that shows them all."""

import re
from pathlib import Path

import pytest

import stakes

PACKAGE = Path(stakes.__file__).parent
MODULES = [p for p in PACKAGE.rglob("*.py") if "starter_case" not in p.parts]
ROOMS = sorted({path.parent for path in MODULES})


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.relative_to(PACKAGE).as_posix())
def test_no_room_has_more_than_twelve_files(room):
    assert len([path for path in room.iterdir() if path.is_file() and path.suffix != ".typed"]) <= 12


def test_no_room_hides_a_public_name():
    """``stakes.compare`` would be a module as soon as anything imported ``stakes/compare.py``."""
    assert not {path.stem for path in PACKAGE.iterdir()} & set(stakes.__all__)


def test_the_plan_shows_every_module_in_its_room():
    text = (Path(__file__).parents[1] / "ARCHITECTURE.md").read_text(encoding="utf-8")
    plan = text[text.index("**`src/stakes/`**") : text.index("## Import rules")]
    shown = set()
    for title in plan.split("**`src/stakes/")[1:]:
        room = title.partition("`**")[0]
        shown |= {f"{room}{name}.py" for name in re.findall(r"^\| `(\w+)` \|", title, flags=re.MULTILINE)}
    assert shown == {path.relative_to(PACKAGE).as_posix() for path in MODULES if path.name != "__init__.py"}


@pytest.mark.parametrize("room", ["assessment", "report", "runs"])
def test_the_decision_is_a_record_wherever_it_goes(room):
    """It has a type, is read by its attributes, and has no paths in dotted text."""
    loose = re.compile(r"\bdecision: (Mapping|dict|Any)\b|\bdecision\[[\"']|decision\.get\(|f\"\{path\}\.")
    files = sorted((PACKAGE / room).rglob("*.py"))
    assert files
    texts = {path.name: path.read_text(encoding="utf-8") for path in files}
    assert {name: loose.findall(text) for name, text in texts.items() if loose.search(text)} == {}
