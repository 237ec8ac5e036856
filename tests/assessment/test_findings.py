"""Everything a report shows: what is worked out in a process of its own is waited for."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest
import xarray as xr

from stakes.assessment import findings


def test_a_process_beside_is_asked_while_it_lives(monkeypatch):
    """After it has been ended, all of its work would be done again here."""
    lives = []

    @contextmanager
    def alongside(large, work, *given):
        assert large
        lives.append(True)
        yield lambda: ((work, *lives), SimpleNamespace())
        lives.clear()

    for name, made_up in {
        "alongside": alongside,
        "LARGE": 0,
        "hold": lambda *given: None,
        "examine": lambda *given: SimpleNamespace(),
        "Sensitivity": lambda **parts: parts,
        "given_agreement": lambda v: "agreed",
        "chances_of_agreement": lambda v: "in force",
        "simulated_futures": lambda *given: "futures",
    }.items():
        monkeypatch.setattr(findings, name, made_up)
    value = xr.DataArray([0.0], {"option": ["a"]}, "option")
    asked = SimpleNamespace(parts=value, case=None, fit=None, weights=None, reviewed=None)
    information, _, alone = findings._looked_into(asked, asked, {})
    assert information == (findings._learned, True)
    assert alone == ("agreed", "in force", "futures")


@pytest.mark.parametrize(
    ("until", "found"), [(None, (0.75, pytest.approx(0.05))), ("2012-01-01", (None, 0.0))]
)
def test_what_comes_to_the_same_counts_as_the_best(until, found):
    value = xr.DataArray([[1.0, 1.0], [1.0, 1.0], [0.0, 3.0]], dims=("option", "sample"))
    value = value.assign_coords(option=["a", "b", "c"])
    numbers = {"p_best": ("option", [0.5, 0.25, 0.25]), "p_best_mcse": ("option", [0.03, 0.04, 0])}
    table = xr.Dataset(numbers | {"best": "a"}, {"option": ["a", "b", "c"]})
    case = SimpleNamespace(options={"a": SimpleNamespace(until=until)})
    assert findings._best_of_all(case, value, table) == found
