"""The site of the documentation; that it builds without a warning is seen by scripts/docs_site.py
itself.
"""

import importlib
import inspect
import re
from pathlib import Path

import pytest

import stakes
from optional import needs

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "site" / "reference"
NAMED = re.compile(r"`(stakes(?:\.\w+)+)`")
PROBE = "# %% [markdown]\n# # A sum\n\n# %%\nprint(1 + 1)\n"


def test_the_reference_has_every_public_name_once():
    text = "".join(
        path.read_text(encoding="utf-8") for path in REFERENCE.glob("*.rst") if path.stem != "index"
    )
    assert sorted(
        re.findall(r"^\.\. auto(?:function|class|exception):: (\w+)$", text, re.MULTILINE)
    ) == sorted(stakes.__all__)
    listed = (REFERENCE / "index.rst").read_text(encoding="utf-8").split("autosummary::")
    assert {
        name for part in listed[1:] for name in re.findall(r"^   (\w+)$", part, re.MULTILINE)
    } == set(stakes.__all__)


@pytest.mark.parametrize("name", stakes.__all__)
def test_what_a_docstring_names_is_there(name):
    for found in NAMED.findall(inspect.getdoc(getattr(stakes, name)) or ""):
        holder, _, last = found.rpartition(".")
        assert hasattr(importlib.import_module(holder), last) or importlib.util.find_spec(found), (
            found
        )


def test_entries_of_a_docstring_are_sentences(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "docs" / "site")
    conf = importlib.import_module("conf")
    lines = ["value, se : draws of it,", "    labelled.", "No entry: this.", "Attrs: a : b"]
    conf.as_entries(None, "function", "f", None, None, lines)
    assert lines == [
        "value, se",
        "    draws of it,",
        "    labelled.",
        "No entry: this.",
        "Attrs: a : b",
    ]


@pytest.fixture
def site(tmp_path, monkeypatch):
    """The script, for a repository of one page and one notebook."""
    for tool in ("jupytext", "nbformat"):
        needs(tool, "notebooks")
    needs("sphinx", "docs")
    script = importlib.import_module("docs_site")
    for folder in ("docs/site", "analysis/notebooks", "src"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "LICENSE").touch()
    (tmp_path / "README.md").write_text(
        "# A\n\n[terms](LICENSE), [more](docs/b.md), [lost](docs/c.md)\n", encoding="utf-8"
    )
    (tmp_path / "docs" / "b.md").write_text("# B\n\n[back](../README.md)\n", encoding="utf-8")
    (tmp_path / "analysis" / "notebooks" / "1_sum.py").write_text(PROBE, encoding="utf-8")
    places = {
        "ROOT": tmp_path,
        "PAGES": tmp_path / "build" / "pages",
        "EXECUTED": tmp_path / "build" / "notebooks",
        "GALLERY": tmp_path / "build" / "gallery",
    }
    for name, place in places.items():
        monkeypatch.setattr(script, name, place)
    return script


@pytest.mark.filterwarnings("ignore")  # of the tools that read notebooks, not of ours
def test_pages_keep_their_links_to_pages_and_no_other(site):
    site.lay_out()
    assert (site.PAGES / "README.md").read_text(
        encoding="utf-8"
    ) == "# A\n\nterms, [more](docs/b.md), [lost](docs/c.md)\n"
    assert "[back](../README.md)" in (site.PAGES / "docs" / "b.md").read_text(encoding="utf-8")


@pytest.mark.filterwarnings("ignore")
def test_a_notebook_is_shown_with_its_outputs_as_long_as_they_are_its_own(site):
    page = site.PAGES / "notebooks" / "1_sum.md"
    site.lay_out()
    assert page.read_text(encoding="utf-8") == "# A sum\n\n```python\nprint(1 + 1)\n```\n"
    assert site.NO_OUTPUTS in (site.PAGES / "notebooks" / "index.md").read_text(encoding="utf-8")
    notebook = site.jupytext.reads(PROBE, fmt="py:percent")
    notebook.cells[1].outputs = [site.nbformat.v4.new_output("stream", text="2\n")]
    site.EXECUTED.mkdir()
    site.nbformat.write(notebook, site.EXECUTED / "1_sum.ipynb")
    site.lay_out()
    assert page.read_text(encoding="utf-8").endswith("```text\n2\n```\n")
    (site.ROOT / "analysis" / "notebooks" / "1_sum.py").write_text(
        PROBE.replace("1 + 1", "1 + 2"), encoding="utf-8"
    )
    site.lay_out()
    assert "```text" not in page.read_text(encoding="utf-8")


@pytest.mark.filterwarnings("ignore")
def test_an_example_is_shown_with_its_files_and_what_a_run_of_it_says(site):
    root = site.ROOT / "examples" / "shop"
    (root / "results").mkdir(parents=True)
    (root / "case.toml").write_text('title = "A shop"\nquestion = "Open?"\n', encoding="utf-8")
    (root / "results" / "left.toml").touch()
    site.lay_out()
    page = site.PAGES / "gallery" / "shop.md"
    assert page.read_text(encoding="utf-8") == (
        "# A shop\n\nOpen?\n\n`stakes new DIR --like shop` begins with a copy of it.\n\n"
        '## case.toml\n\n```toml\ntitle = "A shop"\nquestion = "Open?"\n```\n'
    )
    site.GALLERY.mkdir(parents=True)
    (site.GALLERY / "shop.txt").write_text("Open it.\n", encoding="utf-8")
    site.lay_out()
    assert "```text\nOpen it.\n```" in page.read_text(encoding="utf-8")
