"""Studies that could be done before choosing."""

import pytest

from made_up.study import GAUGE
from stakes.case.case import open_case

STUDIES, CODE = "analysis/studies.toml", "analysis/studies.py"
FUNCTION = "def gauge(beliefs, size, rng):\n    return beliefs['flood_rate']\n"


@pytest.fixture
def studied(tiny_case):
    (tiny_case / STUDIES).write_text(GAUGE, encoding="utf-8")
    (tiny_case / CODE).write_text(FUNCTION, encoding="utf-8")
    return tiny_case


def test_a_study_is_read(studied):
    study = open_case(studied).studies["gauge"]
    assert (study.label, study.unit, study.sizes, study.cost) == ("A gauge", "year", (1, 5), 0.1)


@pytest.mark.usefixtures("studied")
@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "[1, 5]",
            "[5, 1]",
            "sizes: sizes 5, 1 do not rise from 1 or more; give each size once, the smallest first",
        ),
        (
            "[1, 5]",
            "[0, 5]",
            "sizes: sizes 0, 5 do not rise from 1 or more; give each size once, the smallest first",
        ),
        ("cost = 0.1", "cost = -0.1", "cost: is -0.1, below 0; give 0 or more"),
        ('["office"]', '["ofice"]', "sources[0]: unknown source 'ofice'; did you mean 'office'?"),
    ],
)
def test_each_mistake_gets_its_line(edited, old, new, line):
    assert edited(STUDIES, old, new) == [f"{STUDIES}: studies.gauge.{line}"]


def test_studies_need_their_code(studied, complaints):
    (studied / CODE).unlink()
    problem = f"is missing, though {STUDIES} lists studies"
    assert complaints() == [f"{CODE}: {problem}; add the file, or take out what needs it"]
