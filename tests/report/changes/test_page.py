"""Changes as a page."""

from tests.report.changes.two_decisions import changes, other

from made_up_decision import DECISION
from stakes.report.changes.page import as_html


def test_the_page_keeps_labels_as_text():
    attack = "<script>alert(1)</script>"
    new = other(best="wait", profile=attack)
    new["options"]["dam"] |= {"label": attack, "expected": -9.0}
    html = as_html(changes(DECISION, new), attack)
    assert "<script" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4
    assert "Why" in html
    assert "Nothing that the two runs record" in as_html(changes(DECISION, DECISION), "A case")
