"""What the explorer says, and that anyone can use it."""

import numpy as np
import pytest
from tests.report.explorer.explorer_page import ATTACK, HOSTILE, shown_weight, slider_of


def test_the_keyboard_moves_a_slider_and_the_middle_is_exactly_the_profile(opened):
    page = opened()
    slider_of(page, "strain").focus()
    page.keyboard.press("ArrowRight")
    assert shown_weight(page, "strain") == pytest.approx(0.7 * 1.02**3, rel=0.01)
    assert "1.06 times the profile's" in slider_of(page, "strain").get_attribute("aria-valuetext")
    page.keyboard.press("ArrowLeft")
    assert shown_weight(page, "strain") == 0.7
    assert "#" not in page.url
    page.keyboard.press("End")
    assert shown_weight(page, "strain") == pytest.approx(5.6)
    page.keyboard.press("Home")
    assert shown_weight(page, "strain") == 0


def test_labels_stay_text(opened):
    page = opened()
    text = page.locator(".explorer").inner_text()
    assert ATTACK in text
    assert HOSTILE in text
    assert page.locator(".explorer img, .explorer script").count() == 0
    assert ATTACK in page.locator("[data-assumption=school] option").last.inner_text()


def test_without_scripts_the_page_says_so(opened):
    page = opened(java_script_enabled=False)
    assert "needs JavaScript" in page.locator("noscript").inner_text()
    assert not page.locator(".explorer").is_visible()


@pytest.mark.parametrize(("width", "scheme"), [(400, "light"), (1280, "dark")])
def test_it_is_accessible_and_fits_the_window(opened, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = opened("#w.gain=0.3&a.rate=9", width=width, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page).response["violations"]
    assert [
        (v["id"], [n["html"] for n in v["nodes"]])
        for v in found
        if v["impact"] in ("serious", "critical")
    ] == []
    targets = ".explorer button, .explorer select, .explorer input[type=range], .explorer .typed"
    sizes = page.eval_on_selector_all(
        targets, "all => all.map(e => e.getBoundingClientRect()).map(r => [r.width, r.height])"
    )
    assert np.min(sizes) >= 24


def test_focus_is_seen_and_print_leaves_it_out(opened):
    page = opened()
    page.locator("[data-assumption=rate] .typed").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "range"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.emulate_media(media="print")
    assert not page.locator(".explorer-section").is_visible()
