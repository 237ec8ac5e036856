"""What went in differently: stated beliefs and rows of evidence, in labels; no draws."""

from datetime import date

from tests.report.changes.two_decisions import other

from made_up_decision import BELIEF, DECISION
from made_up_record import made_up
from stakes.case.case import open_case
from stakes.report.changes.causes import ENGINE, UNKNOWN, causes
from stakes.report.changes.differences import labels_of
from stakes.report.changes.stated import stated

DAY = date(2011, 6, 10)


def told(before, after, labels, old=DECISION, new=DECISION):
    return causes(made_up(old), made_up(new), (before, after), labels)


def edited(root, file, old, new):
    text = (root / file).read_text(encoding="utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return stated(open_case(root), DAY)


def test_each_kind_of_change_is_said_in_labels(tiny_case):
    before, labels = stated(open_case(tiny_case), DAY), labels_of(open_case(tiny_case))
    assert told(before, before, labels) == []
    after = edited(tiny_case, "priors/floods.toml", "[0.1, 0.3, 0.9]", "[0.1, 0.4, 0.9]")
    assert told(before, after, labels) == [
        "Stated otherwise, Floods a year: quantiles 0.1, 0.3, 0.9 before, 0.1, 0.4, 0.9 now."
    ]
    before = after
    after = edited(tiny_case, "priors/evidence/floods.csv", "2010,2,", "2010,3,")
    (line,) = told(before, after, labels)
    assert line.startswith("Evidence, floods: 1 row new (2010; 3; ")
    assert "1 row gone (2010; 2; " in line
    before = after
    after = edited(tiny_case, "analysis/consequences.py", "-0.1 * signed", "-0.2 * signed")
    assert told(before, after, labels) == ["Other files that changed: analysis/consequences.py."]


def test_words_on_a_belief_are_no_belief(tiny_case):
    before, labels = stated(open_case(tiny_case), DAY), labels_of(open_case(tiny_case))
    after = edited(tiny_case, "priors/floods.toml", 'label = "', 'label = "All ')
    assert told(before, after, labels) == []


def test_evidence_of_a_later_day_is_new(tiny_case):
    case = open_case(tiny_case)
    (line,) = told(stated(case, DAY), stated(case, date(2013, 1, 1)), labels_of(case))
    assert line.startswith("Evidence, floods: 2 rows new (2010; 2; large; 1; 2012-02-01; ")
    assert "1 row gone (2010; 2; 2010-12-31; recalled; memory)." in line  # cells known later


def test_draws_that_differ_are_no_cause(tiny_case):
    case, new = open_case(tiny_case), other()
    held = stated(case, DAY)
    new["beliefs"]["flood_rate"]["prior"] = BELIEF | {"median": 0.5, "mean": 0.6}
    assert told(held, held, labels_of(case), new=new) == []


def test_what_is_not_known_is_not_made_up(tiny_case):
    case = open_case(tiny_case)
    pair = {"old": other(fingerprint="a"), "new": other(fingerprint="b")}
    assert told(None, stated(case, DAY), {}, **pair) == [UNKNOWN]
    held = stated(case, DAY)
    assert told(held, held, {}, **pair) == [ENGINE]
