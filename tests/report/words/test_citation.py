"""How a page is cited: by files beside the case, where there are any."""

from tests.conftest import ROOT

from stakes.case.case import open_case
from stakes.report.words.citation import citation


def test_a_case_without_such_files_has_neither_licence_nor_author(tiny_case):
    found = citation(open_case(tiny_case))
    assert found == {"licence": "", "author": "", "citation": ""}


def test_files_beside_the_case_are_read(tiny_case):
    (tiny_case / "LICENSE").write_text("CC BY 4.0\n\nYou may ...\n", encoding="utf-8")
    (tiny_case / "CITATION.cff").write_text(
        'title: "A wall"\nauthors:\n  - family-names: "Miller"\n', encoding="utf-8"
    )
    found = citation(open_case(tiny_case))
    assert (found["licence"], found["author"]) == ("CC BY 4.0", "Miller")


def test_this_repository_says_its_licence(real_case):
    found = citation(real_case)
    assert found["licence"] == "MIT License"
    assert found["author"] in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
