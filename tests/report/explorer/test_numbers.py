"""Numbers in a browser are those of Python on the same draws."""

from urllib.parse import quote

import numpy as np
import pytest
from tests.report.explorer.explorer_page import (
    LABELS,
    PAYLOAD,
    PROFILES,
    WEIGHTS,
    WORLD,
    agree,
    by_compare,
    by_weights,
    shown_kish,
    shown_numbers,
    shown_quantity,
    shown_weight,
    slider_of,
)

from stakes.decision.expected_value import compare
from stakes.decision.net_value import net_value


def test_by_default_the_numbers_are_those_of_the_decision(opened):
    page, table = opened(), compare(net_value(WORLD.parts, WEIGHTS))
    sd = float(table["sd"].max())
    agree(shown_numbers(page), by_compare(WEIGHTS), 1e-5, 1e-5 * sd)
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


def test_moving_a_weight_recomputes_everything_and_drops_the_keys(opened):
    page = opened()
    slider_of(page, "gain").fill("30")
    weight = shown_weight(page, "gain")
    assert weight == pytest.approx(0.6**3, rel=0.01)
    found, wanted = shown_numbers(page), by_compare(WEIGHTS | {"gain": weight})
    np.testing.assert_allclose(found[:, [0, 2]], wanted[:, [0, 2]], rtol=3e-4, atol=3e-4)
    assert (
        np.abs(np.log2(found[1:3, [1, 3]] / wanted[1:3, [1, 3]])) < 1
    ).all()  # the effective sample size is the profile's
    assert page.locator("[data-key]").count() == 0
    assert page.url.endswith(f"#w.gain={weight:g}")


def test_the_answer_changes_where_it_says_it_does(opened):
    page = opened()
    slider_of(page, "cost").fill("51")
    held = "td => [+td.querySelector('.number')?.dataset.value, td.textContent]"
    cells = page.eval_on_selector_all(".explorer-bounds tbody td", f"all => all.map({held})")
    rows = [cells[i : i + 3] for i in range(0, len(cells), 3)]
    now = dict(WEIGHTS, cost=shown_weight(page, "cost"))
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
    value = shown_quantity(page, "rate")
    low, high = np.quantile(WORLD.rate, (0.01, 0.99))
    assert value == pytest.approx(low * (high / low) ** 0.7, rel=0.01)
    width = 0.15 * np.log(WORLD.rate.clip(low, high)).std()
    expected, share, kish = by_weights(np.exp(-((np.log(WORLD.rate / value) / width) ** 2) / 2))
    found = shown_numbers(page)
    np.testing.assert_allclose(found[:, 0], expected, rtol=3e-4, atol=3e-4)
    np.testing.assert_allclose(found[:, 2], share, rtol=3e-4, atol=3e-4)
    assert shown_kish(page) == pytest.approx(kish, rel=1e-5)


def test_assumptions_multiply_and_a_state_keeps_its_own_draws(opened):
    page = opened(f"#a.shift={quote('-0.5 to 1.5')}&s.school={quote('strains & bends')}")
    width = 1 / 1.6448536269514722  # of a 90 % interval
    w = np.exp(-(((WORLD.shift - 0.5) / width) ** 2) / 2) * (WORLD.state == 1)
    expected, share, kish = by_weights(w)
    found = shown_numbers(page)
    np.testing.assert_allclose(found[:, 0], expected, rtol=3e-4, atol=3e-4)
    np.testing.assert_allclose(found[:, 2], share, rtol=3e-4, atol=3e-4)
    value = net_value(WORLD.parts, WEIGHTS).sel(option="half").transpose("chain", "draw").values
    slow = PAYLOAD["slow"]["value"][2] * kish / (kish - 1)
    error = np.sqrt(slow * (w**2 * (value - expected[2]) ** 2).sum()) / w.sum()
    assert found[2, 1] == pytest.approx(error, rel=1e-4)


def test_a_narrow_number_far_from_zero_keeps_its_digits(opened):
    page = opened()
    page.locator("[data-assumption=year] input[type=range]").fill("70")
    ends = np.quantile(WORLD.year, (0.01, 0.99))
    assert shown_quantity(page, "year") == pytest.approx(ends[0] + 0.7 * np.ptp(ends), abs=0.01)


def test_one_effective_draw_says_nothing(opened):
    """A8: neither a verdict nor a number, and nothing drawn."""
    page = opened("#a.rate=11&a.shift=2.2&a.year=2019")
    assert 0 < shown_kish(page) < 5
    said = page.locator(".explorer-answer").inner_text()
    assert said.startswith("Too few draws to say anything")
    assert page.locator(".explorer-options .number").count() == 0
    assert page.locator(".explorer-bounds td .number").count() == len(WEIGHTS)  # the weights
    assert page.locator(".explorer-found svg").count() == 0
    assert page.locator(".explorer-found").get_attribute("class").endswith("quiet")
    assert page.locator(".explorer-save-draws").is_disabled()


def test_assumptions_that_no_draw_meets_give_no_numbers(opened):
    page = opened(f"#s.mood=elated&s.school={quote('strains & bends')}")
    assert page.locator(".explorer-answer").inner_text().startswith("No draw fits this")
    assert page.locator(".explorer-options .number").count() == 0


def test_emptying_the_field_takes_an_assumption_back(opened):
    page = opened()
    page.locator("[data-assumption=rate] input[type=range]").fill("99")
    assert shown_kish(page) < 200
    assert "fewer than 200" in page.locator(".explorer-answer").inner_text()
    field = page.locator("[data-assumption=rate] .typed")
    field.fill("")
    field.press("Tab")
    assert shown_kish(page) == pytest.approx(2000)
    assert not page.locator(".explorer-found.quiet").count()


def test_a_profile_brings_its_weights_and_a_weight_of_nothing_can_be_raised(opened):
    page = opened()
    page.locator("#explorer-profile").select_option("1")
    found, wanted = shown_numbers(page), by_compare(dict(PROFILES["them"].weights))
    np.testing.assert_allclose(found[:, [0, 2]], wanted[:, [0, 2]], rtol=3e-4, atol=3e-4)
    assert page.locator("[data-key]").count() == 0
    slider_of(page, "gain").fill("100")
    assert shown_weight(page, "gain") == 8
    assert page.url.endswith("#p=them&w.gain=8")
