"""Evidence: types of columns, and what was known on a day."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stakes.case.case import open_case
from stakes.case.evidence import Table, known_by
from stakes.case.reading.columns import Column, TableRecord

AS_OF = date(2011, 6, 10)
TINY = Path(__file__).parents[1] / "tiny"


def column(name, kind, **more):
    return Column(id=name, label=name, type=kind, **more)


RECORD = TableRecord(
    label="t",
    how_coded="h",
    left_out="l",
    use="likelihood",
    known="known_from",
    columns={
        "known_from": column("known_from", "date"),
        "outcome": column("outcome", "flag", optional=True, known="decided"),
        "note": column("note", "text", optional=True, known="decided"),
        "decided": column("decided", "date", optional=True),
        "ended": column("ended", "date", optional=True, known="ended"),
        "count": column("count", "integer"),
    },
)
days = st.dates(date(1990, 1, 1), date(2030, 1, 1))
rows = st.lists(st.tuples(days, st.none() | days, st.none() | days, st.integers(0, 9)), max_size=20)


def table(cells):
    frame = pd.DataFrame(
        {
            "known_from": np.array([row[0] for row in cells], "datetime64[s]"),
            "outcome": np.ones(len(cells)),
            "note": pd.Series(["text"] * len(cells), dtype=object),
            "decided": np.array([row[1] for row in cells], "datetime64[s]"),
            "ended": np.array([row[2] for row in cells], "datetime64[s]"),
            "count": np.array([row[3] for row in cells], "int64"),
        }
    )
    return Table("t", frame, RECORD)


@given(rows, days)
def test_nothing_known_later_survives(cells, as_of):
    whole = table(cells)
    known = known_by(whole, as_of)
    day = pd.Timestamp(as_of)
    for name in ("known_from", "decided", "ended"):
        assert (known[name].isna() | (known[name] <= day)).all()
    expected = [row for row in cells if row[0] <= as_of]
    decided = [row[1] is not None and row[1] <= as_of for row in expected]
    assert known["count"].tolist() == [row[3] for row in expected]
    assert known["outcome"].notna().tolist() == decided
    assert known["note"].notna().tolist() == decided
    assert known["ended"].notna().tolist() == [
        row[2] is not None and row[2] <= as_of for row in expected
    ]


@given(rows, days, st.integers(0, 4000))
def test_more_is_known_later(cells, as_of, wait):
    whole = table(cells)
    early, late = known_by(whole, as_of), known_by(whole, as_of + timedelta(days=wait))
    assert len(early) <= len(late)
    assert (early.count() <= late.count()).all()


@given(rows, days)
def test_pure_with_the_same_types_and_a_fresh_index(cells, as_of):
    whole = table(cells)
    before = whole.frame.copy(deep=True)
    known = known_by(whole, as_of)
    pd.testing.assert_frame_equal(whole.frame, before)
    pd.testing.assert_series_equal(known.dtypes, before.dtypes)
    assert known.index.tolist() == list(range(len(known)))


@given(rows, days)
def test_known_by_twice_is_known_by_once(cells, as_of):
    once = known_by(table(cells), as_of)
    pd.testing.assert_frame_equal(known_by(Table("t", once, RECORD), as_of), once)


def test_a_day_counts_from_that_day_on():
    day = date(2002, 1, 1)
    whole = table([(day, day, day, 3), (day - timedelta(days=9), day, day, 4)])
    pd.testing.assert_frame_equal(known_by(whole, day), whole.frame)
    before = known_by(whole, day - timedelta(days=1))
    assert before["count"].tolist() == [4]
    assert before[["outcome", "note", "decided", "ended"]].isna().all(axis=None)


def test_types_of_the_columns():
    frame = open_case(TINY).evidence["floods"].frame
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == {
        "year": "int64",
        "floods": "int64",
        "level": "float64",
        "size": "object",
        "repaired": "float64",
        "surveyed": "datetime64[s]",
        "known_from": "datetime64[s]",
        "source": "object",
        "verified": "object",
    }
    assert frame["level"].tolist()[:2] == [0.4, -1.5]
    assert np.isnan(frame["level"][2])
    assert frame["level"][3] == 3.0
    assert frame["size"].tolist() == ["small", None, "large", "small"]


def test_evidence_as_of_the_case():
    evidence = open_case(TINY).evidence_as_of()
    floods = evidence["floods"]
    assert floods["year"].tolist() == [2008, 2009, 2010]
    assert floods["size"].tolist() == ["small", None, None]
    assert floods["repaired"].tolist()[0] == 1
    assert floods["repaired"].isna().tolist() == [False, True, True]
    assert evidence["pacts"]["ended"].isna().tolist() == [False, True]
    assert (evidence.as_of, evidence.start, evidence.horizon) == (AS_OF, AS_OF, date(2020, 12, 31))


def test_unknown_table():
    with pytest.raises(KeyError, match=r"no table of evidence 'flood'; did you mean 'floods'\?"):
        open_case(TINY).evidence_as_of()["flood"]


def test_quoted_cells_and_windows_lines(tiny_case):
    csv = tiny_case / "priors/evidence/pacts.csv"
    text = csv.read_text().replace("Lower river", '"Lower\nriver, the ""old"" one"')
    csv.write_bytes(text.replace("\n", "\r\n").encode())
    assert open_case(tiny_case).evidence["pacts"].frame["pact"].tolist() == [
        "Upper river, 1990",
        'Lower\r\nriver, the "old" one',
    ]
