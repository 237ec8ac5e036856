"""Later days on which the choice of a case may be changed."""

from datetime import date

import pytest

from stakes.case.case import open_case
from stakes.case.choices.stages import open_at
from stakes.errors import CaseError

KEPT = '[[stages]]\ndate = 2013-01-01\narrives = "floods"\nopens.dam = ["dam"]\n'
GIVEN_UP = "[[stages]]\ndate = 2013-01-01\n"
CLOSED = GIVEN_UP + 'opens.dam = ["wait"]\nopens.wait = ["wait"]\n'


@pytest.fixture
def with_stages(tiny_case):
    """The tiny case with stages, opened: the case, or the lines of what is wrong."""

    def opened(stages):
        path = tiny_case / "analysis" / "options.toml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("[agreed]", f"{stages}[agreed]"), encoding="utf-8")
        try:
            return open_case(tiny_case)
        except CaseError as error:
            return str(error).splitlines()

    return opened


def reads_ends(root):
    path = root / "analysis" / "consequences.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "\n\ndef _until(setting):\n    return setting.ends\n", encoding="utf-8")


def test_a_case_without_stages_has_none(tiny_case):
    assert open_case(tiny_case).stages == ()


def test_stages_say_what_arrives_and_what_is_left_open(with_stages):
    case = with_stages(KEPT)
    (stage,) = case.stages
    assert (stage.date, stage.arrives) == (date(2013, 1, 1), "floods")
    assert open_at(case.stages, ["wait", "dam"]) == [("wait", "dam")] * 2


def test_what_is_given_up_needs_consequences_that_read_when(with_stages):
    assert with_stages(GIVEN_UP) == [
        "analysis/consequences.py: reads neither setting.ends nor periods['pursued'], though a "
        "stage lets 'dam' be given up; count its effects up to there, or let it be kept: opens.dam "
        '= ["dam"]'
    ]


def test_what_is_given_up_may_be_where_they_do(with_stages, tiny_case):
    reads_ends(tiny_case)
    assert len(with_stages(GIVEN_UP).stages) == 1


def test_a_choice_that_none_leaves_open_is_named(with_stages, tiny_case):
    reads_ends(tiny_case)
    assert with_stages(CLOSED + '[[stages]]\ndate = 2015-01-01\nopens.dam = ["dam"]\n') == [
        "analysis/options.toml: stages[1].opens.dam: is a choice that no earlier choice leaves "
        "open on 2015-01-01; take it out, or leave it open before"
    ]


def test_stages_need_what_arrives(with_stages, tiny_case):
    (tiny_case / "analysis" / "arrivals.py").unlink()
    path = tiny_case / "analysis" / "options.toml"
    text = path.read_text(encoding="utf-8").replace("until = 2013-01-01\n", "")
    path.write_text(text, encoding="utf-8")
    assert with_stages(KEPT.replace('"dam"]', '"dam"]\nopens.later = ["later"]')) == [
        "analysis/arrivals.py: is missing, though analysis/options.toml has stages; add the file, "
        "or take out what needs it"
    ]
