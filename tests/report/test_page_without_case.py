"""The page of draws without a case in a browser: it fits a phone, can be used by anyone, and
recomputes.
"""

import numpy as np
import pytest
import xarray as xr

import stakes


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    rng = np.random.default_rng(3)
    gain, theta = rng.normal(1.0, 2.0, (4, 500)), rng.normal(size=(4, 500))
    value = np.stack([0 * gain, gain - 0.5, 0.3 * gain + theta], axis=-1)
    out = tmp_path_factory.mktemp("page") / "report.html"
    labels = {"0": "Leave", "1": "Build", "2": "Half"}
    return stakes.write_report(
        value, {"gain": gain, "theta": theta}, out, title="Build?", unit="euros", labels=labels
    )


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_it_is_accessible_and_fits_the_window(opened, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = opened(width=width, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert Axe().run(page).violations_count == 0


def answer_changes(page, place, key):
    """Whether the first slider of a place, moved some steps by a key, changes the answer."""
    before = page.locator(".explorer-answer").inner_text()
    slider = page.locator(f"{place} input[type=range]").first
    slider.focus()
    for _ in range(5):
        slider.press(key)
    page.wait_for_timeout(300)
    return page.locator(".explorer-answer").inner_text() != before


def test_an_assumption_changes_the_answer(opened):
    page = opened()
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert answer_changes(page, ".explorer-about", "PageDown")
    for hidden in (".explorer-weights", "#explorer-profile"):
        assert not page.locator(hidden).is_visible()


def test_a_number_says_what_it_is(opened):
    page = opened()
    page.locator('.number[data-key^="options."][data-key$=".expected"]').first.click()
    said = page.locator(".trace").inner_text()
    assert said.startswith("Expected net value of ")
    assert "prior" not in said


def test_parts_and_groups_are_accessible_and_readers_can_weigh_parts(opened, tmp_path):
    from axe_playwright_python.sync_playwright import Axe

    rng = np.random.default_rng(3)
    yields, price = rng.normal(1.0, 2.0, 2000), rng.normal(3.0, 1.0, 2000)
    parts = xr.DataArray(
        np.stack([np.stack([0 * yields, 2.0 * yields], -1), np.stack([0 * price, -price], -1)], 1),
        {"attribute": ["crop", "seed"], "option": ["fallow", "sow"]},
        ("sample", "attribute", "option"),
    )
    given = {"yields": yields, "price": price}
    groups = {"The farm": ["yields", "price"]}
    out = stakes.write_report(parts, given, tmp_path / "parts.html", groups=groups)
    page = opened(width=390)
    page.goto(out.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert Axe().run(page).violations_count == 0
    assert "The farm" in page.inner_text("body")
    assert answer_changes(page, ".explorer-weights", "PageUp")
