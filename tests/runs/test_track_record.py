"""What stands beside a decision, and its page: scores and a backtest, current or not."""

import json

import pytest
from tests.runs.small_run import OTHER_WEIGHTS, edit, go
from tests.test_cli_trials import CODE, PREDICTIONS

from stakes import cli
from stakes.case.case import open_case
from stakes.decision_json.options import Diagnostics, Sampling
from stakes.decision_json.reading import read_decision
from stakes.runs.backtesting.left import JSON, made_from
from stakes.runs.backtesting.record import Backtest, Day, Standing
from stakes.runs.last_run import render
from stakes.runs.pipeline import DECISION, REPORT
from stakes.runs.track_record import SCORES, beside

CAME = 'outcome = true\nknown = 2012-01-01\nsource = "nobody"\n'
NUMBER = {"expected": 1.0, "mcse": 0.1, "p_best": 0.5, "p_best_mcse": 0.01}


def day(text, best):
    """A day on which one option leads."""
    other = "wait" if best == "dam" else "dam"
    found = Diagnostics(rhat_max=1.0, ess_min=900.0, divergences=0, bfmi_min=1.0)
    options = {o: Standing(**NUMBER, lead=0.3, lead_mcse=0.1) for o in (best, other)}
    return Day(
        date=text,
        decided=text,
        horizon="2020-12-31",
        hindsight=False,
        diagnostics=found,
        unconverged=[],
        best=best,
        runner_up=other,
        resolved=True,
        lead=0.3,
        lead_mcse=0.1,
        lead_low=-1.0,
        lead_low_mcse=0.1,
        lead_high=2.0,
        lead_high_mcse=0.1,
        p_best=0.5,
        p_best_mcse=0.01,
        evpi=0.2,
        evpi_mcse=0.1,
        options=options,
        quantities={},
        arrived_rows={},
        arrived_cells={},
        learned=[],
    )


def backtest(case, /, **other):
    own = {
        "schema_version": 2,
        "case": case.title,
        "unit": case.unit,
        "as_of": str(case.as_of),
        "horizon": str(case.horizon),
        "structure": "",
        "profile": case.default_profile,
        "fingerprint": made_from(case, case.default_profile),
        "sampling": Sampling(draws=100, tune=100, chains=2, seed=1),
        "every": 2,
        "dates": [day("2011-06-10", "dam"), day("2013-06-10", "wait")],
    }
    return Backtest(**own | other)


@pytest.fixture
def scored(done, sampled):
    """The case with a prediction that has come, run and scored."""
    for file, text in (("predictions.toml", PREDICTIONS), ("predictions.py", CODE)):
        told = text.replace("resolves = 2015-12-31\n", f"resolves = 2015-12-31\n{CAME}")
        (done / "analysis" / file).write_text(told, encoding="utf-8")
    go(done)
    assert cli._guarded(["score", "--case", str(done)]) == 0
    return done


def shown(case, folder):
    return beside(case, read_decision(folder / DECISION), folder)


def test_scores_are_kept_and_shown_on_the_page_that_is_rendered_again(scored):
    folder = scored / "results"
    kept = json.loads((folder / SCORES).read_text(encoding="utf-8"))
    assert kept["topics"]["water"]["brier"]["mean"] == pytest.approx(0.36)
    assert kept["predictions"]["wet"]["told"] == pytest.approx(0.4)
    assert 'id="past"' not in (folder / REPORT).read_text(encoding="utf-8")
    case = open_case(scored)
    assert shown(case, folder).stale == ()
    (folder / JSON).write_text(backtest(case).model_dump_json(), encoding="utf-8")
    render(case, folder)
    page = (folder / REPORT).read_text(encoding="utf-8")
    assert 'id="past"' in page
    assert "leads as of 1 of 2 dates" in page
    assert "Made from other files" not in page


def test_what_was_made_from_other_files_is_stale(scored):
    folder = scored / "results"
    (folder / JSON).write_text(backtest(open_case(scored)).model_dump_json(), encoding="utf-8")
    edit(scored, *OTHER_WEIGHTS)
    go(scored)
    found = shown(open_case(scored), folder)
    assert found.stale == ("the decisions as of other dates", "the scores")
    assert "Made from other files" in (folder / REPORT).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "other",
    [{"case": "Another"}, {"as_of": "2001-01-01"}, {"profile": "nobody"}, {"structure": "other"}],
    ids=lambda other: next(iter(other)),
)
def test_a_backtest_of_something_else_is_not_shown(done, other):
    case, folder = open_case(done), done / "results"
    (folder / JSON).write_text(backtest(case, **other).model_dump_json(), encoding="utf-8")
    assert shown(case, folder).backtest is None
    (folder / JSON).write_text(backtest(case).model_dump_json(), encoding="utf-8")
    assert shown(case, folder).backtest is not None


@pytest.mark.parametrize("torn", ["", "{", "[]", '{"schema_version": 2}', "\udcff"])
def test_torn_files_count_as_not_there(done, torn):
    folder = done / "results"
    for name in (JSON, SCORES):
        (folder / name).write_bytes(torn.encode("utf-8", "surrogateescape"))
    assert not shown(open_case(done), folder)


def test_its_schema_stands_in_docs():
    from pathlib import Path

    from stakes.assessment.scores.record import json_schema

    schema = Path(__file__).parents[2] / "docs" / "scores.schema.json"
    assert json.loads(schema.read_text(encoding="utf-8")) == json_schema()
