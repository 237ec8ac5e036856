"""The starter case after a run: its page speaks of itself alone."""

import re

import pytest
from tests.runs.small_run import go, seen
from tests.test_words import words_in

from stakes.new import new_case


@pytest.fixture(scope="module")
def flood(tmp_path_factory):
    root = tmp_path_factory.mktemp("flood") / "mine"
    new_case(root)
    go(root)
    return root


@pytest.mark.slow
def test_the_page_of_another_case_speaks_of_that_case_alone(flood):
    page = (flood / "results/report.html").read_text(encoding="utf-8")
    assert words_in(page) == []
    assert re.findall(r"billion|dollar|agreement|protection", page) == []
    assert "Risk aversion per million euros" in seen(flood)
    assert "the evidence that has arrived: the survey of the wall" in seen(flood)
    assert "If the villages agree: expected ± error million euros" in seen(flood)
    units = re.findall(
        r'<th scope="col"[^>]*>[^<]*(?:error|value|Cost|floor)[^<]*<span '
        r'class="unit">([^<]*)</span>',
        page,
    )
    assert set(units) == {"million euros", "%"}
