"""Schools of thought counted in a browser, against the case's own code under each."""

from shutil import copytree, ignore_patterns
from urllib.parse import urlencode

import numpy as np
import pytest
from tests.assessment.explorer.set_case import (
    CURVED,
    payload_of,
    random_settings,
    school_case,
    valued_case,
)
from tests.report.explorer.explorer_page import write_page
from tests.report.explorer.test_set import changes, link

from conftest import TINY
from stakes.decision.net_value import net_value
from stakes.outcomes.consequences import what_if
from stakes.outcomes.exact.linearity import changes_of

SCHOOLS = "hash => stakesExplorer.schoolsAt(hash)"
LEADERS = """hash => {
  const { leaders, best, quiet, doubt } = stakesExplorer.answerTo(hash);
  return { leaders: leaders.map((l) => (l === undefined ? "not counted" : l)), best, quiet, doubt };
}"""


@pytest.fixture(scope="module")
def schooled(tmp_path_factory):
    root = tmp_path_factory.mktemp("schools") / "tiny"
    copytree(TINY, root, ignore=ignore_patterns("__pycache__"))
    school_case(root)
    valuation = valued_case(root, CURVED)
    payload = payload_of(valuation)
    return valuation, payload, write_page(root / "page.html", payload)


def lead_in_python(valuation, school, set_to, best):
    """Of the other option over the best if a school is right, and its error."""
    its = changes_of(valuation.case, school) | set_to
    net = net_value(what_if(valuation.case, valuation.fit, its), valuation.weights)
    names = ["wait", "dam"]
    x = (net.sel(option=names[1 - best]) - net.sel(option=names[best])).values
    return x.mean(), x.std() / np.sqrt(x.size)


def test_fifty_settings_under_each_school_are_those_of_python(opened, schooled):
    valuation, payload, file = schooled
    page, off, counted = opened(file=file), [], 0
    held = list(valuation.case.challenges.schools.values())
    for setting in random_settings(payload["form"], 50, seed=9):
        found, set_to = page.evaluate(SCHOOLS, link(payload, setting)), changes(valuation, setting)
        for school, leads in zip(held, found["leads"], strict=True):
            assert (leads is None) == bool({name for name, _ in setting} & set(school.assume))
            if leads is None:
                continue
            truth, own = lead_in_python(valuation, school, set_to, found["best"])
            mean, error = leads[1 - found["best"]]
            off.append((mean - truth) / np.hypot(error, own))
            counted += 1
    assert counted > 60
    assert np.abs(off).max() < 4
    assert 0.05 < np.mean(np.abs(off)) < 1.5


def test_the_count_follows_what_is_set(opened, schooled):
    """Where floods are few, who counts the mill or a wet decade is for the dam."""
    _, payload, file = schooled
    page = opened(file=file)
    labels = payload["form"]["schools"]["labels"]
    names = [o["id"] for o in payload["options"]]
    rare, often = (page.evaluate(LEADERS, f"#{urlencode({'x.flood_rate': x})}") for x in (0.4, 0.9))
    assert names[rare["best"]] == "wait"
    assert names[often["best"]] == "dam"
    apart = [label for label, o in zip(labels, rare["leaders"], strict=True) if o == 1]
    assert apart == ["The miller is right", "It will be wet"]
    assert "under 2 of 3 schools of thought" in rare["doubt"]
    assert often["leaders"] != rare["leaders"]


def test_a_school_that_says_otherwise_is_not_counted_and_the_page_says_so(opened, schooled):
    *_, file = schooled
    page = opened(f"#{urlencode({'l.damage': "The office's view"})}", file=file)
    found = page.evaluate(LEADERS, page.evaluate("location.hash"))
    assert found["leaders"].count("not counted") == 2  # both that speak of the damage
    said = page.locator(".explorer-views").inner_text()
    assert "of 1 schools of thought" in said
    assert "Not counted: 2 with views of their own on what is set." in said
    page = opened("#x.flood_rate=0.4", file=file)
    assert page.locator(".explorer-answer").inner_text().startswith("Wait")
    assert "but not on every view" in page.locator(".explorer-answer").inner_text()
    assert "The miller is right (" in page.locator(".explorer-views").inner_text()


def test_of_too_few_draws_and_of_what_is_observed_no_school_is_counted(opened, schooled):
    *_, file = schooled
    few = opened("#a.flood_rate=0.9&a.effect=2.9&a.damage=11.9", file=file)
    assert few.evaluate(LEADERS, few.evaluate("location.hash"))["quiet"]
    assert few.locator(".explorer-views").inner_text() == ""
    some = opened("#a.flood_rate=0.3", file=file)
    assert "not counted here" in some.locator(".explorer-views").inner_text()
    assert opened(file=file).locator(".explorer-views").inner_text() == ""
