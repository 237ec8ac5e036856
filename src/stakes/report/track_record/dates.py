"""The decision as of each date, laid out for the page."""

from collections import Counter
from datetime import date
from typing import Any

import xarray as xr

from stakes.assessment.findings import Findings
from stakes.decision_json.decision import Decision
from stakes.report.figures.style import BEST_OPTION, CLEAR, COMPARED, OTHERS
from stakes.report.figures.svg import svg
from stakes.report.front.tones import tone
from stakes.report.track_record.events import marks
from stakes.report.track_record.figures import lead_over_time
from stakes.report.track_record.given import TrackRecord
from stakes.wording import MISSING, Shown, interval_ends, percent, rounded, with_error

Row = dict[str, Any]
COLOURS = {"best": BEST_OPTION, "against": COMPARED, "other": OTHERS}
MARKERS, SIGNS = ("o", "s", "^", "D", "v"), "●■▲◆▼"
BEFORE, MOVED, CLOSE = "*", "+", "~"
NOTES = {
    BEFORE: "before the date of this decision, whose knowledge the priors hold",
    MOVED: "the horizon has passed, and the decision moves on with the date",
    CLOSE: "a lead too small to be told from none by these draws",
}


def as_of_dates(findings: Findings, given: TrackRecord) -> Row | None:
    """Its figure with a finding for a title, what the marks in it mean, and a row for each date."""
    shown = given.backtest
    if shown is None or not bool((shown["best"] != "").any()):
        return None
    decision, leaders = findings.decision, _leaders(shown)
    looks = {
        option: (COLOURS[tone(decision, option)], MARKERS[i % len(MARKERS)])
        for i, option in enumerate(leaders)
    }
    first, last = (date.fromisoformat(str(d)[:10]) for d in shown["date"].to_numpy()[[0, -1]])
    lines = {"this decision": decision.as_of, "horizon": shown.attrs["horizon"]}
    within = {name: day for name, text in lines.items() if first <= (day := _day(text)) <= last}
    events = marks(given.scores, first, last)
    title = _title(decision, leaders, shown)
    rows = [_row(decision, shown.isel(date=i)) for i in range(shown.sizes["date"])]
    said = "".join(str(row["marks"]) for row in rows)
    return {
        "title": title,
        "svg": svg(lead_over_time(shown, looks, within, events), title),
        "unit": shown.attrs["unit"],
        "key": [
            {
                "sign": SIGNS[i % len(SIGNS)],
                "tone": tone(decision, option),
                "label": _label(decision, option),
            }
            for i, option in enumerate(leaders)
        ],
        "events": events,
        "moved": _moved_most(shown),
        "rows": rows,
        "notes": [(mark, note) for mark, note in NOTES.items() if mark in said],
    }


def _day(text: object) -> date:
    return date.fromisoformat(str(text))


def _leaders(shown: xr.Dataset) -> dict[str, int]:
    """How often each option leads, the one that leads most often first."""
    return dict(Counter(str(o) for o in shown["best"].to_numpy() if o).most_common())


def _title(decision: Decision, leaders: dict[str, int], shown: xr.Dataset) -> str:
    """Who leads how often, and how likely that option is the best."""
    (first, times), *rest = leaders.items()
    number, share = sum(leaders.values()), shown["p_best"].dropna("date")
    said = f"{_label(decision, first)} leads as of {times} of {number} dates"
    others = " and ".join(f"{_label(decision, o)} as of {n}" for o, n in rest[:2])
    low, high = percent(float(share.min())), percent(float(share.max()))
    among = f"; the leader's chance to be best: {low}" + (f" to {high}" * (low != high))
    return said + (f", {others}" if others else "") + among


def _moved_most(shown: xr.Dataset) -> str | None:
    """The row of evidence that moved a lead farthest, of all dates; None where rows were not left
    out in turn, or none can be told from not having moved it.
    """
    if "moved_by" not in shown or not bool(shown["moved_by"].notnull().any()):
        return None
    day = shown.isel(date=int(abs(shown["moved_by"]).argmax("date")))
    by, error = float(day["moved_by"]), float(day["moved_by_mcse"])
    if abs(by) < CLEAR * error:
        return None
    said = f"{day['moved_by_row'].item()}, by {with_error(by, error)}"
    return f"{said} as of {str(day['date'].to_numpy())[:10]}"


def _label(decision: Decision, option: str) -> str:
    held = decision.options.get(option)
    return held.label if held else option


def _row(decision: Decision, day: xr.Dataset) -> Row:
    best, runner = (str(day[name].item()) for name in ("best", "runner_up"))
    held = {
        BEFORE: bool(day["hindsight"]),
        MOVED: bool(day["moved_on"]),
        CLOSE: bool(best) and not bool(day["resolved"]),
    }
    lead, share, worth = (float(day[name]) for name in ("lead", "p_best", "evpi"))
    errors = {name: float(day[f"{name}_mcse"]) for name in ("lead", "evpi")}
    ends = [float(day[name]) for name in ("lead_low", "lead_high")]
    return {
        "date": str(day["date"].to_numpy())[:10],
        "marks": "".join(mark for mark, holds in held.items() if holds),
        "best": _label(decision, best) if best else "not converged",
        "runner": _label(decision, runner) if runner else MISSING,
        "lead": Shown(with_error(lead, errors["lead"]), lead) if best else MISSING,
        "ends": " to ".join(interval_ends(*ends)) if best else MISSING,
        "share": Shown(percent(share), share) if best else MISSING,
        "evpi": Shown(rounded(worth, errors["evpi"]), worth) if best else MISSING,
        "arrived": int(day["arrived"]),
    }
