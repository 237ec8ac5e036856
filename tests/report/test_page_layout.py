"""The page as a browser lays it out: nothing overlaps, nothing is cut, the main part is short."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stakes.assessment.findings import Findings
from stakes.report.page import html

WIDTHS = (390, 820, 1280, 1920)
WORDS, SCREENS, SCREEN = 1500, 8, 800
# Boxes of the lines of all texts that are seen.
BOXES = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const seen = (e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && !e.closest('.skip, nav, .trace, .unseen, .explorer-said, .explorer-section > h2');
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim() || !seen(node.parentElement)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      const { left, right, top, bottom } = box;
      if (right - left > 1) {
        const lead = Math.max((bottom - top) * 0.14, 1); // a line's box is taller than its letters
        found.push({ left, right, top: top + lead, bottom: bottom - lead, text: node.data.trim() });
      }
    }
  }
  return found;
}"""


@pytest.fixture(scope="module")
def page_file(findings: Findings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(html(findings), encoding="utf-8")
    return file


def overlaps(boxes: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Texts of which a line lies over one of another, or over another of its own."""
    ordered, found = sorted(boxes, key=lambda b: b["top"]), []
    for i, a in enumerate(ordered):
        for b in ordered[i + 1 :]:
            if b["top"] >= a["bottom"]:
                break
            if a["left"] < b["right"] - 1 and b["left"] < a["right"] - 1:
                found.append((a["text"][:60], b["text"][:60]))
    return found


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("opened_too", [False, True])
def test_no_text_lies_over_another(
    opened: Callable[..., Any], width: int, opened_too: bool
) -> None:
    page = opened(width=width)
    if opened_too:
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    boxes = page.evaluate(BOXES)
    assert len(boxes) > 100
    assert overlaps(boxes) == []


def test_the_search_for_overlaps_finds_one(opened: Callable[..., Any]) -> None:
    page = opened()
    page.evaluate("document.querySelector('.points dd').style.marginTop = '-1.2rem'")
    assert overlaps(page.evaluate(BOXES))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_every_window_and_is_accessible(
    opened: Callable[..., Any], width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = opened(width=width, color_scheme=scheme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []


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


def test_the_main_part_is_short(opened: Callable[..., Any]) -> None:
    page = opened(height=SCREEN)
    text, end = page.evaluate("""() => {
      const appendix = document.querySelector('.appendix');
      const top = appendix.getBoundingClientRect().top + scrollY;
      const before = document.querySelector('main').innerText.split(appendix.innerText)[0];
      return [before, top];
    }""")
    assert "What would turn it" in text.replace("WHAT WOULD TURN IT", "What would turn it")
    assert len(text.split()) <= WORDS
    assert end <= SCREENS * SCREEN


def test_a_phone_shows_the_first_screen_within_two(opened: Callable[..., Any]) -> None:
    page = opened(width=390, height=844)
    bottom = "document.querySelector('.answer').getBoundingClientRect().bottom + scrollY"
    assert page.evaluate(bottom) <= 2 * 844


def test_a_link_opens_what_it_points_into(opened: Callable[..., Any]) -> None:
    page = opened(hash_="#q-rate")
    assert page.locator("#q-rate").evaluate("e => e.open && e.closest('.part').open")
    page = opened()
    page.locator(".contents a[href='#try']").click()
    assert page.locator(".explorer").is_visible()
    page = opened(hash_="#a.rate=1")
    assert page.locator(".explorer").is_visible()


def test_every_link_of_the_page_leads_somewhere(opened: Callable[..., Any]) -> None:
    lost = """() => [...document.querySelectorAll("a[href^='#']")]
      .map((a) => a.getAttribute('href').slice(1)).filter((id) => !document.getElementById(id))"""
    assert opened().evaluate(lost) == []


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
