"""The notebooks: their form, and what runs them."""

import ast
import json
import re
import sys
from pathlib import Path

import pytest

import stakes
from optional import needs
from stakes import notebooks
from stakes.case.case import open_case
from stakes.errors import CaseError
from stakes.notebooks import FOLDER, saved_fits, write_notebooks
from stakes.runs.pipeline import usual

NOTEBOOKS = sorted((Path(__file__).parents[1] / FOLDER).glob("*.py"))
HEADER = """# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---
"""
SUM = (
    "# %% [markdown]\n# # A sum\n\n# %%\nimport os\n\n1 + 1\n\n# "
    "%%\nprint(os.environ['STAKES_CASE'])\n"
)


def test_there_are_nine_in_order():
    assert [path.name[0] for path in NOTEBOOKS] == list("123456789")


def imported(tree):
    """Modules that a notebook imports, and names below `stakes` that it reads."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)
        elif isinstance(node, ast.Attribute) and ast.unparse(node.value) == "stakes":
            yield f"stakes.{node.attr}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_uses_public_names_alone(path):
    named = set(imported(ast.parse(path.read_text(encoding="utf-8"))))
    own = {name for name in named if name.split(".")[0] == "stakes"} - {"stakes"}
    assert own <= {f"stakes.{name}" for name in stakes.__all__}
    assert {"stakes", "stakes.open_case"} & named


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_short_plain_and_portable(path):
    text = path.read_text(encoding="utf-8")
    assert text.startswith(HEADER)
    assert len(text.splitlines()) <= 200
    ast.parse(text)
    assert text.count("# %% [markdown]") >= 5
    assert not re.search(r"""["'](/|[A-Za-z]:\\|~)""", text)
    assert "/home/" not in text
    assert "/work/" not in text


@pytest.fixture
def with_notebook(tiny_case):
    """Write a notebook into the small case and open it."""

    def write(text):
        folder = tiny_case / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "1_tiny.py").write_text(HEADER + "\n" + text, encoding="utf-8")
        return open_case(tiny_case)

    return write


def complaint(case, out):
    with pytest.raises(CaseError) as error:
        write_notebooks(case, out)
    (line,) = str(error.value).splitlines()
    return line


@pytest.fixture
def tools():
    """What runs notebooks, or the test is skipped."""
    for name in notebooks.TOOLS:
        needs(name, "notebooks")


@pytest.mark.filterwarnings("ignore")  # of the tools that run notebooks, not of ours
@pytest.mark.usefixtures("tools")
def test_a_notebook_becomes_ipynb_and_a_page(with_notebook, tmp_path, monkeypatch):
    case = with_notebook(SUM)
    (written,) = write_notebooks(case, tmp_path / "out")
    assert written == tmp_path / "out" / "1_tiny.ipynb"
    cells = [
        cell
        for cell in json.loads(written.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]
    assert "".join(cells[0]["outputs"][0]["data"]["text/plain"]) == "2"
    assert "".join(cells[1]["outputs"][0]["text"]).strip() == str(case.root)
    run = notebooks._tool("nbformat").read(written, 4)
    monkeypatch.setattr(notebooks, "_executed", lambda *_: run)  # once is enough
    (page,) = write_notebooks(case, tmp_path / "out", html=True)
    html = page.read_text(encoding="utf-8")
    assert page.suffix == ".html"
    assert "A sum" in html
    assert "<script" not in html
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "1_tiny.html",
        "1_tiny.ipynb",
    ]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("tools")
def test_a_cell_that_fails_is_named_and_nothing_is_written(with_notebook, tmp_path):
    line = complaint(
        with_notebook(SUM + "\n# %%\nraise ValueError('first line\\nno such belief')\n"),
        tmp_path / "out",
    )
    assert line.startswith("analysis/notebooks/1_tiny.py: code cell 3: no such belief;")
    assert not (tmp_path / "out").exists()


def test_what_is_not_installed_is_named(with_notebook, tmp_path, monkeypatch):
    case = with_notebook(SUM)
    monkeypatch.setitem(sys.modules, "jupytext", None)
    line = complaint(case, tmp_path / "out")
    assert "without jupytext" in line
    assert "use `uv run --group notebooks stakes notebooks`" in line


@pytest.mark.filterwarnings("ignore")
@pytest.mark.usefixtures("tools")
def test_a_case_without_notebooks_is_told_so(tiny_case, tmp_path):
    assert "analysis/notebooks: has no notebook" in complaint(
        open_case(tiny_case), tmp_path / "out"
    )


def test_the_fit_is_that_of_a_usual_run(tiny_case, monkeypatch):
    case, asked = open_case(tiny_case), []
    monkeypatch.setattr(notebooks, "read_fits", lambda *given: asked.append(given) or ("fit", {}))
    assert saved_fits(case) == ("fit", {})
    (given,) = asked
    assert given == (case, usual(case), case.root / "results")


def test_without_a_run_nothing_is_fitted(tiny_case):
    with pytest.raises(
        CaseError, match=r"fit\.nc: is not there, or was made from other .*; run `stakes run` first"
    ):
        saved_fits(open_case(tiny_case))
    assert not (tiny_case / "results").exists()
