"""The page's two pages for print, as a PDF, by whichever Chromium there is."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from stakes.errors import CaseError, Problem

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
MINUTES = 2  # that it may take


def write_brief(page: Path, brief: Path, browsers: Sequence[str] = BROWSERS) -> Path:
    """Print a page to a PDF.

    Parameters
    ----------
    page : the report, as a run left it.
    brief : the PDF to write.
    browsers : names of programs that can print a page, the first on the path is taken.

    Raises
    ------
    CaseError
        If there is no page, or no such program, or it does not print.
    """
    if not page.is_file():
        raise CaseError([Problem(str(page), "", "is not there", "run `stakes run` first")])
    found = next(filter(None, map(shutil.which, browsers)), None)
    if found is None:
        fix = "install Chromium or Google Chrome, or print report.html from any browser"
        raise CaseError([Problem(str(brief), "", "no browser to print it with", fix)])
    with TemporaryDirectory() as profile:
        made = Path(profile) / "brief.pdf"
        said = _print(found, page, made, profile)
        if not made.is_file():
            problem = f"{Path(found).name} did not print it: {said or 'it said nothing'}"
            fix = "print report.html from any browser"
            raise CaseError([Problem(str(brief), "", problem, fix)])
        brief.write_bytes(made.read_bytes())
    return brief


def _print(browser: str, page: Path, made: Path, profile: str) -> str:
    """The last line that a browser said while it printed."""
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    flags = ["--headless", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={profile}"]
    command = [browser, *flags, *root, f"--print-to-pdf={made}", page.resolve().as_uri()]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=60 * MINUTES, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return (done.stderr.strip().splitlines() or [""])[-1]
