"""Reading the files of a case: only regular UTF-8 files inside it, and a problem in place of every
exception.
"""

import codecs
import os
import re
import tomllib
from collections.abc import Collection
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any

from stakes.errors import Problem

_PLACE = re.compile(r" \((?:at (?:line (\d+), column \d+|end of document))\)$")
_FIXES = {
    "Cannot": "a key or table may stand only once: rename or remove one of the two",
    "Invalid date": "give a day that exists as yyyy-mm-dd",
    "Invalid value": "put text in quotes, numbers and dates without, and close every bracket",
    "Expected '='": "write key = value",
    "Expected ']'": "close the bracket",
    "Illegal character": "close the quotes on the same line, or use three quotes for text of "
    "several lines",
    "Unescaped": "write \\\\ for a backslash, or use single quotes",
}


def outside(root: Path, path: str) -> bool:
    """Whether `path`, relative to the case root, leaves the case: absolute, by "..", or through a
    link.
    """
    if os.path.isabs(path) or ".." in Path(path).parts:
        return True
    home = os.path.realpath(root)
    return os.path.commonpath([home, os.path.realpath(root / path)]) != home


class _RefusedError(Exception):
    """A file that cannot be used: what is wrong, and the fix."""


def read_text(root: Path, path: str, problems: list[Problem], needed_for: str = "") -> str | None:
    """Text of the file at `path`, relative to the case root, or None after adding a problem.

    Parameters
    ----------
    needed_for : what the file holds, in words, for the message that it is missing.
    """
    try:
        return _decoded(_bytes(root, path, needed_for))
    except _RefusedError as refused:
        problems.append(Problem(path, "", *refused.args))
        return None


def _bytes(root: Path, path: str, needed_for: str) -> bytes:
    if outside(root, path):
        raise _RefusedError(
            "lies outside the case", "copy the file into the case and name it by its path there"
        )
    try:
        mode = (root / path).stat().st_mode
        if not S_ISREG(mode):
            raise _RefusedError(
                f"is {'a folder' if S_ISDIR(mode) else 'a device or a pipe'}, not a file",
                "put a file in its place",
            )
        return (root / path).read_bytes()
    except FileNotFoundError:
        raise _RefusedError(
            "is missing", f"add it{': ' if needed_for else ''}{needed_for}"
        ) from None
    except OSError as error:
        raise _RefusedError(f"cannot be read ({_reason(error)})", "make it readable") from None


def _decoded(data: bytes) -> str:
    data = data.removeprefix(codecs.BOM_UTF8)  # with which spreadsheets begin "CSV UTF-8"
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _RefusedError(
            f"is not UTF-8 (byte 0x{data[error.start]:02x} on line {line})", "save it as UTF-8"
        ) from None


def read_toml(
    root: Path, path: str, problems: list[Problem], needed_for: str = ""
) -> dict[str, Any] | None:
    """The TOML file at `path`, parsed, or None after adding a problem; see `read_text`."""
    text = read_text(root, path, problems, needed_for)
    if text is None:
        return None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(_syntax(path, text, str(error)))
    except (ValueError, RecursionError):
        problems.append(
            Problem(
                path,
                "",
                "holds a number too long or brackets too deep to read",
                "write it as plain TOML",
            )
        )
    return None


def _syntax(path: str, text: str, message: str) -> Problem:
    place = _PLACE.search(message)
    line = (place and place[1]) or len(text.splitlines()) or 1
    said = _PLACE.sub("", message)
    fix = next((fix for start, fix in _FIXES.items() if said.startswith(start)), "correct the line")
    return Problem(path, f"line {line}", f"is not valid TOML ({said[:1].lower()}{said[1:]})", fix)


def list_folder(
    root: Path, path: str, problems: list[Problem], needed_for: str
) -> list[str] | None:
    """Sorted names in the folder at `path`, relative to the case root, or None after adding a
    problem.
    """
    if outside(root, path):
        problems.append(Problem(path, "", "lies outside the case", "copy the folder into the case"))
        return None
    try:
        return sorted(os.listdir(root / path))
    except FileNotFoundError:
        problems.append(Problem(path, "", "is missing", f"add the folder, with {needed_for}"))
    except NotADirectoryError:
        problems.append(
            Problem(
                path, "", "is a file, not a folder", f"put a folder in its place, with {needed_for}"
            )
        )
    except OSError as error:
        problems.append(Problem(path, "", f"cannot be read ({_reason(error)})", "make it readable"))
    return None


def stray(folder: str, names: Collection[str], belongs: str) -> list[Problem]:
    """A problem for each of `names` in `folder`, which does not belong there."""
    return [
        Problem(
            f"{folder}/{name}",
            "",
            "does not belong here",
            f"remove it: {folder} holds only {belongs}",
        )
        for name in names
    ]


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
