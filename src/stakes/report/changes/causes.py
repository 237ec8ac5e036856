"""What went into two runs differently, as far as their ``decision.json`` and the rows of evidence
in their fits tell.
"""

from collections.abc import Mapping
from contextlib import suppress
from math import hypot
from pathlib import Path

import xarray as xr

from stakes.decision_json.beliefs import Points
from stakes.decision_json.decision import Decision
from stakes.wording import plain

MOVED = 0.1  # of the width of the 90 % interval, from which a belief counts as changed
ERRORS = 3.0  # combined Monte Carlo errors of its mean, from which a prior does
SETTINGS = {"as_of": "as-of date", "profile": "profile", "seed": "seed", "unit": "unit"}
LISTS = {
    "options": "option",
    "attributes": "attribute",
    "claims": "claim",
    "beliefs": "quantity",
    "break_even": "break-even",
    "views": "view",
}
Rows = Mapping[str, int]


def causes(old: Decision, new: Decision, rows: tuple[Rows, Rows] = ({}, {})) -> list[str]:
    """Sentences on what differs; `rows` are those of evidence by likelihood, before and after."""
    return [
        *_settings(old, new),
        *_lists(old, new),
        *_rows(*rows),
        *_beliefs(old, new),
        *_fingerprints(old, new),
    ]


def rows_in(folder: Path) -> dict[str, int]:
    """Rows of evidence by likelihood in the ``fit.nc`` of a folder; none where there is no whole
    one.
    """
    path = folder / "fit.nc"
    if not path.is_file():
        return {}
    with (
        suppress(OSError, ValueError, KeyError),
        xr.open_dataset(path, group="observed_data", engine="netcdf4") as data,
    ):
        return {str(name): int(column.size) for name, column in data.data_vars.items()}
    return {}


def both[T](a: Mapping[str, T], b: Mapping[str, T]) -> list[tuple[str, T, T]]:
    """Entries that two decisions have: (name, before, after)."""
    return [(name, a[name], b[name]) for name in b if name in a]


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


def _lists(old: Decision, new: Decision) -> list[str]:
    said = []
    for key, word in LISTS.items():
        a, b = (getattr(d, key) for d in (old, new))
        if key == "attributes":
            a, b = (next(iter(d.values()), {}) for d in (a, b))
        if not a or not b:
            continue
        said += [f"{word.capitalize()} {name} is new." for name in b if name not in a]
        said += [f"{word.capitalize()} {name} is gone." for name in a if name not in b]
    return said


def _rows(old: Rows, new: Rows) -> list[str]:
    if not old or not new:
        return []
    return [
        f"Evidence on {name.replace('_', ' ')}: {old.get(name, 0)} rows before, "
        f"{new.get(name, 0)} now."
        for name in {**new, **old}
        if old.get(name, 0) != new.get(name, 0)
    ]


def _beliefs(old: Decision, new: Decision) -> list[str]:
    """Quantities whose prior changed; and those that moved though their own prior stands."""
    said = []
    for name, a, b in both(old.beliefs, new.beliefs):
        if a.prior and b.prior and (_moved(a.prior, b.prior) or _apart(a.prior, b.prior)):
            said.append(
                f"The prior of {name} changed: {_span(a.prior)} before, {_span(b.prior)} now."
            )
        elif _moved(a.posterior, b.posterior):
            spans = f"{_span(a.posterior)} before, {_span(b.posterior)} now"
            said.append(
                f"The prior of {name} stands, but not what is believed after the evidence: {spans}."
            )
    return said


def _moved(a: Points, b: Points) -> bool:
    """By its points; by its mean where it has but two values, as an event."""
    width = max(a.high - a.low, b.high - b.low)
    if not width:
        return a.median != b.median
    two_valued = a.median in (a.low, a.high)
    pairs = (
        [(a.mean or 0.0, b.mean or 0.0)]
        if two_valued
        else [(a.low, b.low), (a.median, b.median), (a.high, b.high)]
    )
    return any(abs(x - y) > MOVED * width for x, y in pairs)


def _apart(a: Points, b: Points) -> bool:
    """Whether two means differ by more than their errors; not told where an error is not known (0
    for several elements).
    """
    errors = [d.mcse or 0.0 for d in (a, b)]
    return (
        min(errors) > 0
        and a.mean is not None
        and b.mean is not None
        and abs(a.mean - b.mean) > ERRORS * hypot(*errors)
    )


def _span(belief: Points) -> str:
    said = f"{plain(belief.median)} ({plain(belief.low)} to {plain(belief.high)})"
    return said if belief.mean is None else f"{said}, mean {plain(belief.mean)},"


def _fingerprints(old: Decision, new: Decision) -> list[str]:
    a, b = old.fingerprint, new.fingerprint
    made = "beliefs, models, analysis, settings, versions or the engine"
    return (
        [f"The fingerprint was {a} and is {b}: {made} differ in some way."]
        if a and b and a != b
        else []
    )
