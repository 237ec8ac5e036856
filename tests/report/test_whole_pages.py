"""Whole pages as a browser lays them out: of a made-up case, of the starter case after a run, and,
with STAKES_PAGE, of whatever run left that page instead; CI gives that of this repository's case.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.report.layout import BOXES, SCREEN, SCREENS, WIDTHS, WORDS, overlaps
from tests.runs.small_run import go

from stakes.assessment.findings import Findings
from stakes.new import new_case
from stakes.report.brief import write_brief
from stakes.report.page import html

GIVEN = os.environ.get("STAKES_PAGE", "")
PAGES = ["given"] if GIVEN else ["made up", "flood"]
OPEN_ALL = "document.querySelectorAll('details').forEach(d => { d.open = true; })"
LARGEST = 3_000_000  # bytes


def _left(kind: str, folder: Path, findings: Findings) -> Path:
    if kind == "given":
        return Path(GIVEN).resolve()
    if kind == "flood":
        new_case(folder / "flood")
        go(folder / "flood")
        return folder / "flood/results/report.html"
    (folder / "report.html").write_text(html(findings), encoding="utf-8")
    return folder / "report.html"


@pytest.fixture(scope="module", params=PAGES)
def page_file(
    request: pytest.FixtureRequest, findings: Findings, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The page that `opened` opens; whatever it logs, throws or asks for fails the test."""
    return _left(request.param, tmp_path_factory.mktemp("page"), findings)


def violations(page: Any) -> list[Any]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [(v["id"], [n["html"] for n in v["nodes"]]) for v in found]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("opened_too", [False, True], ids=["folded", "open"])
def test_no_text_lies_over_another(
    opened: Callable[..., Any], width: int, opened_too: bool
) -> None:
    page = opened(width=width)
    if opened_too:
        page.evaluate(OPEN_ALL)
    boxes = page.evaluate(BOXES)
    assert len(boxes) > 100
    assert overlaps(boxes) == []


@pytest.mark.parametrize("opened_too", [False, True], ids=["folded", "open"])
def test_no_text_lies_over_another_in_print(opened: Callable[..., Any], opened_too: bool) -> None:
    page = opened(width=680)
    page.emulate_media(media="print")
    if opened_too:
        page.evaluate(OPEN_ALL)
    boxes = page.evaluate(BOXES)
    assert len(boxes) > 60
    assert overlaps(boxes) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_every_window_and_is_accessible(
    opened: Callable[..., Any], width: int, scheme: str
) -> None:
    page = opened(width=width, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
    page.evaluate(OPEN_ALL)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_all_that_is_folded_is_accessible(opened: Callable[..., Any]) -> None:
    page = opened()
    page.evaluate(OPEN_ALL)
    assert violations(page) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_no_text_of_a_figure_is_cut(opened: Callable[..., Any], width: int) -> None:
    page = opened(width=width)
    cut = """() => [...document.querySelectorAll('main > section:not(.appendix) svg text')]
      .filter((t) => {
        const own = t.getBoundingClientRect(), box = t.ownerSVGElement.getBoundingClientRect();
        return own.width && (own.left < box.left - 1 || own.right > box.right + 1);
      }).map((t) => t.textContent)"""
    assert page.evaluate(cut) == []
    wide = """() => [...document.querySelectorAll('.model a, .model g')].filter((g) => {
      const box = g.querySelector('rect').getBoundingClientRect();
      return box.width && [...g.querySelectorAll('text')]
        .some((t) => t.getBoundingClientRect().width > box.width);
    }).map((g) => g.textContent)"""
    assert page.evaluate(wide) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_no_text_is_cut_by_what_holds_it(opened: Callable[..., Any], width: int) -> None:
    """Nothing is hidden by a box that neither wraps nor scrolls."""
    page = opened(width=width)
    page.evaluate(OPEN_ALL)
    cut = """() => [...document.querySelectorAll('main *')].filter((e) => {
      const style = getComputedStyle(e);
      return e.checkVisibility() && ['hidden', 'clip'].includes(style.overflowX)
        && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1 && e.textContent.trim();
    }).map((e) => e.className || e.tagName)"""
    assert page.evaluate(cut) == []


def test_the_main_part_is_short(opened: Callable[..., Any], page_file: Path) -> None:
    page = opened(height=SCREEN)
    text, end = page.evaluate("""() => {
      const appendix = document.querySelector('.appendix');
      const top = appendix.getBoundingClientRect().top + scrollY;
      const before = document.querySelector('main').innerText.split(appendix.innerText)[0];
      return [before, top];
    }""")
    assert len(text.split()) <= WORDS
    assert end <= SCREENS * SCREEN
    assert page_file.stat().st_size <= LARGEST


def test_the_first_screen_says_it_all(opened: Callable[..., Any]) -> None:
    page = opened(height=SCREEN)
    verdict = page.locator("#answer").inner_text()
    assert 0 < len(verdict.split()) <= 12
    said = page.locator(".answer").inner_text().lower()
    assert all(word in said for word in ("how much", "how sure", "hundred futures"))
    assert page.locator(".answer .futures .zero").count() == 1
    bottom = "e => e.getBoundingClientRect().bottom"
    assert page.locator(".futures").evaluate(bottom) <= SCREEN
    assert page.locator(".points dd").nth(1).evaluate(bottom) <= SCREEN


def test_a_phone_shows_the_first_screen_within_two(opened: Callable[..., Any]) -> None:
    page = opened(width=390, height=844)
    bottom = "document.querySelector('.answer').getBoundingClientRect().bottom + scrollY"
    assert page.evaluate(bottom) <= 2 * 844


def test_every_link_of_the_page_leads_somewhere(opened: Callable[..., Any]) -> None:
    lost = """() => [...document.querySelectorAll("a[href^='#']")]
      .map((a) => a.getAttribute('href').slice(1)).filter((id) => !document.getElementById(id))"""
    assert opened().evaluate(lost) == []


def test_what_stands_behind_a_number_is_reached_by_keyboard(opened: Callable[..., Any]) -> None:
    page = opened()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("Boolean(document.activeElement.dataset.key)"):
            break
    key = page.evaluate("document.activeElement.dataset.key")
    assert key
    page.keyboard.press("ArrowRight")
    other = page.evaluate("document.activeElement.dataset.key")
    assert other != key
    page.keyboard.press("Enter")
    assert other in page.locator(".trace").inner_text()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.key") == other


def test_nothing_that_a_reader_sees_has_digits_beyond_reading(opened: Callable[..., Any]) -> None:
    page = opened()
    page.evaluate(OPEN_ALL)
    text = re.sub(r"[0-9a-f]{16,}", "", page.locator("main").inner_text())  # fingerprints
    assert re.findall(r"\d\.\d{9,}", text) == []
    assert re.findall(r"\b1 (?:tests|years|estimates|rows|draws|options|quantities)\b", text) == []
    assert re.findall(r"\b(?:nan|inf|None|undefined)\b", text) == []


def test_print_is_two_pages_that_stand_alone(page_file: Path, tmp_path: Path, browser: Any) -> None:
    made = write_brief(page_file, tmp_path / "brief.pdf").read_bytes()
    assert len(re.findall(rb"/Type /Page\b", made)) in (1, 2)
