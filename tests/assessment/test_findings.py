"""Everything a report shows: what is worked out in a process of its own is waited for."""

from contextlib import contextmanager
from types import SimpleNamespace

import xarray as xr

from stakes.assessment import findings


def test_a_process_beside_is_asked_while_it_lives(monkeypatch):
    """After it has been ended, all of its work would be done again here."""
    lives = []

    @contextmanager
    def beside(work, *given):
        lives.append(True)
        yield lambda: (work, *lives)
        lives.clear()

    for name, made_up in {
        "beside": beside,
        "LARGE": 0,
        "processors": lambda: 2,
        "net_value": lambda parts, weights: parts,
        "leading": lambda means: ("a", "b"),
        "drivers": lambda *given: None,
        "examine": lambda *given: None,
    }.items():
        monkeypatch.setattr(findings, name, made_up)
    value = xr.DataArray([0.0], {"option": ["a"]}, "option")
    asked = SimpleNamespace(case=None, fit=None, weights={}, ready=["a"], means=value, parts=value)
    assert findings._examined(asked, {}, None)[0] == (findings.inform, True)
