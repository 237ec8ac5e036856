"""The page of the last run, rendered again."""

import pytest
from tests.runs.small_run import (
    OTHER_WEIGHTS,
    contents,
    edit,
)

from stakes.case.case import open_case
from stakes.errors import CaseError
from stakes.runs.last_run import render
from stakes.runs.pipeline import DECISION, REPORT
from stakes.runs.saved_fits import FIT


def test_report_is_rendered_again_from_the_saved_fit(done, sampled):
    page = done / "results" / REPORT
    before = contents(done)
    page.unlink()
    assert render(open_case(done), done / "results") == page
    assert sampled == []
    after = contents(done)
    assert after[REPORT][0] == before[REPORT][0]
    assert {name: after[name] for name in (FIT, DECISION)} == {
        name: before[name] for name in (FIT, DECISION)
    }


@pytest.mark.parametrize("lost", ["decision", "fit", "values"])
def test_report_of_something_else_is_not_rendered(lost, done, sampled):
    if lost == "values":
        edit(done, *OTHER_WEIGHTS)
    else:
        (done / "results" / (FIT if lost == "fit" else DECISION)).unlink()
    before = contents(done)
    with pytest.raises(
        CaseError, match=r"run `stakes run` first|`stakes run.*` renews both"
    ) as error:
        render(open_case(done), done / "results")
    assert "\n" not in str(error.value)
    assert (sampled, contents(done)) == ([], before)


def test_report_of_a_sound_fit_has_no_banner(made):
    report = (made / "results" / REPORT).read_text(encoding="utf-8")
    assert "not converged" not in report[report.index("<body") :][:3000].lower()
