"""Small cases with faults in their files and code: a line for each, never a traceback.

A few here; ``scripts/mutated_cases.py`` alone puts ten thousand.
"""

from pathlib import Path

import mutated_cases
from stakes.case.case import open_case

COUNT, SEED = 100, 20261126


def test_no_fault_ends_in_a_traceback():
    came = list(mutated_cases.mutated(COUNT, SEED))
    assert [f"{what}\n{how}" for what, how in came if how not in mutated_cases.FINE] == []
    refused = sum(how == "refused" for _, how in came)
    assert COUNT / 3 < refused < COUNT


def test_a_traceback_would_be_seen(monkeypatch):
    def broken(root: Path) -> None:
        raise KeyError(open_case(root).title)

    monkeypatch.setattr(mutated_cases, "open_case", broken)
    ((_, came),) = mutated_cases.mutated(1, SEED)
    assert came.startswith("Traceback")
