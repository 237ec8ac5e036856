"""The explorer in a browser: it agrees with Python on the same draws, says what it does, and can be
used by anyone.
"""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import jinja2
import numpy as np
import pytest
import xarray as xr

from optional import missing, needs
from stakes import wording
from stakes.assessment.explorer.payload import Assumption, payload, section
from stakes.decision.expected_value import compare
from stakes.decision.net_value import net_value

ATTACK = "</script><script>alert(1)</script>"
HOSTILE = f'<img src=x onerror="alert(2)">{ATTACK}'
LABELS = {
    "options": {"wait": "Wait", "act": "Act at once", "half": ATTACK, "later": "Decide later"},
    "attributes": {"gain": "Gain", "cost": "Cost", "strain": HOSTILE},
}
WEIGHTS = {"gain": 1.0, "cost": 1.0, "strain": 0.7}
PROFILES = {
    "us": SimpleNamespace(label="Us", weights=WEIGHTS),
    "them": SimpleNamespace(
        label="Them & others", weights={"gain": 0.0, "cost": 2.0, "strain": 1.5}
    ),
}
SHELL = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Explorer</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>{% include "report.css" %}{% include "explorer.css" %}</style></head>
<body><header><h1>Small case</h1></header>
<main>{% include "explorer.html.j2" %}</main></body></html>"""
NAMES = ("chromium", "chromium-browser", "google-chrome")


def _chains(random: np.random.Generator, memory: float = 0.5) -> np.ndarray:
    x = random.normal(size=(4, 500))
    for i in range(1, 500):
        x[:, i] = memory * x[:, i - 1] + np.sqrt(1 - memory**2) * x[:, i]
    return x


class World:
    """Synthetic draws: a wide rate drives the gain of acting, a shift its cost, a state the
    strain.
    """

    def __init__(self) -> None:
        random = np.random.default_rng(11)
        z, shift, state = _chains(random), _chains(random), random.integers(0, 3, (4, 500))
        self.rate, self.shift, self.state = np.exp(1.2 * z), shift, state
        self.year, self.mood = (
            random.normal(2015, 2, (4, 500)),
            (state == 0) * random.integers(0, 2, (4, 500)),
        )
        zero = np.zeros_like(z)
        act = [
            0.5 * self.rate + 0.2 * _chains(random),
            -0.2 + 0.5 * shift,
            -0.6 * (state == 1) + 0.1 * _chains(random),
        ]
        half = [0.3 * self.rate, -0.1 + 0.2 * shift, zero]
        draws = np.array([[zero] * 3, act, half, [zero] * 3])
        self.parts = xr.DataArray(
            draws, dims=("option", "attribute", "chain", "draw")
        ).assign_coords(option=list(LABELS["options"]), attribute=list(WEIGHTS))
        self.parts.attrs = {"unit": "million euros", "relative_to": "wait"}

    def assumptions(self) -> list[Assumption]:
        def draws(x: np.ndarray) -> xr.DataArray:
            return xr.DataArray(x, dims=("chain", "draw"))

        return [
            Assumption("rate", "Rate of return", "% a year", draws(self.rate)),
            Assumption("shift", HOSTILE, "", draws(self.shift)),
            Assumption(
                "school", "School", "", draws(self.state), ("holds", "strains & bends", ATTACK)
            ),
            Assumption("year", "Year", "", draws(self.year)),
            Assumption("mood", "Mood", "", draws(self.mood), ("sober", "elated")),
        ]


WORLD = World()
PAYLOAD = payload(WORLD.parts, PROFILES, "us", WORLD.assumptions(), LABELS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        missing(f"no browser is installed: none of {', '.join(NAMES)} is on the path")
    needs("axe_playwright_python", "browser")
    with needs("playwright.sync_api", "browser").sync_playwright() as tool:
        found = tool.chromium.launch(executable_path=path)
        yield found
        found.close()


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _write(tmp_path_factory.mktemp("explorer") / "page.html", PAYLOAD)


def _write(file: Path, data: dict[str, Any]) -> Path:
    loader = jinja2.PackageLoader("stakes.report", "templates")
    page = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True
    )
    file.write_text(
        page.from_string(SHELL).render(explorer=section(data, ["Waiting keeps its choices."])),
        encoding="utf-8",
    )
    return file


@pytest.fixture
def opened(browser: Any, page_file: Path) -> Iterator[Callable[..., Any]]:
    """Open the page in a window of its own; whatever it logs, asks for or throws fails the test."""
    contexts, wrong = [], []

    def open_page(
        hash_: str = "", file: Path | None = None, width: int = 1280, height: int = 900, **how: Any
    ) -> Any:
        context = browser.new_context(viewport={"width": width, "height": height}, **how)
        context.set_default_timeout(5000)
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


def _numbers(page: Any) -> np.ndarray:
    """Expected value, its error, P(best) and its error of each option, as the table holds them; 0
    for an error not shown.
    """
    held = "td => [...td.querySelectorAll('.number')].map(n => +n.dataset.value)"
    cells = page.eval_on_selector_all(".explorer-options tbody td", f"all => all.map({held})")
    return np.array([[*cell, 0.0][:2] for cell in cells]).reshape(-1, 4)


def _agree(found: np.ndarray, wanted: np.ndarray, rtol: float, atol: float) -> None:
    """Means and probabilities to the digit; errors, which the page works out more plainly, within a
    factor of two.
    """
    np.testing.assert_allclose(found[:, ::2], wanted[:, ::2], rtol=rtol, atol=atol)
    some = (found[:, 1::2] > 0) & (wanted[:, 1::2] > 0)
    np.testing.assert_array_equal(found[:, 1::2] > 0, wanted[:, 1::2] > 0)
    assert (np.abs(np.log2(found[:, 1::2][some] / wanted[:, 1::2][some])) < 1).all()


def _compared(weights: dict[str, float]) -> np.ndarray:
    table = compare(net_value(WORLD.parts, weights))
    return np.array(
        [table[name].values for name in ("expected", "mcse", "p_best", "p_best_mcse")]
    ).T


def _weighted(
    w: np.ndarray, weights: dict[str, float] = WEIGHTS
) -> tuple[np.ndarray, np.ndarray, float]:
    """Expected values, P(best) and effective draws, by other means than the page's."""
    value = net_value(WORLD.parts, weights).transpose("option", "chain", "draw").values
    best = value == value.max(axis=0)
    share = best / best.sum(axis=0)
    kish = w.sum() ** 2 / (w**2).sum()
    return (
        np.average(value, axis=(1, 2), weights=np.broadcast_to(w, value.shape)),
        (share * w).sum(axis=(1, 2)) / w.sum(),
        kish,
    )


def _slider(page: Any, attribute: str) -> Any:
    return page.locator(f"[data-attribute={attribute}] input")


def _weight(page: Any, attribute: str) -> float:
    return float(page.locator(f"[data-attribute={attribute}] .readout").get_attribute("data-value"))


def _kish(page: Any) -> float:
    return float(page.locator(".explorer-count").get_attribute("data-value"))


def test_by_default_the_numbers_are_those_of_the_decision(opened):
    page, table = opened(), compare(net_value(WORLD.parts, WEIGHTS))
    sd = float(table["sd"].max())
    _agree(_numbers(page), _compared(WEIGHTS), 1e-5, 1e-5 * sd)
    keys = page.eval_on_selector_all(
        "[data-key]", "all => Object.fromEntries(all.map(n => [n.dataset.key, +n.dataset.value]))"
    )
    assert {f"options.{o}.{c}" for o in LABELS["options"] for c in ("expected", "p_best")} <= set(
        keys
    )
    for key, value in keys.items():
        _, option, column = key.split(".")
        wanted = float(table[column].sel(option=option))
        if column.endswith("mcse"):
            assert wanted / 2 < value < wanted * 2, key
        else:
            assert value == pytest.approx(wanted, rel=1e-5, abs=1e-5 * sd), key


def test_the_answer_names_the_best_the_lead_and_what_comes_to_the_same(opened):
    page, table = opened(), compare(net_value(WORLD.parts, WEIGHTS))
    best, lead = table["best"].item(), table.sel(option="half")
    assert best == "act"
    said = page.locator(".explorer-answer").inner_text()
    assert said.startswith("Act at once")
    assert wording.rounded(float(lead["lead"]), float(lead["lead_mcse"])) in said
    page = opened("#w.gain=0")
    assert (
        "Wait (or Decide later, which comes to the same)"
        in page.locator(".explorer-answer").inner_text()
    )


def test_moving_a_weight_recomputes_everything_and_drops_the_keys(opened):
    page = opened()
    _slider(page, "gain").fill("30")
    weight = _weight(page, "gain")
    assert weight == pytest.approx(0.6**3, rel=0.01)
    found, wanted = _numbers(page), _compared(WEIGHTS | {"gain": weight})
    np.testing.assert_allclose(found[:, [0, 2]], wanted[:, [0, 2]], rtol=1e-5, atol=1e-5)
    assert (
        np.abs(np.log2(found[1:3, [1, 3]] / wanted[1:3, [1, 3]])) < 1
    ).all()  # the effective sample size is the profile's
    assert page.locator("[data-key]").count() == 0
    assert page.url.endswith(f"#w.gain={weight:g}")


def test_the_keyboard_moves_a_slider_and_the_middle_is_exactly_the_profile(opened):
    page = opened()
    _slider(page, "strain").focus()
    page.keyboard.press("ArrowRight")
    assert _weight(page, "strain") == pytest.approx(0.7 * 1.02**3, rel=0.01)
    assert "1.06 times the profile's" in _slider(page, "strain").get_attribute("aria-valuetext")
    page.keyboard.press("ArrowLeft")
    assert _weight(page, "strain") == 0.7
    assert "#" not in page.url
    page.keyboard.press("End")
    assert _weight(page, "strain") == pytest.approx(5.6)
    page.keyboard.press("Home")
    assert _weight(page, "strain") == 0


def test_the_answer_changes_where_it_says_it_does(opened):
    page = opened()
    _slider(page, "cost").fill("51")
    held = "td => [+td.querySelector('.number')?.dataset.value, td.textContent]"
    cells = page.eval_on_selector_all(".explorer-bounds tbody td", f"all => all.map({held})")
    rows = [cells[i : i + 3] for i in range(0, len(cells), 3)]
    now = dict(WEIGHTS, cost=_weight(page, "cost"))
    seen = 0
    for attribute, cells in zip(WEIGHTS, rows, strict=True):
        for (root, text), side in zip(cells[1:], (-1, 1), strict=True):
            if np.isfinite(root):
                seen += 1
                for factor, changed in ((1 + 1e-4 * side, True), (1 - 1e-4 * side, False)):
                    best = compare(net_value(WORLD.parts, now | {attribute: root * factor}))[
                        "best"
                    ].item()
                    assert (LABELS["options"][best] in text) == changed, (attribute, side, best)
    assert seen >= 3
    assert "Weight of Cost" in page.locator(".explorer-boundary").inner_text()
    assert page.locator("[data-attribute=cost] .marks i").count() == sum(
        np.isfinite(cell[0]) for cell in rows[1][1:]
    )


def test_assuming_a_number_keeps_the_draws_near_it(opened):
    page = opened()
    page.locator("[data-assumption=rate] input[type=range]").fill("70")
    value = float(page.locator("[data-assumption=rate] .readout").get_attribute("data-value"))
    assert page.locator("[data-assumption=rate] input[type=checkbox]").is_checked()
    low, high = np.quantile(WORLD.rate, (0.01, 0.99))
    assert value == pytest.approx(low * (high / low) ** 0.7, rel=0.01)
    width = 0.15 * np.log(WORLD.rate.clip(low, high)).std()
    expected, share, kish = _weighted(np.exp(-((np.log(WORLD.rate / value) / width) ** 2) / 2))
    found = _numbers(page)
    np.testing.assert_allclose(found[:, 0], expected, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(found[:, 2], share, rtol=1e-5, atol=1e-5)
    assert _kish(page) == pytest.approx(kish, rel=1e-5)


def test_assumptions_multiply_and_a_state_keeps_its_own_draws(opened):
    page = opened(f"#a.shift=0.5&s.school={quote('strains & bends')}")
    width = 0.15 * WORLD.shift.clip(*np.quantile(WORLD.shift, (0.01, 0.99))).std()
    w = np.exp(-(((WORLD.shift - 0.5) / width) ** 2) / 2) * (WORLD.state == 1)
    expected, share, kish = _weighted(w)
    found = _numbers(page)
    np.testing.assert_allclose(found[:, 0], expected, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(found[:, 2], share, rtol=1e-5, atol=1e-5)
    value = net_value(WORLD.parts, WEIGHTS).sel(option="half").transpose("chain", "draw").values
    slow = PAYLOAD["slow"]["value"][2] * kish / (kish - 1)
    error = np.sqrt(slow * (w**2 * (value - expected[2]) ** 2).sum()) / w.sum()
    assert found[2, 1] == pytest.approx(error, rel=1e-4)


def test_a_narrow_number_far_from_zero_keeps_its_digits(opened):
    page = opened()
    page.locator("[data-assumption=year] input[type=range]").fill("70")
    readout, ends = (
        page.locator("[data-assumption=year] .readout"),
        np.quantile(WORLD.year, (0.01, 0.99)),
    )
    assert float(readout.get_attribute("data-value")) == pytest.approx(
        ends[0] + 0.7 * np.ptp(ends), abs=0.01
    )
    assert readout.inner_text().startswith("about 2,01")


def test_assumptions_that_no_draw_meets_give_no_numbers(opened):
    page = opened(f"#s.mood=elated&s.school={quote('strains & bends')}")
    assert (
        page.locator(".explorer-answer").inner_text().startswith("No draw fits these assumptions")
    )
    assert "Only 0 effective draws" in page.locator(".explorer-warning").inner_text()
    assert np.isnan(_numbers(page)[:, 0]).all()


def test_few_effective_draws_are_warned_of_and_the_box_takes_them_back(opened):
    page = opened()
    warning = page.locator(".explorer-warning")
    assert warning.inner_text() == ""
    page.locator("[data-assumption=rate] input[type=range]").fill("99")
    assert _kish(page) < 200
    assert "fewer than 200" in warning.inner_text()
    assert warning.get_attribute("role") == "status"
    page.locator("[data-assumption=rate] input[type=checkbox]").uncheck()
    assert warning.inner_text() == ""
    assert _kish(page) == pytest.approx(2000)


def test_a_profile_brings_its_weights_and_a_weight_of_nothing_can_be_raised(opened):
    page = opened()
    page.locator("#explorer-profile").select_option("1")
    found, wanted = _numbers(page), _compared(dict(PROFILES["them"].weights))
    np.testing.assert_allclose(found[:, [0, 2]], wanted[:, [0, 2]], rtol=1e-5, atol=1e-5)
    assert page.locator("[data-key]").count() == 0
    _slider(page, "gain").fill("100")
    assert _weight(page, "gain") == 8
    assert page.url.endswith("#p=them&w.gain=8")


def test_reset_restores_the_run(opened):
    page = opened("#p=them&w.gain=3&a.rate=2&s.school=holds")
    changed = _numbers(page)
    page.locator(".explorer-reset").click()
    _agree(_numbers(page), _compared(WEIGHTS), 1e-5, 1e-5)
    assert not np.allclose(changed, _numbers(page))
    assert "#" not in page.url
    assert page.locator("[data-key]").count() > 0
    assert [_weight(page, a) for a in WEIGHTS] == list(WEIGHTS.values())


def test_a_link_restores_the_setting_in_a_new_page(opened):
    page = opened(permissions=["clipboard-read", "clipboard-write"])
    _slider(page, "gain").fill("80")
    page.locator("[data-assumption=school] select").select_option("2")
    page.locator("[data-assumption=rate] input[type=range]").fill("60")
    page.locator(".explorer-copy").click()
    page.locator(".explorer-done", has_text="Link copied").wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.url
    again = opened("#" + link.partition("#")[2])
    np.testing.assert_array_equal(_numbers(again), _numbers(page))
    assert again.locator("[data-assumption=school] select").input_value() == "2"
    again.goto(again.url.partition("#")[0] + "#w.gain=0.5")  # the same document
    assert _weight(again, "gain") == 0.5
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
        assert [_weight(page, a) for a in WEIGHTS] == [1.0, 0.25, 0.7], entry
        assert _kish(page) == pytest.approx(2000), entry
        page.locator(".explorer-reset").click()


def test_an_anchor_of_the_page_leaves_the_setting_alone(opened):
    page = opened("#w.gain=0.5")
    page.evaluate("location.hash = '#explorer'")
    page.wait_for_function("location.hash === '#explorer'")
    assert _weight(page, "gain") == 0.5


def test_labels_stay_text(opened):
    page = opened()
    text = page.locator(".explorer").inner_text()
    assert ATTACK in text
    assert HOSTILE in text
    assert page.locator(".explorer img, .explorer script").count() == 0
    assert ATTACK in page.locator("[data-assumption=school] option").last.inner_text()


def test_a_doubt_of_the_run_keeps_the_answer_too_close_to_call(opened, tmp_path):
    file = _write(tmp_path / "doubt.html", PAYLOAD | {"doubt": "structures differ"})
    page = opened("#w.cost=0.1", file=file)
    said = page.locator(".explorer-answer").inner_text()
    assert said.startswith("Too close to call")
    assert said.endswith("but structures differ.")


def test_without_scripts_the_page_says_so(opened):
    page = opened(java_script_enabled=False)
    assert "needs JavaScript" in page.locator("noscript").inner_text()
    assert not page.locator(".explorer").is_visible()


def test_digits_follow_the_rules_of_words(opened):
    random = np.random.default_rng(2)
    cases = [
        (0.12345, 0.034),
        (0.12345, 0.012),
        (-1234.5, 21.0),
        (2.0, 0.0),
        (0.125, 0.02),
        (2.5, 3.0),
        (0.15, 0.3),
    ]
    cases += [
        (-0.001, 0.4),
        (0.1, 0.0196),
        (5.0, 0.0996),
        (1e7, 2e5),
        (1234567.0, 0.0),
        (0.000012, 0.0),
        (0.9996, 0.0),
    ]
    cases += [(999999.9, 0.0), (1e-7, 1e-9)]
    spread = zip(
        random.normal(size=300) * 10 ** random.uniform(-7, 8, 300),
        10 ** random.uniform(-6, 6, 300),
        strict=True,
    )
    cases += [(float(x), float(e)) for x, e in spread]
    page = opened()
    wanted = [[wording.rounded(x, e), wording.significant(x), wording.plain(x)] for x, e in cases]
    code = (
        "all => all.map(([x, e]) => [stakesExplorer.rounded(x, e), "
        "stakesExplorer.significant(x), stakesExplorer.plain(x)])"
    )
    assert page.evaluate(code, cases) == wanted
    assert page.evaluate(
        "[stakesExplorer.rounded(NaN, 1), stakesExplorer.rounded(1.5, Infinity)]"
    ) == ["–", "1.50"]


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
    targets = ".explorer button, .explorer select, .explorer input[type=range], .explorer .assume"
    sizes = page.eval_on_selector_all(
        targets, "all => all.map(e => e.getBoundingClientRect()).map(r => [r.width, r.height])"
    )
    assert np.min(sizes) >= 24


def test_focus_is_seen_and_print_leaves_it_out(opened):
    page = opened()
    page.locator(".explorer-reset").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "range"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.emulate_media(media="print")
    assert not page.locator(".explorer-section").is_visible()
