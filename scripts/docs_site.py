"""The site of the documentation: docs/, the reference from the docstrings, the notebooks' pages;
without a network.

Lays its pages out in build/site/pages and writes build/site/html; a broken link or a reference to
nothing is an error. Notebooks are shown with their outputs where scripts/notebooks.sh has left them
in build/notebooks, and as code alone where it has not; so are the examples, with what
scripts/installed.sh has left of their runs. Run: uv run --group docs --group notebooks
python scripts/docs_site.py
"""

import re
import shutil
import sys
import tomllib
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from sphinx.cmd.build import build_main

ROOT = Path(__file__).parents[1]
SITE, EXECUTED = ROOT / "build" / "site", ROOT / "build" / "notebooks"
GALLERY = ROOT / "build" / "gallery"  # what scripts/installed.sh has left of runs
LANGUAGES = {".toml": "toml", ".py": "python", ".csv": "text"}
PAGES, HTML = SITE / "pages", SITE / "html"
OUTSIDE = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)(#[^)\s]*)?\)")
STYLE = re.compile(r"<style.*?</style>", re.DOTALL)
NO_OUTPUTS = "*The notebooks were not run for this copy of the site, so their outputs are missing.*"


def lay_out() -> None:
    """All pages, as they lie in the repository; what is not part of the site is named, not
    linked.
    """
    shutil.rmtree(PAGES, ignore_errors=True)
    shutil.copytree(ROOT / "docs" / "site", PAGES, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "docs", PAGES / "docs", ignore=shutil.ignore_patterns("site"))
    for page in ROOT.glob("*.md"):
        shutil.copy(page, PAGES)
    write_notebooks(PAGES / "notebooks")
    write_gallery(PAGES / "gallery")
    for page in [*PAGES.glob("*.md"), *(PAGES / "docs").glob("*.md")]:
        page.write_text(_inside(page), encoding="utf-8")


def _inside(page: Path) -> str:
    """The text of a page, without links to files of the repository that are no pages: LICENSE,
    folders.
    """
    text = page.read_text(encoding="utf-8")
    for link in OUTSIDE.finditer(text):
        original = ROOT / page.relative_to(PAGES).parent / link[1]
        if not (page.parent / link[1]).exists() and original.exists():
            text = re.sub(r"(?<!!)\[([^\]]*)" + re.escape(link[0]), r"\1", text)
    return text


def write_notebooks(folder: Path) -> None:
    """A page for each notebook, with its figures beside it, and a list of them."""
    folder.mkdir(parents=True)
    names, run = [], True
    for script in sorted((ROOT / "analysis" / "notebooks").glob("*.py")):
        executed = _executed(script)
        run = run and executed is not None
        notebook = executed or jupytext.read(script)
        parts = [
            part
            for i, cell in enumerate(notebook.cells)
            for part in _cell(cell, folder, f"{script.stem}_{i}")
        ]
        (folder / f"{script.stem}.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")
        names.append(script.stem)
    listed, note = "\n".join(names), "" if run else f"\n{NO_OUTPUTS}\n"
    index = (
        "# Notebooks\n\nThe case of this repository, step by "
        f"step.\n{note}\n```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n"
    )
    (folder / "index.md").write_text(index, encoding="utf-8")


def write_gallery(folder: Path) -> None:
    """A page for each example: the question, what a run of it says, and all its files."""
    folder.mkdir(parents=True)
    names = sorted(path.parent.name for path in (ROOT / "examples").glob("*/case.toml"))
    for name in names:
        root, run = ROOT / "examples" / name, GALLERY / f"{name}.txt"
        head = tomllib.loads((root / "case.toml").read_text(encoding="utf-8"))
        parts = [f"# {head['title']}", head["question"]]
        parts.append(f"`stakes new DIR --like {name}` begins with a copy of it.")
        if run.exists():
            parts.append(f"```text\n{run.read_text(encoding='utf-8').strip()}\n```")
        for path in sorted(p for p in root.rglob("*") if p.suffix in LANGUAGES):
            text, where = path.read_text(encoding="utf-8").rstrip(), path.relative_to(root)
            if not {"results", "__pycache__"} & set(where.parts):
                parts.append(f"## {where}\n\n```{LANGUAGES[path.suffix]}\n{text}\n```")
        (folder / f"{name}.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    listed = "\n".join(names)
    index = f"# The examples in full\n\n```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n"
    (folder / "index.md").write_text(index, encoding="utf-8")


def _cell(cell: Any, folder: Path, name: str) -> Iterator[str]:
    """A cell as Markdown, with its outputs; figures go into files of that name."""
    if cell.cell_type == "markdown":
        yield cell.source
        return
    yield f"```python\n{cell.source}\n```"
    for i, output in enumerate(
        o for o in cell.get("outputs", []) if o.get("name") != "stderr"
    ):  # which is news of the tools
        data = output.get("data", {})
        if "image/png" in data:
            (folder / f"{name}_{i}.png").write_bytes(b64decode(data["image/png"]))
            yield f"![A figure of this notebook]({name}_{i}.png)"
        elif "text/html" in data:
            yield STYLE.sub("", data["text/html"]).replace("\n\n", "\n")
        else:
            said = output.get("text") or data.get("text/plain", "")
            yield f"```text\n{said.rstrip()}\n```"


def _executed(script: Path) -> Any | None:
    """The notebook with its outputs, unless it was not run or its script has changed since."""
    path = EXECUTED / f"{script.stem}.ipynb"
    if not path.exists():
        return None
    notebook = nbformat.read(path, as_version=4)
    same = [cell.source for cell in notebook.cells] == [
        cell.source for cell in jupytext.read(script).cells
    ]
    return notebook if same else None


def main() -> int:
    """Exit status of Sphinx, with every warning an error."""
    lay_out()
    shutil.rmtree(HTML, ignore_errors=True)
    return build_main(
        [
            "-q",
            "-W",
            "--keep-going",
            "-E",
            "-b",
            "html",
            "-d",
            str(SITE / "doctrees"),
            str(PAGES),
            str(HTML),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
