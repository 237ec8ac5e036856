"""Every example runs as it stands and prints what it says: the blocks of the pages in order, and
the docstrings'.
"""

import doctest
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import stakes
from examples import examples, pictures, run, write

ROOT = Path(__file__).parents[1]
PAGES = [
    path
    for path in (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")))
    if examples(path)
]
MODULES = [
    m.name
    for m in pkgutil.walk_packages(stakes.__path__, "stakes.")
    if ".starter_case" not in m.name
]
DOCTESTS = [
    name
    for name in MODULES
    if ">>> " in Path(importlib.util.find_spec(name).origin).read_text(encoding="utf-8")
]
# what these take is a fitted case, or the model on the context stack; they are used as said in the
# case's tests
NEED_A_CASE = {
    "Case", "CaseError", "Problem", "backtest", "build", "consequences", "fit", "known_event",
    "open_case", "plot_backtest", "quantities", "quantity", "read_decision", "simulate_outcomes",
    "simulate_study", "state_likelihood", "state_weights", "what_if",
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_the_examples_of_a_page(page, tmp_path):
    again = f"run `python scripts/examples.py {page.relative_to(ROOT)}`, and read what it says"
    for example, printed in zip(examples(page), run(page, tmp_path), strict=True):
        assert example.printed in (None, printed), f"{page.name}, line {example.line}; {again}"
    for made in pictures(tmp_path):
        assert (page.parent / made.name).read_bytes() == made.read_bytes(), f"{made.name}; {again}"


def test_what_is_printed_otherwise_is_found_and_written(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "```python\nx = 1\n```\n\n```python\nprint(x)\n```\n\n```text\n2\n```\n", encoding="utf-8"
    )
    printed = run(page, tmp_path)
    assert printed == ["", "1\n"]
    assert examples(page)[1].printed == "2\n"
    write(page, printed)
    assert [example.printed for example in examples(page)] == [None, "1\n"]


@pytest.mark.parametrize("name", DOCTESTS)
def test_the_examples_of_docstrings(name):
    found = doctest.testmod(
        importlib.import_module(name),
        extraglobs={"np": np, "xr": xr, "stakes": stakes},
        optionflags=doctest.NORMALIZE_WHITESPACE,  # long lines of output are broken
    )
    assert found.attempted
    assert not found.failed


def test_public_functions_show_how_they_are_called():
    pages = "".join(example.code for page in PAGES for example in examples(page))
    notebooks = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "analysis" / "notebooks").glob("*.py")
    )
    for name in set(stakes.__all__) - NEED_A_CASE:
        shown = ">>> " in (inspect.getdoc(getattr(stakes, name)) or "")
        assert shown or re.search(rf"\bstakes\.{name}\(", pages + notebooks), name


def test_no_block_of_a_page_escapes():
    """A fence that the pattern does not take would not be run."""
    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")):
        assert page.read_text(encoding="utf-8").count("```python") == len(examples(page)), page.name
