"""Beliefs as functions of a normal score: the quantiles of scipy, PyTensor's graph, and means."""

import json

import numpy as np
import pytensor
import pytensor.tensor as pt
import pytest
from scipy import stats
from scipy.special import ndtr

from stakes.case.beliefs.states import State
from stakes.inference.drawn.marginals import mean, quantile, raised
from stakes.inference.quantile_functions.scores import at_score, marginal_of, score_alone

Z = np.linspace(-5, 5, 401)
WIDE = (-np.inf, np.inf)


def belief(**distribution):
    return State.model_validate({"label": "x", "weight": 1.0, "distribution": distribution})


def of(**distribution):
    return marginal_of(belief(**distribution), WIDE)


def cut(law, low, high):
    """Quantiles of a truncated distribution, as scipy has them."""
    return lambda z: law.ppf(law.cdf(low) + (law.cdf(high) - law.cdf(low)) * ndtr(z))


CONTINUOUS = {
    "truncated normal": (
        {"name": "normal", "mu": 1.0, "sigma": 2.0, "between": (0.0, 3.0)},
        stats.truncnorm(-0.5, 1.0, 1.0, 2.0),
    ),
    "normal above 0": (
        {"name": "normal", "mu": -1.0, "sigma": 1.0, "between": (0.0, np.inf)},
        stats.truncnorm(1.0, np.inf, -1.0, 1.0),
    ),
    "normal far out": (
        {"name": "normal", "mu": 0.0, "sigma": 1.0, "between": (4.0, 4.7)},
        stats.truncnorm(4.0, 4.7),
    ),
    "student": ({"name": "student_t", "nu": 4.0, "mu": 1.0, "sigma": 2.0}, stats.t(4, 1, 2)),
    "weibull": ({"name": "weibull", "alpha": 1.7, "beta": 3.0}, stats.weibull_min(1.7, scale=3)),
    "pert": (
        {"name": "pert", "lower": 2.0, "upper": 10.0, "mode": 4.0},
        stats.beta(2, 4, 2, 8),
    ),
    "triangular": (
        {"name": "triangular", "lower": 0.0, "upper": 4.0, "mode": 1.0},
        stats.triang(0.25, 0, 4),
    ),
    "scaled beta": (
        {"name": "scaled_beta", "alpha": 2.0, "beta": 3.0, "lower": -1.0, "upper": 1.0},
        stats.beta(2, 3, -1, 2),
    ),
}
DISCRETE = {
    "poisson": ({"name": "poisson", "mu": 3.5}, stats.poisson(3.5)),
    "binomial": ({"name": "binomial", "n": 7, "p": 0.3}, stats.binom(7, 0.3)),
    "negative binomial": (
        {"name": "negative_binomial", "mu": 4.0, "alpha": 2.0},
        stats.nbinom(2, 1 / 3),
    ),
    "geometric": ({"name": "geometric", "p": 0.2}, stats.geom(0.2)),
    "uniform": ({"name": "discrete_uniform", "lower": 2, "upper": 6}, stats.randint(2, 7)),
}


@pytest.mark.parametrize("name", CONTINUOUS)
def test_values_at_scores_are_quantiles(name):
    given, law = CONTINUOUS[name]
    x = at_score(of(**given), Z)
    kinked = name == "triangular"  # between points of the table
    np.testing.assert_allclose(law.cdf(x), ndtr(Z), atol=2e-6 if kinked else 2e-8)
    assert (np.diff(x) > 0).all()
    assert mean(of(**given)) == pytest.approx(float(law.mean()), rel=1e-6)


@pytest.mark.parametrize("name", DISCRETE)
def test_values_at_scores_of_counts(name):
    given, law = DISCRETE[name]
    u = (np.arange(999) + 0.5) / 999
    np.testing.assert_array_equal(quantile(of(**given), u), law.ppf(u))
    assert mean(of(**given)) == pytest.approx(float(law.mean()), rel=1e-9)


def test_a_few_values_with_their_probabilities():
    marginal = of(name="discrete", values=(0.0, 2.5, 10.0), weights=(0.5, 0.25, 0.25))
    u = np.array([0.1, 0.49, 0.51, 0.74, 0.76])
    assert quantile(marginal, u).tolist() == [0.0, 0.0, 2.5, 2.5, 10.0]
    assert mean(marginal) == pytest.approx(3.125)


@pytest.mark.parametrize("name", [*CONTINUOUS, *DISCRETE])
def test_the_graph_is_the_same_function(name):
    given, _ = {**CONTINUOUS, **DISCRETE}[name]
    marginal, z = of(**given), pt.dscalar()
    value = pytensor.function([z], at_score(marginal, z, pt), mode="FAST_COMPILE")
    np.testing.assert_allclose(
        [value(at) for at in Z[::20]], at_score(marginal, Z[::20]), rtol=1e-12
    )


@pytest.mark.parametrize("name", ["truncated normal", "student", "pert"])
def test_the_graph_has_the_slope_of_the_function(name):
    marginal, z = of(**CONTINUOUS[name][0]), pt.dscalar()
    slope = pytensor.function([z], pt.grad(at_score(marginal, z, pt), z), mode="FAST_COMPILE")
    at, h = Z[5:-5:23], 1e-5
    near = (at_score(marginal, at + h) - at_score(marginal, at - h)) / (2 * h)
    np.testing.assert_allclose([slope(x) for x in at], near, rtol=1e-3, atol=1e-6)


def test_a_power_narrows_the_score_and_a_file_holds_all():
    marginal = of(**CONTINUOUS["student"][0])
    again = json.loads(json.dumps(raised(marginal, 4.0)))
    np.testing.assert_allclose(quantile(again, ndtr(Z)), at_score(marginal, Z / 2), rtol=1e-6)
    counts = raised(of(name="poisson", mu=3.5), 4.0)
    u = (np.arange(20_000) + 0.5) / 20_000
    assert quantile(counts, u).mean() == pytest.approx(mean(counts), abs=1e-3)
    np.testing.assert_allclose(quantile(score_alone(4.0), ndtr(Z)), Z / 2, atol=1e-6)


def test_another_truncation_would_be_found_out():
    x = at_score(of(name="normal", mu=1.0, sigma=2.0, between=(0.0, 3.1)), Z)
    law = CONTINUOUS["truncated normal"][1]
    assert np.abs(law.cdf(np.minimum(x, 3)) - ndtr(Z)).max() > 1e-3
