"""Do two pages say the same?

The sentences of their main parts, numbers aside: those that only one of them has. Stories are left
out, for each tells of one draw, and so is what stands beside a decision of its past.

Run: python scripts/same_words.py A.html B.html
"""

import re
import sys
from collections.abc import Sequence
from difflib import unified_diff
from html.parser import HTMLParser
from pathlib import Path

BLOCKS = {"p", "li", "dd", "dt", "div", "h1", "h2", "h3", "figcaption", "summary", "section", "dl"}
ALONE = {"meta", "br", "link", "img", "input", "hr"}
LEFT_OUT = {"svg", "script", "style", "noscript", "button"}
SECTIONS = {"stories", "past", "try", "axis"}  # classes of what is left out
NUMBER = re.compile(r"(under |over |−)?\d[\d,.]*( %)?")


class _Main(HTMLParser):
    """Lines of text of the main part, up to the appendix."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []  # tags, and whether what they hold is left out
        self.lines, self.over = [""], False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kinds = set((dict(attrs).get("class") or "").split())
        self.over = self.over or "appendix" in kinds
        if tag in BLOCKS:
            self.lines.append("")
        if tag not in ALONE:
            self.open.append((tag, tag in LEFT_OUT or bool(kinds & SECTIONS)))

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.lines.append("")
        self.open.pop()

    def handle_data(self, data: str) -> None:
        inside = any(tag == "main" for tag, _ in self.open)
        if inside and not self.over and not any(out for _, out in self.open):
            self.lines[-1] += f" {data}"


def sentences(page: str) -> list[str]:
    """What the main part of a page says, line by line, with # for every number."""
    lines = [" ".join(line.split()) for line in _Main(page).lines]
    said = [NUMBER.sub("#", line) for line in lines]
    return [line for line in said if re.search(r"[A-Za-z]", line)]


def differing(a: str, b: str) -> list[str]:
    """Lines that one page alone has, with - or + before them."""
    found = unified_diff(sentences(a), sentences(b), lineterm="", n=0)
    return [line for line in found if line[:1] in "+-" and line[:3] not in ("---", "+++")]


def main(paths: Sequence[str]) -> int:
    """Print what differs; 1 where something does."""
    if len(paths) != 2:
        print(__doc__)
        return 2
    found = differing(*(Path(path).read_text(encoding="utf-8") for path in paths))
    print("\n".join(found) or "The same words.")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
