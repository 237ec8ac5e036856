"""What two pages say differently, numbers aside."""

import importlib.util
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from stakes.assessment.findings import Findings
from stakes.report.page import html

SCRIPT = Path(__file__).parents[2] / "scripts" / "same_words.py"


@pytest.fixture(scope="module")
def same_words() -> ModuleType:
    spec = importlib.util.spec_from_file_location("same_words", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_numbers_alone_make_no_difference(same_words: ModuleType, findings: Findings) -> None:
    held = findings.decision.options
    moved = {
        o: r.model_copy(update={"expected": 1.01 * r.expected, "lead": 1.01 * r.lead})
        for o, r in held.items()
    }
    other = findings.decision.model_copy(update={"options": moved, "seed": 12})
    a, b = html(findings), html(replace(findings, decision=other))
    assert a != b
    assert same_words.differing(a, b) == []
    assert len(same_words.sentences(a)) > 30


def test_another_verdict_is_another_word(same_words: ModuleType, findings: Findings) -> None:
    """And of the appendix, which holds every number, nothing is said."""
    other = findings.decision.model_copy(update={"resolved": not findings.decision.resolved})
    found = same_words.differing(html(findings), html(replace(findings, decision=other)))
    assert any("too close to call" in line for line in found)
    said = " ".join(same_words.sentences(html(findings)))
    assert "Whose values count" not in said
    assert "Appendix" not in said


def test_it_says_whether_they_differ(
    same_words: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = "<html><body><main><p>{}</p><section class=appendix>x</section></main></body></html>"
    for name, said in (("a", "It is 3 %."), ("b", "It is under 1 %."), ("c", "It is not 3 %.")):
        (tmp_path / f"{name}.html").write_text(shell.format(said), encoding="utf-8")
    a, b, c = (str(tmp_path / f"{name}.html") for name in "abc")
    assert same_words.main([a, b]) == 0
    assert same_words.main([a, c]) == 1
    assert same_words.main([a]) == 2
    out = capsys.readouterr().out
    assert "The same words.\n-It is #.\n+It is not #.\n" in out
