"""Faults that readers of an earlier page found, each held; others have tests where they belong:
the explorer's in explorer/, changes in changes/, reading commands in tests/runs/test_last_run.py,
layout and print in test_whole_pages.py, worst outcomes in test_told_apart.py.
"""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from tests.report.page_reader import Page

from stakes.assessment.cited_numbers import named
from stakes.assessment.findings import Findings
from stakes.report.front.disagreement import disagreement
from stakes.report.front.tones import compared, tone
from stakes.report.front.turning import turning
from stakes.report.page import html
from stakes.report.sections.sensitivity import sensitivity_rows
from stakes.report.update import before_and_after

TYPES = {
    name: SimpleNamespace(label=name.title(), value=value, weight=0.5)
    for name, value in (("partner", 1.0), ("rival", -1.0))
}


def changed(findings: Findings, **changes: Any) -> Findings:
    return replace(findings, decision=findings.decision.model_copy(update=changes))


@pytest.mark.parametrize(("x", "said"), [(1.0, "Partner"), (-1.0, "Rival"), (0.5, "0.5")])
def test_states_that_are_values_are_shown_by_their_names(x: float, said: str) -> None:
    assert named(TYPES, x) == said
    assert named(None, x) == named({"school": SimpleNamespace(value=None)}, x) != "Partner"


def test_a_quantity_of_named_states_shows_no_number_and_no_unit(findings: Findings) -> None:
    q = SimpleNamespace(**vars(findings.case.quantities["rate"]) | {"states": TYPES})
    points = findings.decision.beliefs["rate"].posterior
    held = points.model_copy(update={"low": -1.0, "median": 1.0, "high": 1.0, "states": {}})
    belief = findings.decision.beliefs["rate"].model_copy(update={"prior": held, "posterior": held})
    decision = findings.decision.model_copy(update={"beliefs": {"rate": belief}})
    lines = ["".join(line) for line in before_and_after(decision, q, False)]
    assert lines == [
        f"{word}: Partner (90 % from Rival to Partner)." for word in ("Before", "After")
    ]
    weighed = held.model_copy(update={"states": {"partner": 0.75, "rival": 0.25}})
    belief = belief.model_copy(update={"prior": weighed, "posterior": weighed})
    decision = findings.decision.model_copy(update={"beliefs": {"rate": belief}})
    lines = ["".join(line) for line in before_and_after(decision, q, False)]
    assert lines == [f"{word}: partner 75 %; rival 25 %." for word in ("Before", "After")]


def test_a_swing_that_noise_could_make_is_no_bar_and_no_row(findings: Findings) -> None:
    """Such a swing is 0, see `stakes.assessment.sensitivity.tornado.NOISE`."""
    held = findings.decision.tornado
    (name, entry), *_ = held.quantities.items()
    for swing, shown in ((2.0, True), (0.0, False)):
        noisy = entry.model_copy(update={"swing": swing})
        tornado = held.model_copy(update={"quantities": {name: noisy}})
        rows = sensitivity_rows(changed(findings, tornado=tornado))["tornado"]
        assert bool(rows) is shown


def test_all_views_show_one_comparison(findings: Findings) -> None:
    """Of the two options that come first as believed, whoever leads under the view."""
    shown = disagreement(findings)
    labels = [findings.decision.options[o].label for o in compared(findings.decision)]
    assert [shown["best"], shown["against"]] == labels
    text = Page(html(findings)).text
    assert f"{shown['best']} less {shown['against']} under each view" in text


def test_one_colour_is_one_option(findings: Findings) -> None:
    decision = findings.decision
    own = {record.label: tone(decision, o) for o, record in decision.options.items()}
    best, against = compared(decision)
    assert (tone(decision, best), tone(decision, against)) == ("best", "against")
    for row in [*turning(findings), *disagreement(findings)["profiles"]]:
        label = row.get("option") or row["leader"]
        assert row["tone"] == own.get(label, "same")


def test_what_did_not_converge_is_on_the_page_whichever_fit_it_is(findings: Findings) -> None:
    said = "R-hat reaches 1.5, above 1.01, for x in the structure 'other'"
    page = Page(html(replace(findings, failures=(said,))))
    assert [tag for tag, named_ in page.tags if named_.get("role") == "alert"] == ["div"]
    assert said in page.text
    assert "The chains of every fit have" not in page.text
