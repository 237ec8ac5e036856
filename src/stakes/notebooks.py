"""The notebooks of a case: the fit that they share, and running them all into pages that can be
read without running anything.
"""

import os
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import xarray as xr

from stakes.case.case import Case
from stakes.errors import CaseError, Problem
from stakes.runs import store
from stakes.runs.last_run import read_fits
from stakes.runs.pipeline import usual

FOLDER, RESULTS = "analysis/notebooks", "results"
TOOLS = ("jupytext", "nbclient", "nbconvert", "nbformat", "ipykernel")
MINUTES = 10  # for one cell
# all of it from elsewhere, for what these pages have not
SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL | re.IGNORECASE)


def saved_fits(case: Case) -> tuple[xr.DataTree, dict[str, xr.DataTree]]:
    """The fit of a case, and those of its other structures by id, as the last usual run saved them.

    Parameters
    ----------
    case : an open case.

    Raises
    ------
    CaseError
        If one is not there, has not converged, or was made from other files or settings.
    """
    return read_fits(case, usual(case), case.root / RESULTS)


def write_notebooks(case: Case, out: Path, html: bool = False) -> list[Path]:
    """Run every notebook of a case, each in a kernel of its own, and write it with its outputs.

    Parameters
    ----------
    case : an open case, with notebooks as percent scripts in ``analysis/notebooks``.
    out : folder to write to; made if need be.
    html : pages for a browser rather than ``.ipynb``.

    Returns
    -------
    The files written, in the order of their names. Each is whole; of one that fails nothing is
    written.

    Raises
    ------
    CaseError
        If there are no notebooks, what runs them is not installed, or a cell fails.
    """
    tools = {name: _tool(name) for name in TOOLS}
    scripts = sorted((case.root / FOLDER).glob("*.py"))
    if not scripts:
        raise CaseError(
            [
                Problem(
                    FOLDER, "", "has no notebook", "add a percent script, such as 1_first_look.py"
                )
            ]
        )
    written = []
    for script in scripts:
        notebook = _executed(tools, case, script)
        path = out / f"{script.stem}.{'html' if html else 'ipynb'}"
        store.write_text(
            path,
            _page(tools, notebook, script.stem)
            if html
            else tools["nbformat"].writes(notebook) + "\n",
        )
        written.append(path)
    return written


def _tool(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        fix = (
            "use `uv run --group notebooks stakes notebooks`, or `pip install "
            f"{' '.join(TOOLS)}` first"
        )
        raise CaseError(
            [Problem(FOLDER, "", f"cannot be run without {name}, which is not installed", fix)]
        ) from None


def _executed(tools: dict[str, Any], case: Case, script: Path) -> Any:
    """The notebook with its outputs, run beside its script."""
    notebook, errors = tools["jupytext"].read(script), tools["nbclient"].exceptions
    client = tools["nbclient"].NotebookClient(
        notebook,
        timeout=60 * MINUTES,
        kernel_name="python3",
        resources={"metadata": {"path": str(script.parent)}},
        extra_arguments=["--Application.log_level=40"],  # its own news is of no use to the reader
    )
    try:
        client.execute(env={**os.environ, "STAKES_CASE": str(case.root)})
    except errors.CellExecutionError as error:
        raise CaseError([_fault(script, notebook, _last_line(notebook, error))]) from None
    except errors.CellTimeoutError:
        raise CaseError([_fault(script, notebook, f"took longer than {MINUTES} minutes")]) from None
    except errors.DeadKernelError:
        raise CaseError(
            [_fault(script, notebook, "its kernel died, as it does when memory runs out")]
        ) from None
    return notebook


def _fault(script: Path, notebook: Any, problem: str) -> Problem:
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    failed = [i for i, cell in enumerate(code, 1) if _errors(cell)]
    started = [i for i, cell in enumerate(code, 1) if "execution" in cell.metadata]
    number = (failed or started or [1])[-1]
    return Problem(
        f"{FOLDER}/{script.name}", f"code cell {number}", problem, "mend the cell, or what it calls"
    )


def _errors(cell: Any) -> list[Any]:
    return [output for output in cell.outputs if output.output_type == "error"]


def _last_line(notebook: Any, error: Exception) -> str:
    found = [
        output for cell in notebook.cells if cell.cell_type == "code" for output in _errors(cell)
    ]
    lines = (f"{found[-1].ename}: {found[-1].evalue}" if found else str(error)).strip().splitlines()
    return lines[-1] if lines else type(error).__name__


def _page(tools: dict[str, Any], notebook: Any, name: str) -> str:
    """A page that needs nothing from elsewhere."""
    exporter = import_module("nbconvert.exporters").HTMLExporter(embed_images=True)
    page: str = exporter.from_notebook_node(
        notebook, {"metadata": {"name": name.replace("_", " ")}}
    )[0]
    return SCRIPT.sub("", page)
