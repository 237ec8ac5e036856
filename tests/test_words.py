"""The engine knows no case: no word of the one in this repository stands in it, nor in the starter
case.
"""

import re
from pathlib import Path

import pytest

ENGINE = Path(__file__).parents[1] / "src/stakes"
WORDS = ["missile", "leak", "veto", "sanction", "election", "NATO", "Russia", "Iran", "warhead"]
OF_THE_CASE = re.compile(rf"\b({'|'.join(WORDS)})s?\b", re.IGNORECASE)
FILES = [p for p in sorted(ENGINE.rglob("*")) if p.is_file() and "__pycache__" not in p.parts]


def words_in(text):
    """Words of the case, also where they are part of a name such as ``leak_hazard``."""
    return [found.group() for found in OF_THE_CASE.finditer(text.replace("_", " "))]


def test_what_is_looked_for_is_found():
    assert words_in("Vetoes, a leak_hazard; Elections. Piranha, leaky.") == ["leak", "Elections"]


@pytest.mark.parametrize("file", FILES, ids=lambda p: p.relative_to(ENGINE).as_posix())
def test_no_word_of_the_case_in_the_engine(file):
    assert words_in(file.read_text(encoding="utf-8")) == []


def test_all_kinds_of_files_are_read():
    assert {p.suffix for p in FILES} >= {".py", ".toml", ".csv", ".md", ".j2", ".js", ".css"}
