"""Priors and likelihoods of a model raised to powers: against log densities by hand."""

import numpy as np
import pymc as pm
import pytensor.tensor as pt
import pytest
from scipy import stats
from scipy.special import logsumexp

from stakes.inference.model.powers import EVIDENCE, PRIOR, add_powers
from stakes.inference.states import LIKELIHOOD, WEIGHT

SEEN, CREDENCE = np.array([1, 2]), np.array([0.3, 0.7])


def by_hand(x, prior=1.0, evidence=1.0):
    """Log density of `made`, with the prior of topic ``a`` and the evidence on ``b`` to powers."""
    states = np.array([x, -x])
    return (
        prior * stats.norm.logpdf(x)
        + evidence * stats.poisson.logpmf(SEEN, np.exp(x)).sum()
        + logsumexp(np.log(CREDENCE) + evidence * states)
    )


@pytest.fixture(scope="module")
def made():
    with pm.Model() as model:
        x = pm.Normal("x", 0.0, 1.0)
        pm.Poisson("count", pt.exp(x), observed=SEEN)
        weight = pm.Deterministic(f"school{WEIGHT}", pt.as_tensor(CREDENCE))
        likelihood = pm.Deterministic(f"school{LIKELIHOOD}", pt.stack([x, -x]))
        pm.Potential("school", pm.math.logsumexp(pt.log(weight) + likelihood).sum())
    add_powers(model, {"x": "a"}, {"count": "b", "school": "b"}, ["a", "b", "c"])
    return model, model.compile_logp(mode="FAST_COMPILE")


@pytest.mark.parametrize("x", [-0.7, 0.0, 1.3])
@pytest.mark.parametrize(("prior", "evidence"), [(1.0, 1.0), (0.5, 1.0), (1.0, 2.0), (0.8, 1.25)])
def test_densities_are_raised_to_the_powers_of_their_topics(made, x, prior, evidence):
    model, density = made
    with model:
        pm.set_data({PRIOR: [prior, 1.0, 9.0], EVIDENCE: [9.0, evidence, 9.0]})
    assert float(density({"x": x})) == pytest.approx(by_hand(x, prior, evidence), rel=1e-9)
