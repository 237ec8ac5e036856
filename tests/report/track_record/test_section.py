"""The section on the past: its findings in words, what it leaves out, and how it looks."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
import xarray as xr
from tests.report.layout import BOXES, WIDTHS, overlaps
from tests.report.page_reader import Page
from tests.report.track_record.conftest import CASE, EVENTS, foretold

from stakes.assessment.scores.summary import summary
from stakes.report.page import html
from stakes.report.track_record.dates import as_of_dates
from stakes.report.track_record.events import MARKS, marks
from stakes.report.track_record.given import TrackRecord
from stakes.report.track_record.scores import scores_shown, title
from stakes.report.track_record.section import track_record


def test_without_a_past_the_page_has_no_such_section(findings):
    bare = html(findings)
    assert bare == html(findings, TrackRecord())
    assert 'id="past"' not in bare
    assert "Track record" not in bare
    assert "{%" not in bare


def test_a_backtest_or_scores_alone_do(findings, past):
    dates = Page(html(findings, replace(past, scores=None)))
    scores = Page(html(findings, replace(past, backtest=None)))
    for page, has, lacks in (
        (dates, "The decision as of each date", "scores by topic"),
        (scores, "scores by topic", "The decision as of each date"),
    ):
        assert has in page.text
        assert lacks not in page.text
        assert not page.open
    assert "Events that came" not in dates.text


def test_who_leads_how_often_and_how_likely_is_the_title(findings, past):
    found = as_of_dates(findings, past)
    label = findings.decision.options["half"].label
    assert found["title"] == (
        f"Act leads as of 4 of 6 dates, {label} as of 2; "
        "the leader's chance to be best: 30 % to 60 %"
    )
    assert [row["sign"] for row in found["key"]] == ["●", "■"]


def test_each_date_is_a_row_with_its_marks(findings, past):
    rows = as_of_dates(findings, past)["rows"]
    assert [row["marks"] for row in rows] == ["*", "*", "", "", "", "", "+~"]
    assert rows[0]["lead"] == "0.100 ± 0.010"
    assert rows[0]["ends"] == "−1.90 to 1.60"
    assert rows[5]["ends"] == "–"
    assert rows[5]["best"] == "not converged"
    assert rows[5]["lead"] == "–"
    shown = Page(html(findings, past)).text
    assert "whose knowledge the priors hold" in shown
    assert "too small to be told from none" in shown


def test_the_row_that_moved_the_lead_most_is_said_where_rows_were_left_out(findings, past):
    assert as_of_dates(findings, past)["moved"] is None
    n = past.backtest.sizes["date"]
    by = np.full(n, np.nan)
    by[1:4] = 0.02, -0.05, 0.01
    rows = [f"Floods by year, row {i}" for i in range(n)]
    told = {"moved_by": by, "moved_by_mcse": np.full(n, 0.004), "moved_by_row": rows}
    moved = past.backtest.assign({name: ("date", x) for name, x in told.items()})
    found = as_of_dates(findings, replace(past, backtest=moved))["moved"]
    assert found == "Floods by year, row 2, by −0.050 ± 0.004 as of 2012-06-10"
    assert found in Page(html(findings, replace(past, backtest=moved))).text
    unsure = moved.assign(moved_by_mcse=("date", np.full(n, 0.1)))
    assert as_of_dates(findings, replace(past, backtest=unsure))["moved"] is None


def test_where_nothing_converged_nothing_is_said_of_dates(findings, past):
    none = past.backtest.assign(best=xr.full_like(past.backtest["best"], ""))
    assert as_of_dates(findings, replace(past, backtest=none)) is None
    assert track_record(findings, TrackRecord(none)) is None


def test_events_that_came_are_numbered_in_order_and_stand_clear(scores):
    found = marks(scores, date(2008, 6, 10), date(2020, 6, 10))
    assert [mark.number for mark in found] == list(range(1, len(found) + 1))
    came = [day for mark in found for day, _ in mark.came]
    assert came == sorted(came)
    assert len(came) == EVENTS // 2
    width = (date(2020, 6, 10) - date(2008, 6, 10)) / MARKS
    assert all(b.day - a.day >= width * 0.99 for a, b in pairwise(found))
    assert marks(scores, date(2019, 1, 1), date(2020, 1, 1)) == []
    assert marks(None, date(2008, 6, 10), date(2020, 6, 10)) == []


@pytest.mark.parametrize(
    ("sure", "said"),
    [
        (0.95, "better than an even chance and those of the time; no differently"),
        (0.05, "worse than the prior, an even chance and those of the time"),
        (0.5, "no differently, as far as can be told, from the prior, an even chance and those"),
    ],
)
def test_the_title_says_whom_the_model_beats_as_far_as_can_be_told(sure, said):
    found = title(summary(CASE, foretold(sure), ""))
    assert found.startswith(f"Forecasts of {EVENTS} events score ")
    if sure > 0.9:
        assert "better than" in found
        assert "worse" not in found
    else:
        assert said in found


def test_scores_bins_and_surprises_are_those_of_the_record(scores):
    found = scores_shown(scores)
    (water, every, undisputed) = found["topics"]
    assert (water["name"], every["name"], undisputed["name"]) == (
        "Water",
        "All",
        "Undisputed alone",
    )
    assert every["cells"][1].value == scores.topics["all"]["brier"].mean == pytest.approx(0.04)
    assert sum(b["n"] for b in found["reliability"]["bins"]) == EVENTS
    assert found["dealt"]["brier"].value > found["dealt"]["own"].value
    assert found["surprises"] == scores.surprises
    assert any(line.startswith("About levels.") for line in scores.surprises)
    assert (found["count"], found["open"]) == (EVENTS + 1, 1)


def test_what_is_stale_is_said(findings, past):
    said = "Made from other files, settings or versions than this decision: the scores."
    assert said in Page(html(findings, replace(past, stale=("the scores",)))).text
    assert "Made from other files" not in Page(html(findings, past)).text


@pytest.fixture(scope="module")
def page_file(findings, past, tmp_path_factory):
    file = tmp_path_factory.mktemp("report") / "report.html"
    file.write_text(html(findings, past), encoding="utf-8")
    return file


@pytest.mark.parametrize("width", WIDTHS)
def test_it_fits_every_window_and_nothing_lies_over_another(opened, width):
    from axe_playwright_python.sync_playwright import Axe

    page = opened(width=width, color_scheme="dark" if width == 820 else "light")
    page.evaluate("document.querySelectorAll('.past details').forEach(d => { d.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert overlaps(page.evaluate(BOXES)) == []
    cut = """() => [...document.querySelectorAll('.past svg text')].filter((t) => {
      const own = t.getBoundingClientRect(), box = t.ownerSVGElement.getBoundingClientRect();
      return own.width && (own.left < box.left - 1 || own.right > box.right + 1);
    }).map((t) => t.textContent)"""
    assert page.evaluate(cut) == []
    found = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []


def test_its_pictures_have_alternative_text_and_tables(findings, past):
    page = Page(html(findings, past))
    bare = Page(html(findings))
    drawn = [a for tag, a in page.tags if tag == "svg" and a["role"] == "img"]
    before = [a for tag, a in bare.tags if tag == "svg" and a["role"] == "img"]
    assert len(drawn) == len(before) + 2
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    assert all(a.get("aria-label") or a.get("aria-labelledby") in ids for a in drawn)
