"""Coordinates of a scale: there and back, their volume, and the same distribution."""

import numpy as np
import pymc as pm
import pytest
from scipy import stats

from stakes.inference.model.coordinates import ExponentialOfNormal, half_normal

Z = np.linspace(-9.0, 9.0, 37)


@pytest.fixture(scope="module")
def transform():
    return ExponentialOfNormal(0.7)


def test_it_is_the_quantile_of_an_exponential(transform):
    x = transform.backward(Z).eval()
    np.testing.assert_allclose(x, -0.7 * stats.norm.logsf(Z), rtol=1e-9)


def test_there_and_back(transform):
    z = Z[(Z > -5) & (Z < 5)]
    np.testing.assert_allclose(transform.forward(transform.backward(z)).eval(), z, atol=1e-6)


def test_volume_is_that_of_its_slope(transform):
    step = 1e-5
    ends = (transform.backward(Z + side * step).eval() for side in (1, -1))
    slope = np.subtract(*ends) / (2 * step)
    np.testing.assert_allclose(transform.log_jac_det(Z).eval(), np.log(slope), atol=1e-5)


def test_far_out_all_is_finite(transform):
    z = np.array([-30.0, -15.0, 15.0, 30.0])
    assert np.isfinite(transform.log_jac_det(z).eval()).all()
    assert np.isfinite(transform.backward(z).eval()).all()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_sampled_is_half_normal(seed):
    with pm.Model() as model:
        half_normal("s", 0.7)
    import nutpie

    trace = nutpie.sample(
        nutpie.compile_pymc_model(model), draws=2000, tune=500, chains=4, cores=1, seed=seed,
        save_warmup=False, progress_bar=False,
    )  # fmt: skip
    x = trace.posterior["s"].to_numpy()[:, ::4].ravel()
    assert stats.kstest(x, stats.halfnorm(scale=0.7).cdf).pvalue > 1e-3
