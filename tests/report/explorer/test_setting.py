"""What is set, its form in a link, and what makes no sense."""

import numpy as np
import pytest
from tests.report.explorer.explorer_page import (
    WEIGHTS,
    agree,
    by_compare,
    shown_kish,
    shown_numbers,
    shown_weight,
    slider_of,
)


def test_reset_restores_the_run(opened):
    page = opened("#p=them&w.gain=3&a.rate=2")
    changed = shown_numbers(page)
    page.locator(".explorer-reset").click()
    agree(shown_numbers(page), by_compare(WEIGHTS), 1e-5, 1e-5)
    assert not np.allclose(changed, shown_numbers(page))
    assert "#" not in page.url
    assert page.locator("[data-key]").count() > 0
    assert [shown_weight(page, a) for a in WEIGHTS] == list(WEIGHTS.values())


def test_a_link_restores_the_setting_in_a_new_page(opened):
    page = opened(permissions=["clipboard-read", "clipboard-write"])
    slider_of(page, "gain").fill("80")
    page.locator("[data-assumption=school] select").select_option("2")
    page.locator("[data-assumption=rate] input[type=range]").fill("60")
    page.locator(".explorer-copy").click()
    page.locator(".explorer-done", has_text="Link copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.url
    again = opened("#" + link.partition("#")[2])
    np.testing.assert_array_equal(shown_numbers(again), shown_numbers(page))
    assert again.locator("[data-assumption=school] select").input_value() == "2"
    again.goto(again.url.partition("#")[0] + "#w.gain=0.5")  # the same document
    assert shown_weight(again, "gain") == 0.5
    assert again.locator("[data-assumption=school] select").input_value() == ""


def test_where_nothing_can_be_copied_the_link_is_shown(opened):
    page = opened("#w.gain=0.5")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.locator(".explorer-copy").click()
    page.locator(".explorer-done", has_text="the link is in the field").wait_for()
    assert page.locator(".explorer-link").input_value() == page.url


def test_entries_that_make_no_sense_are_ignored(opened):
    page = opened("#w.gain=-1&p=nobody")
    assert page.locator("[data-key]").count() > 0
    wrong = [
        "w.gain=",
        "w.gain=9",
        "w.gain=NaN",
        "w.gain=1e999",
        "w.none=1",
        "w.__proto__=1",
        "a.rate=1e9",
        "a.school=1",
    ]
    wrong += ["s.school=nobody", "s.rate=holds", "p=nobody", "options", "%E0%A4%A", "=&&="]
    for entry in wrong:
        page.evaluate(
            "hash => { location.hash = hash; dispatchEvent(new Event('hashchange')); }",
            f"{entry}&w.cost=0.25",
        )
        assert [shown_weight(page, a) for a in WEIGHTS] == [1.0, 0.25, 0.7], entry
        assert shown_kish(page) == pytest.approx(2000), entry
        page.locator(".explorer-reset").click()


def test_an_anchor_of_the_page_leaves_the_setting_alone(opened):
    page = opened("#w.gain=0.5")
    page.evaluate("location.hash = '#explorer'")
    page.wait_for_function("location.hash === '#explorer'")
    assert shown_weight(page, "gain") == 0.5
