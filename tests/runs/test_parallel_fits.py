"""Fits made side by side: the same bytes as one after the other, and the same words where something
is wrong.
"""

import shutil
from pathlib import Path

import pytest
from tests.case.conftest import STRUCTURES

from stakes.case.case import open_case
from stakes.errors import CaseError
from stakes.runs import parallel_fits
from stakes.runs.parallel_fits import Order, make_all
from stakes.runs.saved_fits import places

SAMPLING = {"draws": 1000, "tune": 500, "chains": 2, "seed": 3}


@pytest.fixture
def root(tiny_case) -> Path:
    """The tiny case with a second structure."""
    with (tiny_case / "case.toml").open("a", encoding="utf-8") as file:
        file.write(STRUCTURES)
    shutil.copy(tiny_case / "models/floods.py", tiny_case / "models/floods_rising.py")
    return tiny_case


def made(root: Path, out: Path, monkeypatch, processors: int) -> list[str]:
    """Make both fits of the case into a folder: the lines said."""
    monkeypatch.setattr(parallel_fits, "processors", lambda: processors)
    case, said = open_case(root), []
    order = Order(case, case.as_of, SAMPLING, out)
    out.mkdir()
    fits = make_all(order, places(case, case.as_of, SAMPLING, out), said.append)
    assert list(fits) == ["", "other"]
    assert fits["other"].attrs["structure"] == "other"
    return said


def test_side_by_side_or_in_turn_the_bytes_are_the_same(root, tmp_path, monkeypatch):
    together = made(root, tmp_path / "together", monkeypatch, 2)
    in_turn = made(root, tmp_path / "in_turn", monkeypatch, 1)
    assert any(line.startswith("In a process of its own") for line in together)
    assert not any(line.startswith("In a process of its own") for line in in_turn)
    assert (
        sum("differs in the structure 'other'" in line for line in together) == 1
    )  # it was not made twice
    names = [
        sorted(path.name for path in (tmp_path / way).iterdir()) for way in ("together", "in_turn")
    ]
    assert names == [["fit.nc", "fit.other.nc"]] * 2
    for name in names[0]:
        assert (tmp_path / "together" / name).read_bytes() == (
            tmp_path / "in_turn" / name
        ).read_bytes(), name


def test_what_is_wrong_beside_is_said_as_if_tried_here(root, tmp_path, monkeypatch):
    file = root / "models/floods_rising.py"
    file.write_text(
        file.read_text(encoding="utf-8").replace(
            "def add(priors, evidence):", 'def add(priors, evidence):\n    priors["x"]'
        )
    )
    with pytest.raises(CaseError, match="cannot be built without the others"):
        made(root, tmp_path / "out", monkeypatch, 2)
