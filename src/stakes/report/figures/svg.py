"""A figure as inline SVG that may stand in a page: own ids, the page's colours."""

import hashlib
import io
import xml.etree.ElementTree as ET

import matplotlib as mpl
from matplotlib.figure import Figure

from stakes.report.figures.style import (
    AFTER,
    BEFORE,
    BEST_OPTION,
    COMPARED,
    GAIN,
    INK,
    LOSS,
    MUTED,
    OTHERS,
    RULE,
    STYLE,
)

_PAGE = {
    INK: "currentColor",
    MUTED: "var(--muted)",
    RULE: "var(--rule)",
    GAIN: "var(--gain)",
    LOSS: "var(--loss)",
    BEFORE: "var(--before)",
    AFTER: "var(--after)",
    BEST_OPTION: "var(--best)",
    COMPARED: "var(--against)",
    OTHERS: "var(--other)",
}
_SVG, _LINK = "http://www.w3.org/2000/svg", "{http://www.w3.org/1999/xlink}href"
ET.register_namespace("", _SVG)


def svg(figure: Figure, alt: str) -> str:
    """Inline SVG of a figure, with `alt` as its title.

    The same figure and `alt` give the same bytes. Ids are unique to the `alt`, text stays text, and
    colours are the page's.
    """
    salt = "f" + hashlib.sha256(alt.encode()).hexdigest()[:10]
    text = io.StringIO()
    with mpl.rc_context(STYLE | {"svg.hashsalt": salt}):
        figure.savefig(text, format="svg", transparent=True, metadata={"Date": None})
    root = ET.fromstring(text.getvalue())
    _own_ids(root, salt)
    _strip(root)
    title = ET.Element(f"{{{_SVG}}}title", {"id": f"{salt}-title"})
    title.text = alt
    root.insert(0, title)
    _, _, width, height = root.attrib["viewBox"].split()
    root.attrib |= {
        "role": "img",
        "aria-labelledby": f"{salt}-title",
        "width": width,
        "height": height,
    }
    root.set("style", "stroke-linejoin: round; stroke-linecap: butt")
    return _for_page(ET.tostring(root, encoding="unicode"))


def _strip(root: ET.Element) -> None:
    """Take out what a page must not get: a dated note of authorship, and a style sheet that would
    hold for all of it.
    """
    for parent in list(root.iter()):
        for name in ("metadata", "style"):
            for child in parent.findall(f"{{{_SVG}}}{name}"):
                parent.remove(child)


def _own_ids(root: ET.Element, salt: str) -> None:
    """Keep only the ids that something refers to, and make them the figure's own."""
    whole = ET.tostring(root, encoding="unicode")
    for element in root.iter():
        name = element.attrib.pop("id", "")
        if name and (f'"#{name}"' in whole or f"url(#{name})" in whole):
            element.set("id", f"{salt}-{name}")
    for element in root.iter():
        if _LINK in element.attrib:
            element.set("href", f"#{salt}-{element.attrib.pop(_LINK)[1:]}")
        for key, value in element.attrib.items():
            element.set(key, value.replace("url(#", f"url(#{salt}-"))


def _for_page(text: str) -> str:
    text = text.replace("'DejaVu Sans'", "system-ui, sans-serif")
    for colour, own in _PAGE.items():
        text = text.replace(colour, own)
    return text
