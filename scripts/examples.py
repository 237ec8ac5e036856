"""The examples of a page: its blocks of Python, and what is said to be printed.

Run: python scripts/examples.py PAGE...    runs them and writes down what they print now, and the
pictures that they make.
"""

import contextlib
import io
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import matplotlib as mpl

BLOCK = re.compile(
    r"^```python\n(?P<code>.*?)^```$(?:\n\n^```text\n(?P<printed>.*?)^```$)?",
    re.DOTALL | re.MULTILINE,
)


class Example(NamedTuple):
    """A block of Python, the line of the page on which it begins, and what it prints, if the page
    says so.
    """

    code: str
    line: int
    printed: str | None


def examples(page: Path) -> list[Example]:
    """All blocks of a page, in order."""
    text = page.read_text(encoding="utf-8")
    return [
        Example(m["code"], text[: m.start()].count("\n") + 2, m["printed"])
        for m in BLOCK.finditer(text)
    ]


def run(page: Path, folder: Path) -> list[str]:
    """What the blocks of a page print, run in order with names in common, in a folder in which they
    may leave pictures, beside a copy of the files that lie in a folder of the page's name.
    """
    if (beside := page.with_suffix("")).is_dir():
        shutil.copytree(beside, folder / page.stem)
    names: dict[str, object] = {}
    printed = []
    with mpl.rc_context({"svg.hashsalt": page.stem}), contextlib.chdir(folder):
        for example in examples(page):
            with contextlib.redirect_stdout(io.StringIO()) as out:
                exec(compile("\n" * (example.line - 1) + example.code, str(page), "exec"), names)
            printed.append(plain(out.getvalue()))
    return printed


def plain(text: str) -> str:
    """Lines without what a table leaves at their ends."""
    return "".join(f"{line.rstrip()}\n" for line in text.strip("\n").splitlines())


def write(page: Path, printed: Sequence[str]) -> None:
    """Put what is printed into the page, where it shows that."""
    said = iter(printed)

    def block(found: re.Match[str]) -> str:
        now = next(said)
        return (
            found[0]
            if found["printed"] is None
            else f"```python\n{found['code']}```\n\n```text\n{now}```"
        )

    page.write_text(BLOCK.sub(block, page.read_text(encoding="utf-8")), encoding="utf-8")


def pictures(folder: Path) -> list[Path]:
    """What a page shows of what its blocks have left; reports and tables are for who runs them."""
    return sorted(folder.glob("*.svg"))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            write(Path(name), run(Path(name).resolve(), Path(folder)))
            for picture in pictures(Path(folder)):
                shutil.copy(picture, Path(name).parent)
