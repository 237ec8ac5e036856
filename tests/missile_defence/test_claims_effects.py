"""How large the effects are that the case's claims speak of."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from stakes.assessment.claims import hold
from stakes.case.reading.module_loading import load_module

MEASURED = {
    "cost_too_high": (-100.0, 100.0),
    "avoids_race": (0.0, 20.0),
    "better_protection": (0.0, 10.0),
    "veto": (0.0, 1.0),
    "objection_refuted": (0.0, 1.0),
    "hot_potato": (0.0, 5.0),
    "still_difficult": (0.0, 1.0),
    "iran_ties": (0.0, 100.0),
    "tracking": (0.0, 1.0),
    "leak_too_costly": (-1.0, 100.0),  # a pass may end work that erodes
    "league_of_nations": (-1e5, 100.0),
    "not_now": (-200.0, 200.0),
}
SILENT = "no evidence of ours bears"


@pytest.fixture(scope="module")
def held(believed):
    case, fit = believed
    return hold(case, fit, case.profiles[case.default_profile].weights)


def test_every_testable_claim_says_how_large_its_effect_is(real_case):
    testable = {name for name, claim in real_case.claims.items() if claim.testable}
    assert {name for name, claim in real_case.claims.items() if claim.effect} == testable
    assert testable == set(MEASURED)


@pytest.mark.parametrize("name", MEASURED)
def test_an_effect_has_an_interval_with_errors(held, name):
    row = held.sel(claim=name)
    low, high = MEASURED[name]
    lower, median, upper = (float(row[f"effect_{k}"]) for k in ("lower", "median", "upper"))
    assert low <= lower <= median <= upper <= high
    nothing = lower == median == upper == 0 and name == "not_now"  # every type has the same best
    assert lower < upper or nothing
    for k in ("mean", "median", "upper"):
        assert float(row[f"effect_{k}_se"]) > 0 or (k == "median" and not median) or nothing
    assert (float(row["effect_given"]) < 1) == (name == "leak_too_costly")


def code(case):
    return load_module(case.root / "analysis" / "claims.py")


def is_positive(x):
    return float(x.mean() > 0)


def net(**by_option):
    """Net values by draw; what is not named is worth nothing."""
    options = ["keep_talking", "close_file", "go_alone", "transparency", "information_sharing"]
    size = len(next(iter(by_option.values())))
    rows = [np.array(by_option.get(o, [0.0] * size), float) for o in options]
    return xr.DataArray(np.array(rows)[:, None], {"option": options}, ("option", "chain", "draw"))


def test_the_effect_of_a_leak_is_measured_where_sharing_would_lead(real_case):
    worlds = {
        0.0: net(information_sharing=[1, 1, -1, 2]),
        3.0: net(information_sharing=[-1, 1, -2, -1]),
    }
    values = SimpleNamespace(what_if=lambda pass_entities, **_: worlds[pass_entities])
    found = code(real_case).leak_too_costly_effect({}, values).values[0]
    np.testing.assert_array_equal(found, [2.0, 0.0, np.nan, 3.0])


def test_what_knowing_the_type_adds_is_never_negative_on_average(real_case):
    """With three draws of each type it is what the best for each is worth over today's best."""
    kinds = xr.DataArray([[1.0, 1.0, 2.0, 2.0, 3.0, 3.0]], dims=("chain", "draw"))
    values = SimpleNamespace(
        net=net(transparency=[1, 2, 1, 1, -4, -2], information_sharing=[4, 4, -1, -9, -9, -9]),
        clearly=is_positive,
    )
    beliefs = {"moscow_type": kinds, "attack_rate": kinds * 0.0}
    claims = code(real_case)
    np.testing.assert_array_equal(
        claims.not_now_effect(beliefs, values).values[0], [4, 4, 1, 1, 0, 0]
    )  # today talking on is the best: 0 against 0, and sharing is worth less
    np.testing.assert_array_equal(claims.not_now(beliefs, values).values[0], [1, 1, 1, 1, 0, 0])


@pytest.mark.parametrize(
    "name", ["better_protection", "veto", "elections", "hot_potato", "tracking"]
)
def test_claims_on_which_no_evidence_bears_say_so(real_case, name):
    """No likelihood reaches any of their quantities."""
    claim = real_case.claims[name]
    assert SILENT in f"{claim.stated} {claim.reason}".lower()
