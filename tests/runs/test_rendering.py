"""The page of the last run, rendered again."""

import pytest
from tests.runs.small_run import (
    OTHER_WEIGHTS,
    contents,
    edit,
)

from stakes.case.case import open_case
from stakes.decision_json.reading import read_decision
from stakes.errors import CaseError
from stakes.runs import store
from stakes.runs.last_run import render
from stakes.runs.pipeline import DECISION, REPORT
from stakes.runs.saved_findings import FINDINGS, KIND, read_findings
from stakes.runs.saved_fits import FIT


@pytest.mark.parametrize("kept", [True, False], ids=["findings", "fit"])
def test_report_is_rendered_again_as_it_was(kept, done, sampled):
    """From what the run kept of its findings, without a fit; without these from the fit."""
    page = done / "results" / REPORT
    before = contents(done)
    page.unlink()
    (done / "results" / (FIT if kept else FINDINGS)).unlink()
    assert render(open_case(done), done / "results") == page
    assert sampled == []
    after = contents(done)
    assert after[REPORT][0] == before[REPORT][0]
    assert {name: after[name] for name in after if name != REPORT} == {
        name: before[name] for name in after if name != REPORT
    }


def test_report_is_rendered_by_a_changed_engine_from_what_was_found(done, monkeypatch):
    """Its fit may be stale for another version, what it found is not."""
    before = contents(done)
    monkeypatch.setattr(store, "versions", lambda: {"stakes": "another"})
    assert render(open_case(done), done / "results").read_bytes() == before[REPORT][0]


@pytest.mark.parametrize("lost", ["decision", "both", "values"])
def test_report_of_something_else_is_not_rendered(lost, done, sampled):
    if lost == "values":
        edit(done, *OTHER_WEIGHTS)
    for name in {"decision": [DECISION], "both": [FIT, FINDINGS], "values": []}[lost]:
        (done / "results" / name).unlink()
    before = contents(done)
    with pytest.raises(
        CaseError, match=r"run `stakes run` first|`stakes run.*` renews both"
    ) as error:
        render(open_case(done), done / "results")
    assert "\n" not in str(error.value)
    assert (sampled, contents(done)) == ([], before)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"fingerprint": 1}'])
def test_findings_that_cannot_be_read_are_passed_over(content, done):
    before = contents(done)
    (done / "results" / FINDINGS).write_text(content, encoding="utf-8")
    assert render(open_case(done), done / "results").read_bytes() == before[REPORT][0]


@pytest.mark.parametrize("kind", ["os:system", "builtins:eval", "stakes.cli:main"])
def test_findings_name_nothing_but_records_of_the_package(kind, done):
    """A file of results is data: what it names is not called."""
    case, out = open_case(done), done / "results"
    text = (out / FINDINGS).read_text(encoding="utf-8")
    assert f'"{KIND}": "stakes.assessment.information:Information"' in text
    (out / FINDINGS).write_text(
        text.replace("stakes.assessment.information:Information", kind), encoding="utf-8"
    )
    assert read_findings(out, case, read_decision(out)) is None


def test_report_of_a_sound_fit_has_no_banner(made):
    report = (made / "results" / REPORT).read_text(encoding="utf-8")
    assert "not converged" not in report[report.index("<body") :][:3000].lower()
