"""A run of a small case, and what it leaves."""

import html
import json
import re
import sys
from pathlib import Path

from stakes.case.case import open_case
from stakes.decision_json.reading import as_json
from stakes.runs.pipeline import DECISION, REPORT, Settings, run
from stakes.runs.saved_findings import FINDINGS
from stakes.runs.saved_fits import FIT

TINY = Path(__file__).parents[1] / "tiny"
STAKES = Path(sys.executable).with_name("stakes")
FILES = {FIT, DECISION, REPORT, FINDINGS}
FAILED_FIT = "fit.unconverged.nc"
# what is left where the gate refuses, beside older fits
REFUSED = {
    FAILED_FIT,
    "decision.earlier.json",
    "report.earlier.html",
    "findings.earlier.json",
}
BEGUN = "Compiling and sampling"
OTHER_WEIGHTS = (
    "analysis/values.toml",
    "weights = { protection = 1.0 }",
    "weights = { protection = 2.0 }",
)


def settings(case, **changes):
    chosen = {
        "as_of": case.as_of,
        "profile": case.default_profile,
        "draws": 1000,
        "tune": 500,
        "chains": 4,
        "seed": case.seed,
        "progress": False,
    }
    return Settings(**chosen | changes)


def go(root: Path, **changes):
    """Run the case at `root` into its results: the decision, as its file holds it, and the lines
    said.
    """
    said = []
    case = open_case(root)
    decision = run(case, settings(case, **changes), root / "results", said.append)
    return json.loads(as_json(decision)), said


def contents(root: Path) -> dict[str, tuple[bytes, int]]:
    return {
        path.name: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in (root / "results").iterdir()
    }


def edit(root: Path, file: str, old: str, new: str) -> None:
    text = (root / file).read_text(encoding="utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def seen(root):
    """What a reader of a run's page sees."""
    return text_of((root / "results/report.html").read_text(encoding="utf-8"))


def text_of(page):
    """What a reader of a page sees, without scripts and styles, in single spaces."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())
