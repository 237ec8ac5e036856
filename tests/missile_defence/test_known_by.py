"""What became known after a day is in no likelihood of that day; what was known is in one."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from stakes.case.evidence import Evidence
from stakes.inference import assembly, fitting

DAYS = [date(1995, 1, 1), date(2011, 6, 10), date(2013, 6, 1)]


IN_LIKELIHOODS = [
    "agreements_typed",
    "alliance_record",
    "compromise_costs",
    "cooperation_channels",
    "intercept_tests",
    "milestones",
    "missile_attacks",
    "moscow_signals",
    "options_proposed",
    "overflight",
    "partner_attacks",
    "race_intervals",
    "shield_value",
    "suspensions",
]
SHAPE_PRIORS_OR_ARE_A_RECORD = [
    "agreements",
    "arms_control_episodes",
    "base_rates",
    "breaches",
    "consent",
    "costs",
    "deterrent",
    "exposure_to_russia",
    "iran_missile_events",
    "other_intercept_programmes",
    "politics",
    "response_costs",
    "russia_iran_transfers",
    "sanctions_by_year",
    "strategic_warning",
]
TABLES = sorted(IN_LIKELIHOODS + SHAPE_PRIORS_OR_ARE_A_RECORD)
BY_NUMBER = {
    "proposal_story": "proposal_cluster",
    "undertaking_story": "alliance_cluster",
}


def data(model):
    """Everything in the model's ``pm.Data``; clusters by name, as their numbers depend on the list
    of all of them, and effects without columns of zeros, which also do.
    """
    found = assembly.evidence_of(model)
    for name, coordinate in BY_NUMBER.items():
        if name in found:
            found[name] = np.array(model.coords[coordinate])[found[name]]
    effects = found.pop("interval_effects", None)  # of episodes without an interval too: all 0
    return found if effects is None else found | {"effects": effects[:, effects.any(axis=0)]}


def same(one, other):
    assert one.keys() == other.keys()
    return [name for name in one if not np.array_equal(one[name], other[name])]


@pytest.fixture(scope="module")
def built(real_case):
    return {day: fitting.build(real_case, day) for day in DAYS}


def deleted(table, day):
    """The table without the rows and cells that became known after `day`, by plain Python from row
    to row.
    """
    record, kept = table.record, []
    for row in table.frame.to_dict("records"):
        if row[record.known].date() > day:
            continue
        late = {
            name
            for name, column in record.columns.items()
            if column.known and (pd.isna(row[column.known]) or row[column.known].date() > day)
        }
        late |= {record.columns[name].known for name in late}
        blank = {name: None if table.frame[name].dtype == object else np.nan for name in late}
        kept.append(row | blank)
    frame = pd.DataFrame(kept, columns=table.frame.columns)
    times = [name for name in frame if table.frame[name].dtype.kind == "M"]
    frame = frame.astype({name: table.frame[name].dtype for name in times})
    return replace(
        table,
        frame=frame.astype({n: table.frame[n].dtype for n in frame if not frame[n].isna().any()}),
    )


def poisoned(table, day):
    """The table with everything that became known after `day` replaced by something else, which
    must make no difference.
    """
    frame, record = table.frame.copy(), table.record
    late_row = frame[record.known] > pd.Timestamp(day)
    for name, column in record.columns.items():
        by = column.known or (name if name in {c.known for c in record.columns.values()} else None)
        late = (
            late_row
            if by is None
            else late_row | (frame[by] > pd.Timestamp(day)) | frame[by].isna()
        )
        if name == record.known or not late.any() or frame[name].dtype == object:
            continue  # text that names levels stays: it may shape the model, never its data
        cells = frame.loc[late, name]
        if frame[name].dtype.kind == "M":
            frame.loc[late, name] = cells + pd.Timedelta(days=400)
        elif set(frame[name].dropna().unique()) <= {0, 1}:
            frame.loc[late, name] = 1 - cells
        else:  # turned round within the column's range, which models may rely on
            frame.loc[late, name] = frame[name].max() + frame[name].min() - cells
    return replace(table, frame=frame)


def test_every_table_is_tried(real_case):
    assert list(real_case.evidence) == TABLES


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("changed", [deleted, poisoned])
def test_nothing_known_later_is_in_any_likelihood(changed, day, real_case, built):
    evidence = {name: changed(table, day) for name, table in real_case.evidence.items()}
    model = fitting.build(replace(real_case, evidence=evidence), day)
    assert same(data(model), data(built[day])) == []


@pytest.mark.parametrize("name", IN_LIKELIHOODS)
def test_what_is_known_is_in_a_likelihood(name, real_case, built):
    """The other way round: poison what was known, and some likelihood must differ; else the test
    above could not fail.
    """
    day = DAYS[-1]
    readers = [p for p in real_case.models if f'"{name}"' in p.read_text(encoding="utf-8")]
    evidence = dict(real_case.evidence) | {
        name: poisoned(real_case.evidence[name], date(1900, 1, 1))
    }
    model = fitting.build(replace(real_case, models=tuple(readers), evidence=evidence), day)
    plain = data(built[day])
    found = data(model)
    assert same(found, {key: plain[key] for key in found})


def test_only_tables_for_likelihoods_are_read(real_case, monkeypatch):
    read = set()
    plain = Evidence.__getitem__
    monkeypatch.setattr(
        Evidence, "__getitem__", lambda self, name: (read.add(name), plain(self, name))[1]
    )
    fitting.build(real_case)
    assert read == {
        name for name, table in real_case.evidence.items() if table.record.use == "likelihood"
    }


def test_one_model_for_every_day(built):
    """Same variables, dims and coordinates whatever was known, so that one compilation
    serves all.
    """
    first, *others = built.values()
    for other in others:
        assert [v.name for v in other.free_RVs] == [v.name for v in first.free_RVs]
        assert other.coords == first.coords
        assert {k: v.ndim for k, v in data(other).items()} == {
            k: v.ndim for k, v in data(first).items()
        }
