"""One mistake in a file of a case gets its line, or lines: file, key, problem and fix.

``mistakes/`` has a file for each module that finds them; each mistake replaces the first `old` in a
`file` of the tiny case by `new`, and then opening it `says` so.
"""

import tomllib
from pathlib import Path

import pytest

MISTAKES = Path(__file__).parent / "mistakes"
OF_MORE = ("sensitivity", "structures")  # of what the tiny case as it is has not


def mistakes(*names):
    texts = {name: (MISTAKES / f"{name}.toml").read_text(encoding="utf-8") for name in names}
    return [
        pytest.param(found, id=f"{name}-{i}")
        for name, text in texts.items()
        for i, found in enumerate(tomllib.loads(text)["mistake"], 1)
    ]


def lines(mistake):
    return [f"{mistake['file']}: {line}" for line in mistake["says"].strip().splitlines()]


@pytest.mark.parametrize(
    "mistake", mistakes(*sorted({path.stem for path in MISTAKES.iterdir()} - {*OF_MORE}))
)
def test_each_mistake_gets_its_line(edited, mistake):
    assert edited(mistake["file"], mistake["old"], mistake["new"]) == lines(mistake)


@pytest.mark.usefixtures("full_case")
@pytest.mark.parametrize("mistake", mistakes(*OF_MORE))
def test_each_mistake_in_a_full_case_gets_its_line(edited, mistake):
    assert edited(mistake["file"], mistake["old"], mistake["new"]) == lines(mistake)
