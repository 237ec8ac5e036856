"""Log densities of states: to any power, they weigh states as a refit under that power would."""

import numpy as np
import pytest
import xarray as xr
from scipy import stats

from stakes.case.priors import Quantity
from stakes.decision.draws.importance_weights import weighted_mean, weights
from stakes.inference.log_densities import log_prior

SEEDS, POWERS = [1, 2, 3], [0.67, 0.8, 1.25, 1.5]
SHAPE, WIDE = (4, 5_000), 0.3


def quantity(**within):
    states = {
        "narrow": {"label": "narrow", "weight": 1 - WIDE, **within["narrow"]},
        "wide": {"label": "wide", "weight": WIDE, **within["wide"]},
    }
    return Quantity(
        id="q", topic="t", label="l", unit="ratio", rationale="r", grade="D",
        basis="expert judgement", sources=(), states=states, bounds=(-np.inf, np.inf),
    )  # fmt: skip


def normal(sigma):
    return {"distribution": {"name": "normal", "mu": 1.0, "sigma": sigma}}


def posterior(seed, narrow, wide):
    """Draws of the marginal model: the numbers of both states, and which of them holds."""
    rng = np.random.default_rng(seed)
    dims = ("chain", "draw")
    return xr.Dataset(
        {
            "q_narrow": (dims, rng.normal(1.0, narrow, SHAPE)),
            "q_wide": (dims, rng.normal(1.0, wide, SHAPE)),
            "q_state": (dims, (rng.random(SHAPE) < WIDE).astype("int8")),
            "q_state_probability": (
                (*dims, "q_level"),
                np.broadcast_to([1 - WIDE, WIDE], (*SHAPE, 2)),
            ),
        }
    )


@pytest.fixture
def narrow_and_wide():
    return quantity(narrow=normal(0.01), wide=normal(1.0))


def under(draws, q, power):
    """Probability of the wide state under a power of its prior, with its error."""
    logs = log_prior(draws, {"q": q})["q"].transpose("chain", "draw")
    w = weights((power - 1) * logs.to_numpy())
    return weighted_mean(draws["q_state"].to_numpy().astype(float), w)


@pytest.mark.parametrize("power", POWERS)
@pytest.mark.parametrize("seed", SEEDS)
def test_states_weigh_by_their_own_weights_whatever_is_within(seed, power, narrow_and_wide):
    found = under(posterior(seed, 0.01, 1.0), narrow_and_wide, power)
    truth = WIDE**power / (WIDE**power + (1 - WIDE) ** power)
    assert abs(found.mean - truth) < 4 * found.error


@pytest.mark.parametrize("power", POWERS)
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_within_is_raised_to_the_power(seed, power, narrow_and_wide):
    draws = posterior(seed, 0.01, 1.0)
    logs = log_prior(draws, {"q": narrow_and_wide})["q"].transpose("chain", "draw")
    w = weights((power - 1) * logs.to_numpy())
    found = weighted_mean((draws["q_wide"].to_numpy() - 1.0) ** 2, w)
    assert abs(found.mean - 1 / power) < 4 * found.error  # a normal's variance


def test_the_density_of_the_drawn_state_alone_would_hang_on_its_width():
    draws = posterior(1, 0.01, 1.0)
    state = draws["q_state"].to_numpy()
    within = np.where(
        state == 1,
        np.log(WIDE) + stats.norm.logpdf(draws["q_wide"], 1.0, 1.0),
        np.log(1 - WIDE) + stats.norm.logpdf(draws["q_narrow"], 1.0, 0.01),
    )
    found = weighted_mean(state.astype(float), weights(0.5 * within))
    truth = WIDE**1.5 / (WIDE**1.5 + (1 - WIDE) ** 1.5)
    assert abs(found.mean - truth) > 10 * found.error  # a sabotaged twin
