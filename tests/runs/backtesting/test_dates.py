"""Dates of a backtest, what arrives between them, and that nothing known later enters."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from stakes.case.case import open_case
from stakes.decision_json.options import Sampling
from stakes.errors import CaseError
from stakes.runs.backtesting.backtest import tasks_of
from stakes.runs.backtesting.dates import as_of, cells_between, dates, rows_between
from stakes.runs.backtesting.decision_at import decided_at
from stakes.runs.many_fits.study import Study

TINY = Path(__file__).parents[2] / "tiny"
ROOT = Path(__file__).parents[3]
FEW = Sampling(draws=50, tune=50, chains=2, seed=1)


@pytest.fixture(scope="module", params=[TINY, ROOT], ids=["tiny", "real"])
def case(request):
    return open_case(request.param)


def changed_later(table, day):
    """A table in which every number that was not known on a day is another."""
    frame, record = table.frame.copy(), table.record
    late = frame[record.known] > pd.Timestamp(day)
    for name, column in record.columns.items():
        dated = column.known
        hidden = late | (~(frame[dated] <= pd.Timestamp(day)) if dated else False)
        if column.type in ("integer", "flag", "number") and name not in (record.known, dated):
            frame[name] = frame[name].where(~hidden, frame[name] + 1)
    return replace(table, frame=frame)


def data_by_date(case, days):
    when = [as_of(case, day) for day in days]
    study = Study(case, decided_at, "", max(at.horizon for at in when))
    return {task.name: task.data for task in tasks_of(study, when, case.default_profile, FEW)}


def test_nothing_known_later_enters_the_model(case):
    days = [date(2009, 6, 10), date(2011, 6, 10), date(2013, 6, 10), date(2021, 6, 10)]
    honest = data_by_date(case, days)
    for day in days:
        evidence = {name: changed_later(table, day) for name, table in case.evidence.items()}
        found = data_by_date(replace(case, evidence=evidence), [day])[str(day)]
        assert set(found) >= set(honest[str(day)])
        for name, values in found.items():
            # years of a grid that reaches further than the last date change nothing
            known = np.asarray(honest[str(day)][name])[tuple(slice(n) for n in np.shape(values))]
            np.testing.assert_array_equal(values, known, err_msg=f"{name} as of {day}")


def test_what_is_known_earlier_does_enter():
    case, day = open_case(TINY), date(2012, 6, 10)
    evidence = {name: changed_later(t, date(1900, 1, 1)) for name, t in case.evidence.items()}
    told = data_by_date(replace(case, evidence=evidence), [day])[str(day)]["flood_counts"]
    assert (told != data_by_date(case, [day])[str(day)]["flood_counts"]).all()


def test_every_row_arrives_once_by_the_day_it_was_known(case):
    when = dates(case, date(2009, 6, 10), date(2025, 6, 10), 7)
    days = [None, *(at.day for at in when)]
    seen: dict[str, list[int]] = {name: [] for name in case.evidence}
    for before, day in pairwise(days):
        for name, rows in rows_between(case, before, day).items():
            known = case.evidence[name].frame[case.evidence[name].record.known].dt.date
            for row in rows:
                assert known[row - 1] <= day
                assert before is None or known[row - 1] > before
            seen[name] += rows
    for name, table in case.evidence.items():
        known = (table.frame[table.record.known].dt.date <= when[-1].day).sum()
        assert len(seen[name]) == len(set(seen[name])) == known


def test_cells_arrive_after_their_row():
    case = open_case(TINY)
    assert cells_between(case, date(2011, 6, 10), date(2011, 12, 1)) == {}
    # of the row of 2010: size, whether it was repaired, and the day of the survey
    assert cells_between(case, date(2011, 6, 10), date(2012, 6, 10)) == {"floods": 3}
    assert cells_between(case, None, date(2012, 6, 10)) == {}


def test_up_to_its_horizon_the_decision_is_the_case_s_and_then_moves_on(case):
    for day in (date(2009, 1, 1), case.as_of, date(2015, 1, 1)):
        at = as_of(case, day)
        assert (at.decided, at.horizon) == (case.as_of, case.horizon)
    for day in (case.horizon, date(2030, 1, 1)):
        at = as_of(case, day)
        assert at.decided == day
        assert at.horizon - day == case.horizon - case.as_of
        assert at.case(case).evidence_as_of(day).start == day


@pytest.mark.parametrize(
    ("span", "said"),
    [
        ((date(2012, 1, 1), date(2011, 1, 1), 12), "--from: 2012-01-01: is after --to"),
        ((date(1900, 1, 1), date(2011, 1, 1), 12), "--from: 1900-01-01: is before the first"),
        ((date(2011, 1, 1), date(2012, 1, 1), 0), "--every: 0: is no number of months"),
    ],
)
def test_dates_that_cannot_be_used_are_one_line(span, said):
    with pytest.raises(CaseError) as error:
        dates(open_case(TINY), *span)
    assert str(error.value).startswith(said)
    assert len(error.value.problems) == 1


def test_dates_run_from_the_first_to_the_last():
    found = [at.day for at in dates(open_case(TINY), date(2010, 1, 31), date(2010, 4, 30), 1)]
    assert found == [date(2010, 1, 31), date(2010, 2, 28), date(2010, 3, 31), date(2010, 4, 30)]
