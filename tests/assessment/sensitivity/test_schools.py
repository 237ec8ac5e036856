"""Draws conditioned on what a school takes for true."""

import numpy as np
import pytest
import xarray as xr

from stakes.assessment.sensitivity.schools import conditioned
from stakes.inference.states import HOME, PROBABILITY, STATE


@pytest.mark.slow
@pytest.mark.parametrize("state", [0, 1, 2])
def test_a_school_with_evidence_conditions_its_own_topic_and_leaves_the_others(real_fit, state):
    draws = real_fit["posterior"].to_dataset()
    given, left = conditioned(draws, {"pass_policy": state})
    share = draws[f"pass_policy{PROBABILITY}"].isel(pass_policy_level=state, drop=True)
    assert left == pytest.approx(float(share.sum() ** 2 / (share**2).sum()))
    xr.testing.assert_equal(given["failed_politics"], draws["failed_politics"])
    holds = draws[f"pass_policy{STATE}"] == state
    for name in ("pass_entities", "detect_lag"):  # the mean of the draws in which the state holds
        among = draws[name].where(holds)
        error = float(among.std()) / left**0.5
        assert abs(float(given[name].mean()) - float(among.mean())) < 4 * error
    after = given[f"pass_policy{PROBABILITY}"].isel(pass_policy_level=state)
    rounding = (
        0.5 * float(share.std()) / share.size**0.5
    )  # a draw is kept once more or not, at most a coin's throw
    assert abs(float(after.mean()) - float((share**2).sum() / share.sum())) < 4 * rounding


@pytest.mark.slow
def test_a_school_that_the_evidence_rules_out_leaves_no_draw(real_fit):
    draws = real_fit["posterior"].to_dataset()
    name = f"pass_policy{PROBABILITY}"
    level = draws["pass_policy_level"] == draws["pass_policy_level"][1]
    ruled_out = draws.assign({name: draws[name].where(~level, 0.0).assign_attrs(draws[name].attrs)})
    given, left = conditioned(ruled_out, {"pass_policy": 1})
    assert left == 0
    xr.testing.assert_identical(given, ruled_out)
    assert conditioned(ruled_out, {"pass_policy": 0})[1] > 200


@pytest.mark.slow
def test_topics_are_independent_given_their_evidence(real_fit):
    """What lets a structure, or a school, be fitted by its own topic: no correlation between files
    beyond chance.
    """
    draws = real_fit["posterior"].to_dataset()
    pairs = [
        ("pass_policy", "failed_politics"),
        ("work_level", "attack_rate"),
        ("moscow_switch", "pass_policy"),
    ]
    for a, b in pairs:
        assert draws[a].attrs[HOME] != draws[b].attrs[HOME]
        x = (draws[n].isel(set=0, missing_dims="ignore").values.ravel() for n in (a, b))
        r = np.corrcoef(*(np.argsort(np.argsort(one)) for one in x))[0, 1]
        assert abs(r) < 5 / np.sqrt(2000)
