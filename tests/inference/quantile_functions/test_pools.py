"""Pools of experts against closed forms of normals."""

import numpy as np
import pytest
from scipy.special import ndtr
from scipy.stats import norm

from stakes.case.beliefs.pooled import Pool
from stakes.case.priors import Quantity
from stakes.inference import jqpd
from stakes.inference.drawn.marginals import mean
from stakes.inference.quantile_functions.laws import law_of
from stakes.inference.quantile_functions.pools import linear, logarithmic
from stakes.inference.quantile_functions.scores import at_score, marginal_of

Z = np.linspace(-4, 4, 161)
MEANS, SDS, WEIGHTS = [0.0, 3.0, -1.0], [1.0, 2.0, 0.5], [0.5, 0.3, 0.2]
LAWS = [
    law_of({"family": "normal", "parameters": {"mu": m, "sigma": s}})
    for m, s in zip(MEANS, SDS, strict=True)
]


def precision_weighted():
    """A logarithmic pool of normals is normal: precisions add up by weight."""
    p = np.array(WEIGHTS) / np.array(SDS) ** 2
    return float(p @ MEANS / p.sum()), float(p.sum() ** -0.5)


def quantity(rule, weights=WEIGHTS):
    experts = {
        f"e{i}": {"weight": w, "distribution": {"name": "normal", "mu": m, "sigma": s}}
        for i, (w, m, s) in enumerate(zip(weights, MEANS, SDS, strict=True))
    }
    return Quantity.model_validate(
        {
            "id": "x", "topic": "t", "label": "X", "unit": "m", "rationale": "r", "grade": "D",
            "basis": "expert judgement", "bounds": [-np.inf, np.inf],
            "pooled": {"rule": rule, "experts": experts},
        }
    )  # fmt: skip


def test_a_linear_pool_of_normals_is_their_mixture():
    x = linear(LAWS, WEIGHTS, Z)
    mixed = sum(w * norm.cdf(x, m, s) for w, m, s in zip(WEIGHTS, MEANS, SDS, strict=True))
    np.testing.assert_allclose(mixed, ndtr(Z), atol=1e-12)


def test_a_logarithmic_pool_of_normals_is_normal():
    mu, sd = precision_weighted()
    np.testing.assert_allclose(logarithmic(LAWS, WEIGHTS, Z), mu + sd * Z, atol=2e-4)


@pytest.mark.parametrize("rule", ["linear", "logarithmic"])
def test_pools_as_quantities_have_them(rule):
    marginal = marginal_of(quantity(rule), (-np.inf, np.inf))
    if rule == "linear":
        assert mean(marginal) == pytest.approx(float(np.dot(WEIGHTS, MEANS)), abs=1e-5)
    else:
        mu, sd = precision_weighted()
        assert mean(marginal) == pytest.approx(mu, abs=1e-4)
        np.testing.assert_allclose(at_score(marginal, Z), mu + sd * Z, atol=1e-3)


def test_exchanged_weights_would_be_found_out():
    mu, _ = precision_weighted()
    assert abs(mean(marginal_of(quantity("logarithmic", WEIGHTS[::-1]), ())) - mu) > 0.1


def test_equal_experts_are_what_each_of_them_says():
    p = jqpd.parameters([1.0, 2.0, 5.0], [0, np.inf])
    law = law_of({"jqpd": [p.lower, p.upper, p.skew, p.centre, p.scale, p.shape]})
    for pool, off in ((linear, 1e-9), (logarithmic, 1e-3)):
        np.testing.assert_allclose(pool([law, law], [0.3, 0.7], Z), law.at(Z), rtol=off)


def test_a_density_of_three_quantiles_integrates_to_its_shares():
    p = jqpd.parameters([0.1, 0.3, 0.9], [0, 1])
    law = law_of({"jqpd": [p.lower, p.upper, p.skew, p.centre, p.scale, p.shape]})
    x = np.linspace(0.1, 0.9, 20_001)
    assert np.trapezoid(np.exp(law.log_density(x)), x) == pytest.approx(0.9, abs=1e-4)
    assert np.isneginf(law.log_density(np.array([-0.1, 1.1]))).all()


def test_a_pool_is_at_least_two_experts():
    with pytest.raises(ValueError, match="two or more"):
        Pool.model_validate(
            {"rule": "linear", "experts": {"a": {"weight": 1.0, "quantiles": [1, 2, 3]}}}
        )
