"""The file of predictions, and what is wrong with it."""

import numpy as np
import pytest

from stakes.case.case import open_case
from stakes.errors import CaseError
from stakes.inference.assembly import evidence_of
from stakes.inference.model.joint_model import build
from stakes.runs import store

FILE = "analysis/predictions.toml"
GOOD = """
topics = ["water"]

[predictions.wet]
topic = "water"
statement = "It floods by 2015."
type = "event"
resolves = 2015-12-31
outcome = true
known = 2014-02-01
source = "office_later"

[predictions.floods]
topic = "water"
statement = "Floods by 2020."
type = "count"
unit = "floods"
resolves = 2020-12-31
outcome = 4
known = 2020-12-31
source = "office_later"
forecast = { value = 3, said = "about three", date = 2010-03-01, source = "office_later" }

[predictions.dry]
topic = "water"
statement = "The river falls dry by 2040."
type = "event"
resolves = 2040-12-31

[sources.office_later]
publisher = "River Office"
title = "Floods since 2011"
date = "2021-01"
url = "https://example.org/floods"
read = "page"
grade = "A"
"""
CODE = """
import numpy as np


def wet(beliefs, future):
    return 1 - np.exp(-beliefs["flood_rate"] * future.span)


def floods(beliefs, future):
    mean = beliefs["flood_rate"] * future.span
    return mean.copy(data=future.rng.poisson(mean.values).astype(float))


def dry(beliefs, future):
    return 0.0 * beliefs["flood_rate"] + 0.1
"""
DRY = "resolves = 2040-12-31\n"
SURE = 'forecast = {{ value = {}, said = "sure", date = 2010-03-01, source = "office_later" }}\n'


def write(case, text=GOOD, code=CODE):
    (case / FILE).write_text(text, encoding="utf-8")
    if code is not None:
        (case / "analysis" / "predictions.py").write_text(code, encoding="utf-8")


def problems(case):
    with pytest.raises(CaseError) as error:
        open_case(case)
    return str(error.value).splitlines()


def test_predictions_are_optional(tiny_case):
    assert open_case(tiny_case).predictions.records == {}


def test_predictions_are_read_with_their_sources(tiny_case):
    write(tiny_case)
    found = open_case(tiny_case).predictions
    assert list(found.records) == ["wet", "floods", "dry"]
    assert found.records["wet"].outcome is True
    assert found.records["floods"].outcome == 4
    assert found.records["dry"].outcome is None
    assert found.sources["office_later"].grade == "A"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("outcome = true", "outcome = 1.5", "wet.outcome: is 1.5, which no event can have"),
        ("outcome = 4", "outcome = -1", "floods.outcome: is -1, which no count can have"),
        ("outcome = 4", "outcome = 2012-01-01", "floods.outcome: is 2012-01-01, which no count"),
        ("resolves = 2015-12-31", "resolves = 2011-06-10", "wet.resolves: is 2011-06-10, not aft"),
        ("known = 2014-02-01", "known = 2011-01-01", "wet.known: is 2011-01-01, not after"),
        ("known = 2014-02-01\n", "", "wet.known: is missing, though there is an outcome"),
        ('source = "office_later"\n\n', "\n", "wet.source: is missing, though there is an"),
        ('source = "office_later"\n\n', 'source = "ofice_later"\n\n', "unknown source 'ofice_lat"),
        ('topic = "water"', 'topic = "watr"', "wet.topic: unknown topic 'watr'"),
        ('type = "event"', 'type = "chance"', "wet.type: 'chance' is not known here"),
        ("value = 3", "value = 2010-01-01", "floods.forecast.value: is 2010-01-01"),
        (DRY, f"{DRY}{SURE.format(1.0)}", "dry.forecast.value: is 1.0; give a probability above 0"),
        (DRY, f"{DRY}{SURE.format(0)}", "dry.forecast.value: is 0.0; give a probability above 0"),
    ],
)
def test_each_mistake_is_a_line(tiny_case, old, new, complaint):
    assert old in GOOD
    write(tiny_case, GOOD.replace(old, new, 1))
    (line,) = problems(tiny_case)
    assert line.startswith(f"{FILE}: predictions.")
    assert complaint in line
    assert "; " in line


def test_a_date_after_the_day_that_resolves_it_has_not_come(tiny_case):
    text = GOOD.replace('type = "event"', 'type = "date"', 1)
    write(tiny_case, text.replace("outcome = true", "outcome = 2016-01-01"))
    (line,) = problems(tiny_case)
    assert "is 2016-01-01, after the day 2015-12-31 that resolves it; write outcome = fal" in line
    write(tiny_case, text.replace("outcome = true", "outcome = false"))
    assert open_case(tiny_case).predictions.records["wet"].outcome is False


def test_every_prediction_needs_a_function_and_no_other_is_there(tiny_case):
    write(tiny_case, code=CODE.replace("def dry(", "def drye("))
    lines = problems(tiny_case)
    assert "has no function dry(beliefs, future) for the prediction of that name" in lines[0]
    assert "predicts drye, which is no prediction; " in lines[1]


def test_the_functions_are_held_to_the_imports_of_consequences(tiny_case):
    write(tiny_case, code="import requests\n" + CODE)
    (line,) = problems(tiny_case)
    assert line.startswith("analysis/predictions.py: line 1: imports requests")


def test_without_the_code_the_file_is_missed(tiny_case):
    write(tiny_case, code=None)
    (line,) = problems(tiny_case)
    assert line.startswith("analysis/predictions.py")


def test_outcomes_never_enter_a_fit(tiny_case):
    """The files of which a fit is made hold none, and the data of the model are the same bytes
    whatever came.
    """
    write(tiny_case)
    case = open_case(tiny_case)
    before = evidence_of(build(case))
    sampling = {"draws": 50, "tune": 50, "chains": 2, "seed": 1}
    print_ = store.fit_fingerprint(case, case.as_of, sampling)
    write(tiny_case, GOOD.replace("outcome = 4", "outcome = 9").replace("= true", "= false"))
    other = open_case(tiny_case)
    assert FILE not in case.fingerprint_files()
    assert FILE in case.decision_files()
    assert store.fit_fingerprint(other, other.as_of, sampling) == print_
    after = evidence_of(build(other))
    assert before.keys() == after.keys()
    assert all(np.array_equal(before[name], after[name]) for name in before)
