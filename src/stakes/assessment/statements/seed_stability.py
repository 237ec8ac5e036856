"""Is it noise?

Decisions of one case under several seeds, held against each other: every number with an error, and
every word.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import hypot, inf
from typing import Any

from stakes.assessment.statements.readings import Readings
from stakes.decision_json.decision import Decision
from stakes.decision_json.records import Path, Record, joined

FAR, FARTHEST, FEW = (
    3.0,
    5.0,
    0.01,
)  # combined errors, all but one in a hundred numbers; combined errors, all
CENTRAL = (
    "value",
    "expected",
    "kl",
    "learned",
    "evsi",
    "probability",
    "shift_sd",
    "mean",
)  # whose error is called se or mcse
ROUNDING = 1e-9  # relative: sums in another order
BOXES = ("discover", "boxes")


@dataclass(frozen=True)
class Comparison:
    """What differs between decisions.

    Attributes
    ----------
    compared : pairs of numbers.
    far : (path, seeds, combined errors) of those more than three combined errors apart, farthest
        first.
    stated : statements.
    contradicted : (statement, its readings by seed) that cannot all hold.
    loose : (statement, its readings by seed) that say more under one seed than under another, but
        agree.
    """

    compared: int
    far: list[tuple[str, tuple[int, int], float]]
    stated: int
    contradicted: list[tuple[str, list[Readings]]] = field(default_factory=list)
    loose: list[tuple[str, list[Readings]]] = field(default_factory=list)

    @property
    def stable(self) -> bool:
        """Whether at most 1 % of the numbers are more than three combined errors apart, none five,
        and no words contradict.
        """
        few = len(self.far) <= FEW * self.compared and all(
            errors <= FARTHEST for *_, errors in self.far
        )
        return few and not self.contradicted


def compare(
    numbers_: Sequence[Mapping[str, tuple[float, float]]], said: Sequence[Mapping[str, Readings]]
) -> Comparison:
    """Hold several decisions against each other, pair by pair.

    Parameters
    ----------
    numbers_ : from `numbers`, by seed.
    said : from `stakes.assessment.statements.listing.statements`, by seed.
    """
    pairs = list(combinations(range(len(numbers_)), 2))
    apart = [
        (path, pair, errors)
        for pair in pairs
        for path, errors in _apart(*(numbers_[i] for i in pair))
    ]
    far = sorted((row for row in apart if row[2] > FAR), key=lambda row: -row[2])
    keys = list(dict.fromkeys(key for one in said for key in one))
    readings = {key: [one.get(key, frozenset()) for one in said] for key in keys}
    differing = {key: sets for key, sets in readings.items() if len(set(sets)) > 1}
    against = [(key, sets) for key, sets in differing.items() if _contradict(sets)]
    loose = [(key, sets) for key, sets in differing.items() if not _contradict(sets)]
    return Comparison(len(apart), far, len(keys), against, loose)


def _contradict(sets: Sequence[Readings]) -> bool:
    said = [s for s in sets if s]  # what is left open speaks against nothing
    return any(not a & b for a, b in combinations(said, 2))


def numbers(decision: Decision) -> dict[str, tuple[float, float]]:
    """Value and standard error by dotted path, of every number of a decision that has an error
    there.

    The error of ``x`` is called ``x_se`` or ``x_mcse``; that of a record's main number ``se`` or
    ``mcse``.
    """
    found = {joined(path): pair for path, pair in walked(decision) if path[:2] != BOXES}
    found |= {joined(path): pair for path, pair in _of_boxes(decision)}
    if decision.p_best_of_best is not None:
        error = hypot(
            *(decision.options[o].p_best_mcse for o in (decision.best, *decision.same_as_best))
        )
        found["p_best_of_best"] = (decision.p_best_of_best, error)
    return found


def _of_boxes(decision: Decision) -> Iterator[tuple[Path, tuple[float, float]]]:
    """Numbers of boxes by what they restrict, and those before them, which hold what a box further
    covers: those of other boxes are of something else.
    """
    boxes: list[str] = []
    for box in decision.discover.boxes:
        ends = [
            name + "<" * (high is not None) + ">" * (low is not None)
            for name, (low, high) in box.limits.items()
        ]
        boxes.append(" ".join(sorted(ends)))
        yield from walked(box, (*BOXES, ", then ".join(boxes)))


def walked(node: object, path: Path = ()) -> Iterator[tuple[Path, tuple[float, float]]]:
    """Numbers with their errors below a record, a mapping or a tuple."""
    for key, value in _entries(node):
        inner = (*path, key)
        error = _error(node, str(key)) if isinstance(node, Record) else None
        yield from walked(value, inner) if error is None else _paired(value, error, inner)


def _entries(node: object) -> Iterable[tuple[Any, Any]]:
    if isinstance(node, Record):
        return iter(node)
    if isinstance(node, Mapping):
        return node.items()
    return enumerate(node) if isinstance(node, tuple) else ()


def _error(record: Record, key: str) -> Any:
    names = (f"{key}_se", f"{key}_mcse", *(("se", "mcse") if key in CENTRAL else ()))
    return next((held for name in names if (held := getattr(record, name, None)) is not None), None)


def _paired(value: Any, error: Any, path: Path) -> Iterator[tuple[Path, tuple[float, float]]]:
    if isinstance(value, Mapping | tuple):
        inside = value.items() if isinstance(value, Mapping) else enumerate(value)
        for key, x in inside:
            yield from _paired(x, error[key], (*path, key))
    elif isinstance(value, int | float) and isinstance(error, int | float):
        yield path, (float(value), float(error))


def _apart(
    old: Mapping[str, tuple[float, float]], new: Mapping[str, tuple[float, float]]
) -> Iterator[tuple[str, float]]:
    """Distance in combined errors, of what both have."""
    for path in old.keys() & new.keys():
        (a, a_error), (b, b_error) = old[path], new[path]
        together = hypot(a_error, b_error)
        if abs(a - b) <= ROUNDING * max(abs(a), abs(b)):
            yield path, 0.0
        else:
            yield path, abs(a - b) / together if together else inf
