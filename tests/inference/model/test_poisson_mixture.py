"""Counts whose rate hangs on a state: the mixture, and replicates under the state that holds."""

from types import SimpleNamespace

import numpy as np
import pymc as pm
import pytest
from scipy import stats

from stakes import poisson_by_state
from stakes.inference.model.poisson_mixture import _mixture_random

SCHOOLS = {"rate": SimpleNamespace(weights={"low": 0.7, "high": 0.3})}
RATES = np.array([[0.2, 0.5, 0.0], [3.0, 1.5, 0.0]])


@pytest.fixture
def model():
    with pm.Model(coords={"rate_level": ["low", "high"]}) as made:
        poisson_by_state(SCHOOLS, "rate", "events", RATES, np.array([2, 1, 0]))
    return made


def test_likelihood_is_the_mixture_of_independent_counts(model):
    by_state = stats.poisson(RATES[:, :2]).logpmf([2, 1]).sum(axis=1)
    np.testing.assert_allclose(model["rate_state_loglik"].eval(), by_state, rtol=1e-12)
    mixture = np.log(np.exp(by_state) @ [0.7, 0.3])
    assert model.compile_logp()({}) == pytest.approx(mixture, rel=1e-12)


@pytest.mark.parametrize(("state", "seed"), [(0, 1), (1, 1), (0, 2), (1, 2)])
def test_replicates_come_from_the_state_that_holds(model, state, seed):
    weights = np.eye(2)[state]  # as where replicates are drawn
    rng = np.random.default_rng(seed)
    drawn = np.array([_mixture_random(RATES, weights, rng) for _ in range(4000)])
    error = np.sqrt(RATES[state] / 4000)
    assert (np.abs(drawn.mean(axis=0) - RATES[state]) <= 4 * error).all()
