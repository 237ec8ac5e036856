"""What code of a case does wrong, as one line."""

from pathlib import Path

import pytest

from stakes.case.reading.case_code import LONGEST, running
from stakes.case.reading.module_loading import load_module
from stakes.errors import CaseError


def line_of(root, text, call, name="arrivals"):
    path = root / f"analysis/{name}.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CaseError) as error, running(root, path, "arrivals"):
        call(load_module(path))
    (line,) = str(error.value).splitlines()
    return line


def test_where_code_fails_its_line_is_named(tmp_path: Path) -> None:
    text = "def arrivals(beliefs):\n    return beliefs['x']\n"
    said = line_of(tmp_path, text, lambda module: module.arrivals({}))
    assert said.startswith("analysis/arrivals.py: line 2: arrivals raised KeyError: 'x'; it must")


def test_what_is_no_python_is_called_so(tmp_path: Path) -> None:
    said = line_of(tmp_path, "def arrivals(beliefs):\n    1 = 2\n", lambda module: None)
    assert said.startswith("analysis/arrivals.py: line 2: is not valid Python (cannot assign to")
    assert said.endswith("; correct the line")


def test_a_function_that_is_not_there_is_missed(tmp_path: Path) -> None:
    said = line_of(tmp_path, "x = 1\n", lambda module: module.arrivals({}))
    fix = "add it, or take out what needs it"
    assert said == f"analysis/arrivals.py: has no function arrivals; {fix}"


def test_what_cannot_be_used_of_a_sound_function_is_what_it_returns(tmp_path: Path) -> None:
    text = "def arrivals(beliefs):\n    return None\n"
    said = line_of(tmp_path, text, lambda module: module.arrivals({}).items())
    start = "analysis/arrivals.py: arrivals: what arrivals returns cannot be used (AttributeError: "
    assert said.startswith(start)
    assert "; it must return a Dataset of summaries" in said


def test_of_a_long_complaint_the_beginning_is_said(tmp_path: Path) -> None:
    text = "def arrivals(beliefs):\n    raise ValueError('x' * 10_000)\n"
    said = line_of(tmp_path, text, lambda module: module.arrivals({}))
    assert "x" * LONGEST + "...; " in said
    assert len(said) < 2 * LONGEST + 100
