"""What went into two runs differently: settings, what the case states, its code."""

from collections import Counter
from collections.abc import Mapping

from stakes.decision_json.decision import Decision
from stakes.report.changes.stated import Stated

Labels = Mapping[str, Mapping[str, str]]
SETTINGS = {"as_of": "as-of date", "profile": "profile", "seed": "seed", "unit": "unit"}
LISTS = {"options": "Option", "attributes": "Attribute", "claims": "Claim", "views": "View"}
SHOWN, WIDE = 3, 100  # rows of a table that are quoted, and letters of each
UNKNOWN = (
    "One of the runs left no record of what it was stated from; beliefs and evidence are not "
    "compared."
)
ENGINE = "The files of the case are the same; the engine's own code is another."


def causes(
    old: Decision, new: Decision, said: tuple[Stated | None, Stated | None], labels: Labels
) -> list[str]:
    """Sentences on what differs.

    Parameters
    ----------
    old, new : decisions of the two runs.
    said : what each was stated from; None where that is not known.
    labels : by kind (``quantities``, ``claims``, ...), by id.
    """
    before, after = said
    found = [*_settings(old, new), *_lists(old, new, labels)]
    if before is None or after is None:
        same = bool(old.fingerprint) and old.fingerprint == new.fingerprint
        return found if same or not (old.fingerprint and new.fingerprint) else [*found, UNKNOWN]
    found += [*_beliefs(before, after, labels), *_rows(before, after), *_code(before, after)]
    return found or ([ENGINE] if old.fingerprint != new.fingerprint else [])


def label(labels: Labels, kind: str, name: str) -> str:
    """The label of an id, or the id where the case knows none."""
    return labels.get(kind, {}).get(name, name.replace("_", " "))


def _settings(old: Decision, new: Decision) -> list[str]:
    said = [
        f"The {word} was {getattr(old, key)} and is {getattr(new, key)}."
        for key, word in SETTINGS.items()
        if getattr(old, key) != getattr(new, key)
    ]
    a, b = old.versions, new.versions
    versions = [
        f"{lib} {a.get(lib, 'none')} to {b.get(lib, 'none')}"
        for lib in {**b, **a}
        if a.get(lib) != b.get(lib)
    ]
    return said + ([f"Versions changed: {', '.join(versions)}."] if versions and a and b else [])


def _lists(old: Decision, new: Decision, labels: Labels) -> list[str]:
    said = []
    for key, word in LISTS.items():
        a, b = (getattr(d, key) for d in (old, new))
        if key == "attributes":
            a, b = (next(iter(d.values()), {}) for d in (a, b))
        if not a or not b:
            continue
        known = {**labels, key: {n: getattr(x, "label", None) or label(labels, key, n)
                                 for n, x in {**a, **b}.items()}}  # fmt: skip
        said += [f"{word} '{label(known, key, n)}' is new." for n in b if n not in a]
        said += [f"{word} '{label(known, key, n)}' is gone." for n in a if n not in b]
    return said


def _beliefs(old: Stated, new: Stated, labels: Labels) -> list[str]:
    said = []
    for name in {**old.beliefs, **new.beliefs}:
        a, b, word = old.beliefs.get(name), new.beliefs.get(name), label(labels, "quantities", name)
        if a is None or b is None:
            said.append(f"Belief '{word}' is {'new' if a is None else 'gone'}.")
        elif a != b:
            said.append(f"Stated otherwise, {word}: {_keys(a, b)}.")
    return said


def _keys(a: Mapping[str, str], b: Mapping[str, str]) -> str:
    return "; ".join(
        f"{key.replace('.', ', ').replace('_', ' ')} {a.get(key, 'none')} before, "
        f"{b.get(key, 'none')} now"
        for key in {**a, **b}
        if a.get(key) != b.get(key)
    )


def _rows(old: Stated, new: Stated) -> list[str]:
    said = []
    for name in {**old.rows, **new.rows}:
        a, b = (Counter(s.rows.get(name, [])) for s in (old, new))
        parts = [_quoted(b - a, "new"), _quoted(a - b, "gone")]
        if any(parts):
            said.append(f"Evidence, {name.replace('_', ' ')}: {' '.join(filter(None, parts))}")
    return said


def _quoted(rows: Counter[str], word: str) -> str:
    found = list(rows.elements())
    if not found:
        return ""
    shown = [row if len(row) <= WIDE else f"{row[:WIDE]} ..." for row in found[:SHOWN]]
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    return (
        f"{len(found)} {'row' if len(found) == 1 else 'rows'} {word} ({' | '.join(shown)}{more})."
    )


def _code(old: Stated, new: Stated) -> list[str]:
    files = sorted({**old.code, **new.code})
    changed = [name for name in files if old.code.get(name) != new.code.get(name)]
    return [f"Other files that changed: {', '.join(changed)}."] if changed else []
