"""The model in one picture."""

import re
import xml.etree.ElementTree as ET
from importlib.resources import files
from pathlib import Path

import pytest

import stakes


@pytest.fixture(scope="module")
def case():
    return stakes.open_case(str(files("stakes") / "starter_case"))


@pytest.mark.parametrize("width", [358, 760])
def test_it_shows_topics_parts_choice_and_value_and_all_boxes_are_inside(case, width):
    root = ET.fromstring(stakes.plot_model(case, width=width).svg)
    text = " ".join("".join(e.itertext()) for e in root.iter() if e.tag.endswith("text"))
    for label in (*case.topics.values(), *(a.label for a in case.attributes.values())):
        assert all(word in text for word in label.split())
    assert "Which option?" in text
    assert "Net value" in text.replace("Net  value", "Net value")
    wide, high = (float(x) for x in root.attrib["viewBox"].split()[2:])
    boxes = [{k: float(v) for k, v in e.attrib.items() if k in ("x", "y", "width", "height")}
             for e in root.iter() if e.tag.endswith("rect")]  # fmt: skip
    assert all(b["x"] >= 0 and b["x"] + b["width"] <= wide for b in boxes)
    assert all(b["y"] + b["height"] <= high for b in boxes)


def test_boxes_do_not_lie_over_each_other(case):
    svg = stakes.plot_model(case).svg
    number = r'"([\d.]+)"'
    pattern = rf'<rect class="(?!frame)[^"]*" x={number} y={number} width={number} height={number}'
    boxes = [tuple(map(float, m)) for m in re.findall(pattern, svg)]
    assert len(boxes) == len(case.topics) + len(case.attributes) + 2
    for i, (x, y, w, h) in enumerate(boxes):
        for u, v, a, b in boxes[i + 1 :]:
            assert x + w <= u or u + a <= x or y + h <= v or v + b <= y


def test_it_is_shown_by_a_notebook_and_saved(case, tmp_path):
    picture = stakes.plot_model(case)
    picture.save(tmp_path / "model.svg")
    assert (tmp_path / "model.svg").read_text(encoding="utf-8") == picture._repr_svg_()
    assert "http" not in picture.svg.replace("http://www.w3.org", "")


def test_the_picture_in_the_readme_is_current():
    root = Path(__file__).parents[3]
    drawn = stakes.plot_model(stakes.open_case(root)).svg
    how = "stakes.plot_model(stakes.open_case()).save('docs/model.svg') draws it again"
    assert (root / "docs/model.svg").read_text(encoding="utf-8") == drawn, how
