"""Drawn states: recovered from the marginal model by Bayes' rule, and the quantities that hang on
them.
"""

import numpy as np
import pytest
import xarray as xr

from stakes.case.priors import Quantity
from stakes.inference.states import pick, recover

DRAWS = 40_000


def quantity(**form):
    return Quantity(
        id="q",
        topic="t",
        label="l",
        unit="ratio",
        rationale="r",
        grade="D",
        basis="expert judgement",
        sources=(),
        **form,
    )


@pytest.fixture
def schools():
    return quantity(
        states={
            "low": {"label": "low", "weight": 0.3, "value": 1.0},
            "high": {"label": "high", "weight": 0.7, "value": 5.0},
        }
    )


@pytest.fixture
def draws():
    by_state = np.broadcast_to([1.0, 5.0], (2, DRAWS // 2, 2))
    return xr.Dataset(
        {"q_by_state": (("chain", "draw", "q_level"), by_state)},
        coords={"q_level": ["low", "high"]},
    )


def test_without_evidence_states_come_by_their_weights(schools, draws):
    state = recover(draws, {"q": schools}, seed=1)["q_state"]
    assert abs(float(state.mean()) - 0.7) < 4 * np.sqrt(0.21 / DRAWS)
    assert state.attrs["flag_meanings"] == "low high"


@pytest.mark.parametrize("ratio", [0.2, 3.0])
def test_evidence_moves_them_by_bayes_rule(schools, draws, ratio):
    log = xr.DataArray(
        np.broadcast_to([0.0, np.log(ratio)], (2, DRAWS // 2, 2)), dims=("chain", "draw", "q_level")
    )
    state = recover(draws.assign(q_state_loglik=log), {"q": schools}, seed=1)["q_state"]
    truth = 0.7 * ratio / (0.3 + 0.7 * ratio)
    assert abs(float(state.mean()) - truth) < 4 * np.sqrt(truth * (1 - truth) / DRAWS)
    assert abs(0.7 - truth) > 8 * np.sqrt(0.21 / DRAWS)  # the prior alone would fail this test


def test_the_quantity_takes_the_value_of_its_state(schools, draws):
    found = recover(draws, {"q": schools}, seed=1)
    xr.testing.assert_equal(found["q"], xr.where(found["q_state"] == 1, 5.0, 1.0))
    xr.testing.assert_equal(
        pick(draws["q_by_state"], xr.zeros_like(found["q_state"])), xr.ones_like(found["q"])
    )


def test_events_are_zero_or_one(draws):
    found = recover(draws, {"e": quantity(probability=0.1)}, seed=3)["e"]
    assert set(np.unique(found)) == {0.0, 1.0}
    assert abs(float(found.mean()) - 0.1) < 4 * np.sqrt(0.09 / DRAWS)


def test_a_settled_event_is_certain(draws):
    log = xr.DataArray(
        np.broadcast_to([-1e6, 0.0], (2, DRAWS // 2, 2)), dims=("chain", "draw", "e_level")
    )
    assert (
        float(
            recover(draws.assign(e_state_loglik=log), {"e": quantity(probability=0.1)}, seed=3)[
                "e"
            ].min()
        )
        == 1.0
    )


def test_each_state_has_a_stream_of_its_own_and_the_seed_fixes_it(schools, draws):
    two = draws.assign(r_by_state=draws["q_by_state"].rename(q_level="r_level"))
    both = recover(two, {"q": schools, "r": schools}, seed=1)
    assert abs(float(xr.corr(both["q_state"].astype(float), both["r_state"].astype(float)))) < 0.03
    xr.testing.assert_identical(recover(draws, {"q": schools}, seed=1)["q_state"], both["q_state"])
    assert not both["q_state"].equals(recover(draws, {"q": schools}, seed=2)["q_state"])
