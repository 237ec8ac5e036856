"""How a page is cited, and under which licence: from the files that stand beside the case."""

import re
from contextlib import suppress
from pathlib import Path

from stakes.case.case import Case

LICENCES = ("LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE")
NAME = re.compile(r'^\s*-?\s*(?:name|family-names):\s*"?([^"\n]+)"?', re.MULTILINE)


def citation(case: Case) -> dict[str, str]:
    """Licence (the first line of its file), author and text of ``CITATION.cff``, each empty where
    no file says it.
    """
    text = _read(case.root / "CITATION.cff")
    named = NAME.search(text)
    first = next((held for name in LICENCES if (held := _read(case.root / name))), "")
    return {
        "licence": first.strip().partition("\n")[0],
        "author": named.group(1).strip() if named else "",
        "citation": text.strip(),
    }


def _read(path: Path) -> str:
    with suppress(OSError, ValueError):
        return path.read_text(encoding="utf-8")
    return ""
