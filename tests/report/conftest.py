"""The page of a small case, parsed and in a browser."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.case.conftest import CHALLENGES
from tests.report.page_reader import Page
from tests.report.small_findings import small_findings

from optional import missing, needs
from stakes.assessment.findings import Findings
from stakes.case.case import Case, open_case
from stakes.report.page import html

NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def findings() -> Findings:
    return small_findings()


@pytest.fixture(scope="session")
def page(findings: Findings) -> Page:
    return Page(html(findings))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        missing(f"no browser is installed: none of {', '.join(NAMES)} is on the path")
    needs("axe_playwright_python", "browser")
    with needs("playwright.sync_api", "browser").sync_playwright() as tool:
        found = tool.chromium.launch(executable_path=path)
        yield found
        found.close()


@pytest.fixture
def opened(browser: Any, page_file: Path) -> Iterator[Callable[..., Any]]:
    """Open the page in a window of its own; whatever it logs, asks for or throws fails the test."""
    contexts, wrong = [], []

    def open_page(
        hash_: str = "", file: Path | None = None, width: int = 1280, height: int = 900, **how: Any
    ) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, **how)
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
        page.on(
            "request",
            lambda request: None if request.url.startswith("file:") else wrong.append(request.url),
        )
        page.goto((file or page_file).as_uri() + hash_)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def case(tiny_case: Path) -> Case:
    """The tiny case with challenges."""
    (tiny_case / "analysis/sensitivity.toml").write_text(CHALLENGES, encoding="utf-8")
    return open_case(tiny_case)
