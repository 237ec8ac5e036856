"""Faults that a page once had: each test fails on a page that has it again.

Others stand where their subject does: a verdict that nothing could change, a plane's line, effects
of a slider, a verdict from one draw, reading that destroys, boxes over one another, tails without
an error, print, a seed taken for a belief, sources of a later day.
"""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr
from tests.report.page_reader import Page
from threadpoolctl import threadpool_info

from stakes.assessment.findings import Findings
from stakes.report.front.disagreement import disagreement
from stakes.report.front.tones import tone
from stakes.report.page import html
from stakes.report.sections.break_even import never_crossed
from stakes.report.sections.information import _once
from stakes.report.sections.power_scaling import _span
from stakes.report.sections.sensitivity import sensitivity_rows
from stakes.runs import pipeline


def with_bars(findings: Findings, **fields: float) -> Findings:
    """With other numbers of the tornado's bars for the rate."""
    tornado = findings.decision.tornado
    bar = tornado.quantities["rate"].model_copy(update=fields)
    held = tornado.model_copy(update={"quantities": {**tornado.quantities, "rate": bar}})
    return replace(findings, decision=findings.decision.model_copy(update={"tornado": held}))


def test_failures_of_any_fit_stand_above_all_else(findings: Findings) -> None:
    """A3: a run that was allowed unconverged says so first, by the fit's name."""
    page = html(replace(findings, failures=("strategic: 1 divergent transition",)))
    main = page[page.index("<main>") :]
    assert main.index('role="alert"') < main.index('id="answer"')
    assert "strategic: 1 divergent transition" in main
    assert 'role="alert"' not in html(findings)


def test_a_state_is_named_and_never_a_number(findings: Findings) -> None:
    """A6: of a quantity whose states are single values a reader sees their names."""
    states = {
        "corrodes": SimpleNamespace(kind="value", value=1.0, label="Corrodes"),
        "strengthens": SimpleNamespace(kind="value", value=-1.0, label="Strengthens"),
    }
    rate = SimpleNamespace(**vars(findings.case.quantities["rate"]) | {"states": states})
    quantities = {**findings.case.quantities, "rate": rate}
    case = SimpleNamespace(**vars(findings.case) | {"quantities": quantities})
    set_to = with_bars(findings, at_low=-1.0, at_high=1.0, swing=1.0, swing_se=0.01)
    bars = sensitivity_rows(replace(set_to, case=case))["tornado"]
    own = next(row for row in bars if row["label"] == rate.label)
    assert [str(x) for x in own["at"]] == ["Strengthens", "Corrodes"]


@pytest.mark.parametrize(("swing", "shown"), [(0.31, True), (0.0, False)])
def test_a_driver_that_is_noise_is_not_ranked(
    findings: Findings, swing: float, shown: bool
) -> None:
    """A9: the tornado gives 0 to a swing within three of its errors, and the page no row."""
    rows = sensitivity_rows(with_bars(findings, swing=swing, swing_se=0.1))["tornado"]
    label = findings.case.quantities["rate"].label
    assert any(row["label"] == label for row in rows) is shown


def test_one_comparison_stands_behind_every_dot_of_the_schools(findings: Findings) -> None:
    """A11: the best over the option that the title of the figure names, whoever leads."""
    views = {
        name: view.model_copy(
            update={
                "profiles": {
                    p: c.model_copy(update={"against": -0.3, "lead": 9.0})
                    for p, c in view.profiles.items()
                }
            }
        )
        for name, view in findings.decision.views.items()
    }
    changed = {"views": views, "differs": ("school:other",)}
    decision = findings.decision.model_copy(update=changed)
    found = disagreement(replace(findings, decision=decision))
    assert [str(row["value"]) for row in found["rows"] if row["value"]] == ["−0.30"]
    assert {found["best"], found["against"]} <= {o.label for o in decision.options.values()}


def test_an_option_has_one_colour_through_the_page(findings: Findings) -> None:
    """A12: of the best, of the one compared and of all others, whatever a section shows."""
    decision = findings.decision
    tones = {o: tone(decision, o) for o in decision.options}
    assert sorted(tones.values()) == ["against", "best", "other"]
    assert tones[decision.best] == "best"
    classes = {
        kind
        for _, named in Page(html(findings)).tags
        for kind in (named.get("class") or "").split()
    }
    assert {"best", "against"} <= classes


def test_what_may_cross_is_not_among_what_cannot(findings: Findings) -> None:
    """A13: only where every option leads, or trails, clearly and throughout."""
    entry = findings.decision.break_even["shift:act"]
    assert entry.value is None
    label = findings.case.quantities["shift"].label
    for lead, listed in ((1.0, True), (0.02, False)):
        ends = {"lead_lower": -lead, "lead_upper": lead, "never": listed}
        held = {**findings.decision.break_even, "shift:act": entry.model_copy(update=ends)}
        decision = findings.decision.model_copy(update={"break_even": held})
        assert (label in never_crossed(replace(findings, decision=decision))) is listed


def test_a_quantity_and_its_state_are_one_thing_to_know() -> None:
    """B15: no two bars for the same knowledge."""
    places = {"a": (1, 1), "a_state": (2, 2), "b_state": (3, 3)}
    assert list(_once(places)) == ["a", "b_state"]


def test_noise_does_not_set_the_scale_of_all_panels() -> None:
    """B14: what weights cannot carry may lie outside the panel."""
    dims = ("component", "alpha")
    rows = xr.Dataset(
        {
            "lead": (dims, [[0.1, 9.0], [0.2, 0.15]]),
            "lead_se": (dims, [[0.01, 5.0], [0.01, 0.01]]),
            "pareto_k": (dims, [[0.2, 2.0], [0.2, 0.3]]),
            "refitted": (dims, np.zeros((2, 2), bool)),
        }
    )
    low, high = _span(rows, (0.12, 0.01))
    assert -0.02 < low < 0
    assert 0.21 < high < 0.24
    kept = rows.assign(refitted=(dims, np.ones((2, 2), bool)))
    assert _span(kept, (0.12, 0.01))[1] > 14


def test_the_last_digit_does_not_hang_on_the_number_of_processors(
    findings: Findings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A16: all that a page shows is worked out with sums in one order."""
    monkeypatch.setattr(pipeline, "fingerprint", lambda *_: "")
    monkeypatch.setattr("stakes.assessment.findings.find", lambda *_: threadpool_info())
    settings = pipeline.Settings(as_of=findings.case.as_of, profile="us", seed=1)
    pools = pipeline.findings_of(findings.case, xr.DataTree(), {}, settings)
    assert pools
    assert {pool["num_threads"] for pool in pools} == {1}
