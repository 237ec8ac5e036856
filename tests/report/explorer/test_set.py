"""Quantities set in a browser: numbers are those of the case's own code with the same quantities
set.
"""

from urllib.parse import urlencode

import numpy as np
import pytest
from tests.assessment.explorer.set_case import (
    CURVED,
    MULTILINEAR,
    payload_of,
    random_settings,
    valued_case,
)
from tests.report.explorer.explorer_page import write_page

from conftest import TINY
from stakes.decision.net_value import net_value
from stakes.inference.drawn.recipe import recipe_of
from stakes.inference.states import STATE
from stakes.outcomes.consequences import what_if
from stakes.outcomes.exact.parts import expected

ASK = """all => all.map((hash) => {
  const { expected, shares, among, best, quiet } = stakesExplorer.answerTo(hash);
  const numbers = (rows) => rows.map((r) => [r.mean, r.error]);
  return { expected: numbers(expected), shares: numbers(shares), among, best, quiet };
})"""


def made(tmp_path_factory, code):
    from shutil import copytree, ignore_patterns

    root = copytree(
        TINY, tmp_path_factory.mktemp("set") / "tiny", ignore=ignore_patterns("__pycache__")
    )
    valuation = valued_case(root, code)
    payload = payload_of(valuation)
    return valuation, payload, write_page(root / "page.html", payload)


@pytest.fixture(scope="module")
def multilinear(tmp_path_factory):
    return made(tmp_path_factory, MULTILINEAR)


@pytest.fixture(scope="module")
def curved(tmp_path_factory):
    return made(tmp_path_factory, CURVED)


def link(payload, setting):
    kinds = {a["id"]: a for a in payload["form"]["axes"]}
    entries = {
        f"{'l' if isinstance(x, str) and x in kinds[name]['levels'] else 'x'}.{name}": x
        for name, x in setting
    }
    return f"#{urlencode(entries)}"


def changes(valuation, setting):
    """As for `what_if`."""
    made = {}
    for name, x in setting:
        q = valuation.case.quantities[name]
        if not isinstance(x, str):
            made[name] = x
        elif q.kind == "event":
            made[name] = float(x == "yes")
        else:
            made[f"{name}{STATE}"] = next(k for k, s in q.states.items() if s.label == x)
    return made


def worth(valuation, set_to):
    found = net_value(what_if(valuation.case, valuation.fit, set_to), valuation.weights)
    return found.sel(option="dam").values


def test_where_all_is_linear_twenty_five_settings_are_those_of_python(opened, multilinear):
    """To a millionth, with what is not set at its mean."""
    valuation, payload, file = multilinear
    recipe = recipe_of(valuation.fit["posterior"].to_dataset())
    settings = random_settings(payload["form"], 25)
    found = opened(file=file).evaluate(ASK, [link(payload, s) for s in settings])
    means = {name: expected(recipe, name) for name in ("damage", "flood_rate", "sign_pact")}
    for setting, answer in zip(settings, found, strict=True):
        its = changes(valuation, setting)
        if f"damage{STATE}" in its:
            level = its.pop(f"damage{STATE}")
            axis = next(a for a in payload["form"]["axes"] if a["id"] == "damage")
            its["damage"] = axis["means"][
                list(valuation.case.quantities["damage"].states).index(level)
            ]
        truth = worth(valuation, means | its).mean()
        assert answer["expected"][1][0] == pytest.approx(truth, rel=1e-6, abs=1e-9), setting


def test_where_all_is_not_twenty_five_settings_are_within_the_error(opened, curved):
    valuation, payload, file = curved
    settings = random_settings(payload["form"], 25)
    found = opened(file=file).evaluate(ASK, [link(payload, s) for s in settings])
    off = []
    for setting, answer in zip(settings, found, strict=True):
        mean, error = answer["expected"][1]
        x = worth(valuation, changes(valuation, setting))
        own = x.std() / np.sqrt(x.size)
        off.append((mean - x.mean()) / np.hypot(error, own))
    assert np.abs(off).max() < 4
    assert np.mean(np.abs(off)) < 1.5


def test_shares_follow_what_is_set(opened, curved):
    valuation, payload, file = curved
    settings = random_settings(payload["form"], 10, seed=8)
    found = opened(file=file).evaluate(ASK, [link(payload, s) for s in settings])
    for setting, answer in zip(settings, found, strict=True):
        x = worth(valuation, changes(valuation, setting))
        truth = np.mean((x > 0) + 0.5 * (x == 0))
        mean, error = answer["shares"][1]
        assert abs(mean - truth) < 4 * error + 0.02, setting


def test_where_nothing_is_set_the_values_are_those_of_all_draws(opened, curved):
    valuation, _, file = curved
    (answer,) = opened(file=file).evaluate(ASK, [""])
    exact = net_value(valuation.means, valuation.weights).mean(("chain", "draw", "set"))
    for (mean, _), option in zip(answer["expected"], ["wait", "dam", "later"], strict=True):
        assert mean == pytest.approx(float(exact.sel(option=option)), rel=1e-9, abs=1e-12)


def test_a_range_counts_as_the_mean_over_it(opened, multilinear):
    *_, file = multilinear
    low, high = 0.2, 0.6
    middle, spread = np.log(low * high) / 2, np.log(high / low) / 2 / 1.6448536269514722
    mean = float(np.exp(middle + spread**2 / 2))
    hashes = ["#x.flood_rate=0.2+to+0.6", f"#x.flood_rate={mean!r}"]
    over, at = opened(file=file).evaluate(ASK, hashes)
    assert over["expected"][1][0] == pytest.approx(at["expected"][1][0], rel=1e-6)


def test_an_option_that_waits_is_left_out_while_something_is_set(opened, multilinear):
    page = opened("#x.flood_rate=0.5", file=multilinear[2])
    assert "Decide later: left out" in page.locator(".explorer-count").inner_text()
    assert page.locator(".explorer-options tbody tr").count() == 3
    assert page.locator(".explorer-options tbody tr").last.locator(".number").count() == 0


def test_typing_a_number_or_a_range_sets_it_and_nonsense_is_refused(opened, curved):
    page = opened(file=curved[2])
    field = page.locator("[data-set=flood_rate] .typed")
    for text, entry in (("0.5", "=0.5"), ("0.2 to 0.6", "=0.2+to+0.6"), ("1e-1", "=0.1")):
        field.fill(text)
        field.press("Tab")
        assert f"x.flood_rate{entry}" in page.url
        assert page.url.endswith("run=abc1")
    for text in ("0.6 to 0.2", "much", "-1", "1 to 2 to 3"):
        field.fill(text)
        field.press("Tab")
        assert "Not read" in page.locator("[data-set=flood_rate] .hint").inner_text()
        assert "x.flood_rate=0.1&" in page.url
    field.fill("")
    field.press("Tab")
    assert "#" not in page.url


def test_undo_takes_one_step_back_and_so_does_the_browser(opened, curved):
    page = opened(file=curved[2])
    undo = page.locator(".explorer-undo")
    assert undo.is_disabled()
    field = page.locator("[data-set=flood_rate] .typed")
    for text in ("0.5", "0.7"):
        field.fill(text)
        field.press("Tab")
    undo.click()
    assert field.input_value() == "0.5"
    undo.click()
    assert field.input_value() == ""
    assert undo.is_disabled()
    field.fill("0.4")
    field.press("Tab")
    page.go_back()
    page.wait_for_function("() => !document.querySelector('[data-set=flood_rate] .typed').value")


def test_a_banner_says_that_a_setting_is_on_and_of_which_run_the_link_is(opened, curved):
    page = opened(file=curved[2])
    banner = page.locator(".explorer-banner")
    assert not banner.is_visible()
    page = opened("#x.flood_rate=0.5&x.no_such=1&run=fff0", file=curved[2])
    said = page.locator(".explorer-banner").inner_text()
    assert "Floods a year set to 0.5" in said
    assert "another run (fff0; this page: abc1)" in said
    assert "out of range: 1" in said
    assert page.locator(".explorer-on").inner_text() in said
    alone = opened("#x.flood_rate=-1", file=curved[2]).locator(".explorer-banner").inner_text()
    assert alone.startswith("Nothing is set. Parts of the link that cannot be read")
    page.locator(".explorer-clear").click()
    assert not page.locator(".explorer-banner").is_visible()
    page = opened("#x.flood_rate=0.5&run=abc1", file=curved[2])
    assert "another run" not in page.locator(".explorer-banner").inner_text()


def test_files_hold_what_is_shown_and_the_draws(opened, curved):
    _, payload, file = curved
    page = opened("#x.flood_rate=0.5", file=file)
    with page.expect_download() as got:
        page.locator(".explorer-save-shown").click()
    with open(got.value.path(), encoding="utf-8-sig") as text:
        about, head, *rows = text.read().splitlines()
    assert about == "# run abc1, setting x.flood_rate=0.5&run=abc1"
    assert head == "option,expected,error,p_best,p_best_error,unit"
    assert [row.split(",")[0] for row in rows] == ["wait", "dam", "later"]
    with page.expect_download() as got:
        page.locator(".explorer-save-draws").click()
    with open(got.value.path(), encoding="utf-8-sig") as text:
        _, head, *rows = text.read().splitlines()
    assert head == "weight,wait,dam"
    assert len(rows) == len(payload["form"]["at"])


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
def test_with_quantities_to_set_it_is_accessible_and_fits(opened, curved, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = opened("#x.flood_rate=0.5", file=curved[2], width=width, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []
