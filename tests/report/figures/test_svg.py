"""A figure in a page: text stays text, and colours are the page's."""

from xml.etree import ElementTree as ET

from tests.report.small_case import ATTACK, ATTRIBUTES

from stakes.assessment.findings import Findings
from stakes.report.figures import panels as figures
from stakes.report.figures.svg import svg


def test_svg_is_text_in_the_colours_of_the_page(findings: Findings) -> None:
    labels = dict.fromkeys(ATTRIBUTES, "a $1 < $2")
    drawing = svg(
        figures.waterfall(findings.attributes, findings.comparison, "act", labels),
        f'say "{ATTACK}"',
    )
    root = ET.fromstring(drawing)
    assert root[0].text == f'say "{ATTACK}"'
    assert "a $1 < $2" in [
        element.text for element in root.iter("{http://www.w3.org/2000/svg}text")
    ]
    assert "currentColor" in drawing
    assert "var(--gain)" in drawing
    assert "#0102" not in drawing
    assert "<metadata" not in drawing
