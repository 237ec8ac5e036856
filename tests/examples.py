"""The examples of a page: its blocks of Python, and what is said to be printed."""

import re
from pathlib import Path
from typing import NamedTuple

BLOCK = re.compile(r"^```python\n(?P<code>.*?)^```$(?:\n\n^```text\n(?P<printed>.*?)^```$)?", re.DOTALL | re.MULTILINE)


class Example(NamedTuple):
    """A block of Python, the line of the page on which it begins, and what it prints, if the page says so."""

    code: str
    line: int
    printed: str | None


def examples(page: Path) -> list[Example]:
    """All blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [Example(m["code"], text[: m.start()].count("\n") + 2, m["printed"]) for m in BLOCK.finditer(text)]
