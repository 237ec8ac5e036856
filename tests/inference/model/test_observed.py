"""Likelihoods that run in plain PyMC run in a case: their log densities, and what they are raised
to, are those of the model.
"""

import numpy as np
import pymc as pm
import pytensor
import pytest
from pymc.exceptions import ImputationWarning
from pytensor.graph.replace import graph_replace
from scipy import stats

from stakes.inference.model.observed import observed, values_of_observed
from stakes.inference.model.powers import EVIDENCE, PRIOR, add_powers, register_densities

SEEN = np.array([0.3, 0.5, 2.0, 1.0])
AT = 0.4  # the value of the parameter


def _censored(m):
    return pm.Censored("y", pm.Exponential.dist(scale=m, shape=4), None, 2.0, observed=SEEN)


def _truncated(m):
    return pm.Truncated("y", pm.Normal.dist(m, 1.0), lower=0.0, observed=SEEN)


def _truncated_normal(m):
    return pm.TruncatedNormal("y", m, 1.0, lower=0.0, observed=SEEN)


def _walk(m):
    start = pm.Normal.dist(0.0, 1.0)
    return pm.GaussianRandomWalk("y", mu=m, sigma=1.0, init_dist=start, observed=SEEN)


def _custom(m):
    def shifted(centre, size):
        return pm.Normal.dist(centre, 1.0, size=size) + 1.0

    return pm.CustomDist("y", m, dist=shifted, observed=SEEN)


def _missing(m):
    with pytest.warns(ImputationWarning):
        return pm.Normal("y", m, 1.0, observed=np.array([0.3, np.nan, 0.5, 2.0, 1.0]))


TRUTH = {
    _censored: stats.expon.logpdf(SEEN[SEEN < 2], scale=AT).sum() + stats.expon.logsf(2, scale=AT),
    _truncated: stats.truncnorm.logpdf(SEEN, -AT, np.inf, AT, 1.0).sum(),
    _truncated_normal: stats.truncnorm.logpdf(SEEN, -AT, np.inf, AT, 1.0).sum(),
    _walk: stats.norm.logpdf([SEEN[0], *(np.diff(SEEN) - AT)]).sum(),
    _custom: stats.norm.logpdf(SEEN - 1.0, AT, 1.0).sum(),
    _missing: stats.norm.logpdf(SEEN, AT, 1.0).sum(),
}


def _model(likelihood):
    with pm.Model() as model:
        score = pm.Normal("m_z", 0.0, 1.0)
        likelihood(pm.Deterministic("m", pm.math.exp(score)))  # as a quantity is, of a score
    register_densities(model)
    return model


@pytest.mark.parametrize("likelihood", TRUTH)
def test_the_log_likelihood_recorded_is_that_of_the_evidence(likelihood):
    model = _model(likelihood)
    score = model["m_z"].type()
    (found,) = graph_replace([model["y_loglik"]], {model["m_z"]: score}, strict=False)
    assert found.eval({score: np.log(AT)}) == pytest.approx(TRUTH[likelihood], rel=1e-6)


@pytest.mark.parametrize("likelihood", TRUTH)
def test_evidence_is_raised_to_a_power_and_its_gradient_is_finite(likelihood):
    model = _model(likelihood)
    free = [v for v in model.free_RVs if v.name != "m_z"]  # what is missing
    topics = {"y": "lives"}
    add_powers(model, {"m_z": "lives"}, topics, ["lives"])
    start = model.initial_point() | {"m_z": np.array(np.log(AT))}
    at = [model.rvs_to_values[model["m_z"]], *(model.rvs_to_values[v] for v in free)]
    scaled = [v for v in model.potentials if v.name == "y_scaled"]
    total = _compiled(model, model.logp(vars=scaled), at)
    slope = _compiled(model, pytensor.grad(model.logp(), at[0]), at)
    point = {v.name: start[v.name] for v in at}
    assert total(point) == 0
    model.set_data(EVIDENCE, np.array([3.0]))
    model.set_data(PRIOR, np.array([1.0]))
    assert total(point) == pytest.approx(2 * TRUTH[likelihood], rel=1e-6)
    assert np.isfinite(slope(point))


def _compiled(model, of, inputs):
    return model.compile_fn(of, inputs=inputs, mode="FAST_COMPILE", on_unused_input="ignore")


def test_what_was_observed_bears_the_name_that_the_file_gave_it():
    model = _model(_missing)
    assert list(observed(model)) == ["y"]
    np.testing.assert_array_equal(values_of_observed(model)["y"], SEEN)
