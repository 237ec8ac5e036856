"""The starter case after a run: its page speaks of itself alone."""

import re
import shutil
from pathlib import Path

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


@pytest.mark.slow
def test_with_its_stages_it_is_chosen_step_by_step(flood, tmp_path):
    """The marks before the stages are taken out; the fit is that of the run before."""
    root = Path(shutil.copytree(flood, tmp_path / "steps"))
    options = root / "analysis/options.toml"
    text, _, stages = options.read_text(encoding="utf-8").partition("# [[stages]]")
    unmarked = re.sub(r"^# ?", "", f"# [[stages]]{stages}", flags=re.MULTILINE)
    options.write_text(text + unmarked, encoding="utf-8")
    decision, said = go(root)
    assert not any("Compiling" in line for line in said)
    found, wait = decision["sequence"], decision["options"]["wait"]
    assert list(found["flexibility"]) == ["now", "2028-01-01", "2033-01-01"]
    # waiting is among what can be chosen: its value is no higher, but for errors
    assert found["value"] > wait["expected"] - 3 * (found["value_se"] + wait["mcse"])
    assert found["gap"] < 3 * found["gap_se"]
    raised = [b for b in found["branches"] if b["option"] == "raise"]
    assert raised[0]["when"] == "survey is 1"
    assert "Choosing step by step" in seen(root)
    assert "Raise the wall if survey is 1" in seen(root)
