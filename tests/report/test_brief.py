"""Two pages for print."""

import re
import shutil
from pathlib import Path

import pytest
from tests.report.conftest import NAMES

from optional import missing
from stakes.assessment.findings import Findings
from stakes.errors import CaseError
from stakes.report.brief import write_brief
from stakes.report.page import html


def test_it_is_two_pages(findings: Findings, tmp_path: Path) -> None:
    if not any(map(shutil.which, NAMES)):
        missing("no browser is installed")
    (tmp_path / "report.html").write_text(html(findings), encoding="utf-8")
    made = write_brief(tmp_path / "report.html", tmp_path / "brief.pdf")
    assert len(re.findall(rb"/Type /Page\b", made.read_bytes())) in (1, 2)


def test_without_a_browser_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("<p>", encoding="utf-8")
    with pytest.raises(CaseError, match="install Chromium") as error:
        write_brief(tmp_path / "report.html", tmp_path / "brief.pdf", ["no-such-browser"])
    assert len(str(error.value).splitlines()) == 1
    assert not (tmp_path / "brief.pdf").exists()


def test_a_browser_that_does_not_print_is_named(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("<p>", encoding="utf-8")
    with pytest.raises(CaseError, match="true did not print it"):
        write_brief(tmp_path / "report.html", tmp_path / "brief.pdf", ["true"])


def test_without_a_page_it_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="run `stakes run` first"):
        write_brief(tmp_path / "report.html", tmp_path / "brief.pdf")
