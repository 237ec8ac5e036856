"""What docs/challenge.md tells a reader to write is taken by the case as it stands."""

import re
import shutil
import tomllib
from pathlib import Path

import pytest

from stakes.case.case import open_case
from stakes.case.priors import Quantity
from stakes.errors import CaseError

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "challenge.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
FILES = {
    "profiles": "analysis/values.toml",
    "schools": "analysis/sensitivity.toml",
    "structures": "case.toml",
}
MINE = "models/compromise_mine.py"


@pytest.fixture
def case(tmp_path):
    """The files of the case, which a test may add to."""
    for name in ("priors", "models", "analysis"):
        shutil.copytree(
            ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "notebooks")
        )
    shutil.copy(ROOT / "case.toml", tmp_path)
    shutil.copy(tmp_path / "models" / "compromise_strategic.py", tmp_path / MINE)
    return tmp_path


def begun(kind):
    """The block whose first table is of that kind."""
    (block,) = (block for block in BLOCKS if block.startswith(f"[{kind}."))
    return block


def test_every_block_is_tried_here():
    assert {block.partition(".")[0].removeprefix("[") for block in BLOCKS} == {"quantities", *FILES}


def test_a_belief_has_the_keys_of_a_quantity(case):
    ((name, table),) = tomllib.loads(begun("quantities"))["quantities"].items()
    assert name in open_case(case).quantities
    assert set(table) <= set(Quantity.model_fields)


@pytest.mark.parametrize("kind", ["profiles", "schools"])
def test_a_block_is_taken_at_the_end_of_its_file(case, kind):
    path, block = case / FILES[kind], begun(kind)
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{block}", encoding="utf-8")
    opened = open_case(case)
    for part, tables in tomllib.loads(block).items():
        known = opened.profiles if part == "profiles" else getattr(opened.challenges, part)
        assert set(tables) <= set(known)


def test_a_structure_is_taken_when_the_weights_make_one(case):
    path, block = case / "case.toml", begun("structures")
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}\n{block}", encoding="utf-8")
    with pytest.raises(CaseError, match="sum to"):
        open_case(case)
    weights = re.findall(r"^weight = ([\d.]+)$", text, re.MULTILINE)
    left = (1 - tomllib.loads(block)["structures"]["mine"]["weight"]) / len(weights)
    path.write_text(
        re.sub(r"^weight = [\d.]+$", f"weight = {left}", text, flags=re.MULTILINE) + "\n" + block,
        encoding="utf-8",
    )
    assert "mine" in open_case(case).structures
