"""The report in a browser: it asks for nothing, fits a phone, can be used by anyone, and says where
its numbers come from.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.report.small_case import ATTACK

from stakes.assessment.findings import Findings
from stakes.report.page import html
from stakes.report.words.glossary import GLOSSARY

KEY = '.number[data-key="options.act.expected"]'
POPOVER = ".trace"


@pytest.fixture(scope="module")
def page_file(findings: Findings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page that `opened` opens; whatever it logs, throws or asks for fails the test."""
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(html(findings), encoding="utf-8")
    return file


@pytest.fixture
def shown(opened: Callable[..., Any]) -> Callable[..., Any]:
    return opened


@pytest.mark.parametrize(("width", "scheme"), [(400, "light"), (1280, "dark")])
def test_it_is_accessible_and_fits_the_window(shown, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = shown(width=width, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    page.locator(KEY).first.click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page).response["violations"]
    assert [
        (v["id"], [n["html"] for n in v["nodes"]])
        for v in found
        if v["impact"] in ("serious", "critical")
    ] == []


def test_pointing_at_a_number_says_what_it_is_until_the_pointer_leaves(shown, findings):
    page = shown()
    popover, value = page.locator(POPOVER), findings.decision.options["act"].expected
    page.locator(KEY).first.hover()
    popover.wait_for(state="visible")
    said = popover.inner_text()
    assert said.startswith("Expected net value of Act")
    assert f"{value:.7g} euros".replace("-", "−") in said
    assert "options.act.expected" in said
    assert "Rests on all quantities" in said
    popover.hover()
    page.wait_for_timeout(400)
    assert popover.is_visible()  # its links can be reached
    page.mouse.move(1, 1)
    popover.wait_for(state="hidden")


def test_a_number_of_a_quantity_names_its_sources(shown):
    page = shown()
    page.locator('.number[data-key="break_even.rate:act.value"]').first.click()
    popover = page.locator(POPOVER)
    said = popover.inner_text()
    assert said.startswith(f"Break-even of rate {ATTACK} for Act")
    assert "prior from data, grade B" in said
    assert "Press: A & B" in said
    assert (
        popover.locator("a", has_text="A & B").get_attribute("href")
        == "https://example.org/?a=1&b=2"
    )
    assert popover.locator("script, img").count() == 0


def test_escape_closes_and_gives_the_focus_back(shown):
    page = shown()
    page.locator(KEY).first.click()
    assert page.evaluate("document.activeElement.className") == "trace"
    page.keyboard.press("Escape")
    assert not page.locator(POPOVER).is_visible()
    assert page.evaluate("document.activeElement.dataset.key") == "options.act.expected"


def test_a_tap_opens_and_a_tap_elsewhere_closes(shown):
    page = shown(width=400, has_touch=True)
    page.locator(KEY).first.tap()
    box = page.locator(POPOVER).bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 400
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("h1").tap()
    assert not page.locator(POPOVER).is_visible()


def test_every_number_with_a_path_is_described_and_one_is_a_tab_stop(shown):
    page = shown()
    described = (
        "all => all.filter(n => !stakesTrace.describe(n.dataset.key)).map(n => n.dataset.key)"
    )
    assert page.eval_on_selector_all("[data-key]", described) == []
    nothing = (
        "['options.nobody.expected', 'options.__proto__.expected', '', "
        "'x'].map(stakesTrace.describe)"
    )
    assert page.evaluate(nothing) == [None] * 4
    assert page.locator(".number[tabindex]").count() == 1


def test_the_keyboard_leads_from_number_to_number(shown):
    page = shown()
    popover, here = page.locator(POPOVER), "document.activeElement.dataset.key"
    page.locator(".number[tabindex]").focus()
    first = page.evaluate(here)
    page.keyboard.press("ArrowRight")
    second = page.evaluate(here)
    assert second != first
    page.keyboard.press("Enter")
    assert popover.is_visible()
    assert second in popover.inner_text()
    page.keyboard.press("Escape")
    assert page.evaluate(here) == second
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(here) == first
    assert page.locator(".number[tabindex]").count() == 1


def test_a_number_without_a_path_does_nothing(shown):
    page = shown()
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    page.locator(".number:not([data-key])").last.click()
    assert not page.locator(POPOVER).is_visible()


def test_labels_stay_text(shown):
    page = shown()
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert ATTACK in page.locator("main").inner_text()
    assert ATTACK in page.locator(".chart svg").first.text_content()
    assert page.locator("main script").count() == 2  # of the explorer


def test_the_explorer_starts_from_the_decision(shown, findings):
    page = shown()
    held = "all => all.map(n => [n.dataset.key, +n.dataset.value])"
    cells = dict(page.eval_on_selector_all(".explorer [data-key]", held))
    assert {
        f"options.{o}.{c}" for o in findings.decision.options for c in ("expected", "p_best")
    } <= set(cells)
    for path, value in cells.items():
        _, option, column = path.split(".")
        assert value == pytest.approx(
            getattr(findings.decision.options[option], column), rel=1e-4, abs=1e-5
        ), path


def test_print_leaves_the_popover_out(shown):
    page = shown()
    page.locator(KEY).first.click()
    page.emulate_media(media="print")
    assert not page.locator(POPOVER).is_visible()


def test_a_key_with_a_dot_of_its_own_is_told_apart(shown):
    page = shown()
    said = page.evaluate("stakesTrace.describe('certainty_equivalent.0.0001.act')")
    assert said["text"] == "Certainty equivalent of Act at a risk aversion of 0.0001"
    keys = page.eval_on_selector_all(
        '.number[data-key^="certainty_equivalent."]', "all => all.map(e => e.dataset.key)"
    )
    assert keys
    assert all(page.evaluate("key => stakesTrace.describe(key)", key) for key in keys)
    assert page.evaluate("stakesTrace.describe('certainty_equivalent.0.0001.nobody')") is None


def test_a_word_of_the_glossary_says_what_it_means_by_pointer_touch_and_key(shown):
    page = shown()
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    term, note = page.locator(".appendix .term").first, page.locator(".term-note")
    meaning = {w.lower(): m for words, m in GLOSSARY for w in words.split(", ")}
    assert not note.is_visible()
    term.hover()
    assert note.inner_text() == meaning[term.get_attribute("data-term")]
    page.mouse.move(1, 1)
    assert not note.is_visible()
    term.focus()
    assert note.is_visible()
    assert term.get_attribute("aria-describedby") == "term-note"
    page.keyboard.press("Escape")
    assert not note.is_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_tapped_word_is_explained_inside_the_window(shown, width):
    page = shown(width=width, has_touch=True)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    terms = page.locator(".term")
    assert terms.count() >= 10
    for i in range(0, terms.count(), 5):
        terms.nth(i).scroll_into_view_if_needed()
        terms.nth(i).tap()
        box = page.locator(".term-note").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_every_word_is_marked_once_a_section_and_no_text_is_lost(shown, findings):
    page = shown()
    twice = """() => [...document.querySelectorAll('main section, .appendix > details')]
      .map((s) => [...s.querySelectorAll(':scope .term')]
        .filter((t) => t.closest('section:not(.appendix), details.part') === s)
        .map((t) => t.dataset.term))
      .filter((words) => new Set(words).size < words.length)"""
    assert page.evaluate(twice) == []
    bare = html(findings)
    text = " ".join(page.locator("#options").locator("xpath=../..").text_content().split())
    start = bare.index('<h2 id="options">')
    assert text[:40] in " ".join(re.sub(r"<[^>]+>", "", bare[start : start + 600]).split())
