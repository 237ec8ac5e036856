"""Write what README.md says of the answer, and its picture, from results/decision.json: run `uv run
stakes` first. With --check nothing is written: what the README says that this decision does not
bear out is named, and the exit status is 1.

The block between the marks carries its own numbers and words in a comment, so that a test can hold
them against another run (`disagreements`) without reading prose.
"""

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from math import hypot
from pathlib import Path
from textwrap import fill
from typing import Any

from picture import picture
from sentences import compared, paragraphs, review, words
from stakes import open_case
from stakes.assessment.cited_numbers import Pieces
from stakes.assessment.statements.seed_stability import FAR, FARTHEST, FEW, numbers
from stakes.case.case import Case
from stakes.decision_json.decision import Decision
from stakes.decision_json.reading import read_decision
from stakes.decision_json.records import joined
from stakes.errors import CaseError
from stakes.wording import Shown
from turning_points import NEAR

ROOT = Path(__file__).parents[1]
BEGIN, END = "<!-- answer: written by scripts/answer.py -->", "<!-- /answer -->"
PICTURE, WIDTH = "docs/attributes.svg", 130


def main() -> None:
    case = open_case(ROOT)
    try:
        decision = read_decision(
            case.root / "results" / "decision.json", "run `uv run stakes` first"
        )
    except CaseError as error:
        sys.exit(str(error))
    if "--check" in sys.argv[1:]:
        carried = parsed((ROOT / "README.md").read_text(encoding="utf-8"))[1]
        sys.exit("\n".join(disagreements(carried, case, decision)) or 0)
    drawing = picture(case, decision, compared(case, decision))
    (ROOT / PICTURE).write_text(drawing, encoding="utf-8")
    readme = ROOT / "README.md"
    readme.write_text(
        replaced(readme.read_text(encoding="utf-8"), block(case, decision, drawing)),
        encoding="utf-8",
    )


def replaced(text: str, new: str) -> str:
    """The text with what stands between the marks replaced."""
    head, tail = text.partition(BEGIN)[0], text.partition(END)[2]
    return f"{head}{BEGIN}\n{new}{END}{tail}"


def block(case: Case, decision: Decision, drawing: str) -> str:
    """The paragraphs, and a comment with their numbers and errors by path, their words, and digests
    of text and picture.
    """
    option, baseline = (
        decision.options[o].label for o in (compared(case, decision), case.baseline)
    )
    image = f"![What {option} would add to and take from {baseline}, by attribute]({PICTURE})"
    said = list(paragraphs(case, decision))
    text = "\n\n".join([image, *(_wrapped("".join(pieces)) for pieces in said)])
    carried = {
        "numbers": _numbers(case, decision, said),
        "words": words(case, decision),
        "text": digest(text),
        "picture": digest(drawing),
    }
    return f"{text}\n\n<!-- {json.dumps(carried, ensure_ascii=False)} -->\n"


def parsed(readme: str) -> tuple[str, dict[str, Any]]:
    """Text of the block in a README, and what it carries."""
    inside = readme.partition(BEGIN)[2].partition(END)[0].strip()
    text, _, comment = inside.rpartition("\n\n<!-- ")
    return text, json.loads(comment.removesuffix(" -->"))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _wrapped(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(
        fill(line, WIDTH, break_long_words=False, break_on_hyphens=False) for line in lines
    )


def _numbers(case: Case, decision: Decision, said: Sequence[Pieces]) -> dict[str, list[float]]:
    """Value and error by path: of all that is said and has an error, and of all that is drawn."""
    paths = [piece.key for pieces in said for piece in pieces if isinstance(piece, Shown)]
    option = compared(case, decision)
    paths += [joined(("attributes", option, a)) for a in decision.attributes[option]]
    known = numbers(decision)
    held = {path: known[path] for path in paths if path in known}
    return {path: [float(f"{x:.6g}"), float(f"{e:.3g}")] for path, (x, e) in held.items()}


# Held against another run


def disagreements(carried: Mapping[str, Any], case: Case, decision: Decision) -> list[str]:
    """What a block says that does not hold of another decision: one line each.

    Words must be the same, but a leader may be any option that cannot be told from the best, and a
    view, whether a quantity is out of reach, or whether anything would be learned by waiting, may
    be clear in one and open in the other. Of numbers, one in a hundred (and always one) may differ
    by more than three combined errors, none by more than five.
    """
    apart = dict(_apart(carried["numbers"], decision))
    beyond = [path for path, errors in apart.items() if errors > FAR]
    allowed = max(1, round(FEW * len(apart)))
    bad = beyond if len(beyond) > allowed else [path for path in beyond if apart[path] > FARTHEST]
    found = [
        f"{path}: {carried['numbers'][path][0]:g} is {apart[path]:.1f} combined errors from the "
        "new run's"
        for path in bad
    ]
    old, new = carried["words"], words(case, decision)
    return found + [
        f"{key}: {old[key]} is {new[key]} now"
        for key in new
        if not _same(key, old.get(key), new[key], case, decision)
    ]


def _apart(
    carried: Mapping[str, Sequence[float]], decision: Decision
) -> Iterator[tuple[str, float]]:
    known = numbers(decision)
    for path, (value, error) in carried.items():
        now, its = known.get(path, (float("inf"), 0.0))
        if path not in known:
            yield path, float("inf")
        elif abs(now - value) > 1e-5 * abs(value):  # more than the rounding of what is carried
            together = hypot(error, its)
            yield path, abs(now - value) / together if together else float("inf")
        else:
            yield path, 0.0


def _same(key: str, old: Any, new: Any, case: Case, decision: Decision) -> bool:
    if old == new:
        return True
    if key == "learns":  # on either side of what counts as clear
        held = decision.waiting.get(review(case, decision))
        return bool(held and held.learned <= 2 * max(FAR * held.se, 2 * held.noise_floor))
    if key == "best" and old in decision.options:
        return bool(decision.options[old].lead <= FAR * decision.options[old].lead_mcse)
    if key == "too_close_to_call":  # where it hangs on views on either side of what counts as clear
        ahead = [held.profiles["run"] for held in decision.views.values()]
        edge = [cell for cell in ahead if cell.best != decision.best]
        return all(cell.lead <= 2 * FAR * cell.lead_se for cell in edge) and bool(edge)
    if key == "differs":
        edge = [decision.views[view].profiles["run"] for view in set(old) ^ set(new)]
        return all(
            cell.lead <= 2 * FAR * cell.lead_se for cell in edge
        )  # on either side of what counts as clear
    if key == "near":
        marks = [decision.break_even.get(name) for name in set(old) ^ set(new)]
        return all(
            e and abs(e.probability_beyond - NEAR) <= FAR * e.probability_beyond_se for e in marks
        )
    if key == "never":  # in one run out of reach, in the other open: no break-even is clear
        edge = set(old) ^ set(new)
        held = decision.break_even.items()
        return not any(e.roots for name, e in held if name.split(":")[0] in edge)
    if key == "most" and old and new:
        a, b = (decision.evppi[name] for name in (old, new))
        return bool(b.value - a.value <= FAR * hypot(a.se, b.se))
    return False


if __name__ == "__main__":
    main()
