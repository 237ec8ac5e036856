"""The page in a browser: its links, its filter, its files, its print; see test_whole_pages.py."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.report.layout import BOXES, overlaps

from stakes.assessment.findings import Findings
from stakes.report.page import html


@pytest.fixture(scope="module")
def page_file(findings: Findings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(html(findings), encoding="utf-8")
    return file


def test_the_search_for_overlaps_finds_one(opened: Callable[..., Any]) -> None:
    page = opened()
    page.evaluate("document.querySelector('.points dd').style.marginTop = '-1.2rem'")
    assert overlaps(page.evaluate(BOXES))


def test_a_link_opens_what_it_points_into(opened: Callable[..., Any]) -> None:
    page = opened(hash_="#q-rate")
    assert page.locator("#q-rate").evaluate("e => e.open && e.closest('.part').open")
    page = opened()
    page.locator(".contents a[href='#try']").click()
    page.locator(".explorer").wait_for(state="visible")  # the event of a new hash comes later
    page = opened(hash_="#a.rate=1")
    assert page.locator(".explorer").is_visible()


def test_quantities_are_found_by_their_names(opened: Callable[..., Any]) -> None:
    page = opened(hash_="#quantities")
    page.locator(".filter input").fill("rate")
    assert page.locator(".quantity:visible").count() == 1
    page.locator(".filter input").fill("no such thing")
    assert page.locator(".quantity:visible, .topic:visible").count() == 0


def test_a_table_is_saved_as_csv(opened: Callable[..., Any], findings: Findings) -> None:
    page = opened(hash_="#options")
    with page.expect_download() as got:
        page.locator(".appendix button.csv").first.click()
    text = Path(got.value.path()).read_text(encoding="utf-8-sig")
    assert len(text.splitlines()) == 1 + len(findings.decision.options)
    assert got.value.suggested_filename == "table_of_the_options.csv"


def test_print_shows_what_stands_alone_and_the_appendix_only_if_open(
    opened: Callable[..., Any],
) -> None:
    page = opened(width=700)
    page.emulate_media(media="print")
    shown = ("#answer", "#why", "#turn", "#sound")
    assert [page.locator(s).is_visible() for s in shown] == [True] * 4
    assert not page.locator(".explorer, nav, #appendix, #checks").first.is_visible()
    page.evaluate("document.querySelector('#checks').closest('details').open = true")
    assert page.locator("#checks").is_visible()


def test_print_of_an_open_part_has_no_empty_heading_and_keeps_its_legends(
    opened: Callable[..., Any],
) -> None:
    page = opened(width=700)
    page.evaluate("document.querySelectorAll('.part').forEach(d => { d.open = true; })")
    page.emulate_media(media="print")
    bare = """() => [...document.querySelectorAll('.topic')]
      .filter((t) => t.checkVisibility()
        && ![...t.children].some((e) => e.tagName !== 'H3' && e.checkVisibility()))
      .map((t) => t.textContent)"""
    assert page.locator(".topic").first.is_visible()
    assert page.evaluate(bare) == []
    lost = """() => [...document.querySelectorAll('.key i, .strip i')]
      .filter((i) => getComputedStyle(i).printColorAdjust !== 'exact').length"""
    assert page.evaluate(lost) == 0
