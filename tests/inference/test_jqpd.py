"""Johnson quantile-parameterised distributions: quantiles met exactly, for whatever three numbers
are given.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from stakes.inference import jqpd

TRIPLETS = [
    ([0.0005, 0.013, 0.12], [0, np.inf]),
    ([0.002, 0.05, 0.30], [0, 1]),
    ([0.10, 0.40, 0.85], [0, 1]),
    ([2, 12, 150], [0, 1500]),
    ([1.2, 3, 10], [1, np.inf]),
    ([0.25, 0.5, 0.75], [0, 1]),
    ([1.0, 10.0, 100.0], [0, np.inf]),
]
LEVELS = np.array(jqpd.LEVELS)


@pytest.mark.parametrize(("quantiles", "bounds"), TRIPLETS)
def test_quantiles_are_met_exactly(quantiles, bounds):
    p = jqpd.parameters(quantiles, bounds)
    np.testing.assert_allclose(jqpd.quantile(p, LEVELS), quantiles, rtol=1e-9)
    np.testing.assert_allclose(jqpd.distribution(p, np.array(quantiles)), LEVELS, atol=1e-9)


@pytest.mark.parametrize(("quantiles", "bounds"), TRIPLETS)
def test_density_integrates_to_one_inside_the_bounds(quantiles, bounds):
    p = jqpd.parameters(quantiles, bounds)
    inside, _ = quad(
        lambda z: norm.pdf(z) * (bounds[0] < jqpd.transform(p, z) < bounds[1]), -5, 5, limit=200
    )
    assert inside == pytest.approx(1, abs=1e-5)


rising = (
    st.lists(st.floats(0.001, 0.999), min_size=3, max_size=3, unique=True)
    .map(sorted)
    .filter(lambda q: min(np.diff(q)) > 1e-3)
)


@given(rising, st.sampled_from([1.0, np.inf]))
@settings(max_examples=200, deadline=None)
def test_any_rising_triplet_is_met_and_the_quantile_function_rises(quantiles, upper):
    p = jqpd.parameters(quantiles, [0.0, upper])
    np.testing.assert_allclose(jqpd.distribution(p, np.array(quantiles)), LEVELS, atol=1e-6)
    assert np.all(np.diff(jqpd.quantile(p, np.linspace(0.01, 0.99, 50))) > 0)


def test_the_symmetric_case_is_the_limit_of_its_neighbours():
    z = np.linspace(-3, 3, 25)
    exact = jqpd.transform(jqpd.parameters([0.25, 0.5, 0.75], [0, 1]), z)
    near = jqpd.transform(jqpd.parameters([0.25, 0.5, 0.750001], [0, 1]), z)
    np.testing.assert_allclose(exact, near, atol=1e-4)


def test_several_are_transformed_at_once_as_each_alone():
    several = [jqpd.parameters(q, b) for q, b in TRIPLETS if np.isfinite(b[1])]
    z = np.linspace(-1, 1, len(several))
    together = jqpd.transform(jqpd.stack(several), z)
    np.testing.assert_allclose(
        together, [jqpd.transform(p, zi) for p, zi in zip(several, z, strict=True)]
    )


@pytest.mark.parametrize(
    "quantiles", [[0.5, 0.2, 0.9], [0.0, 0.5, 0.9], [0.1, 0.5, 1.0], [0.2, 0.2, 0.3]]
)
def test_triplets_that_do_not_rise_inside_the_bounds_are_refused(quantiles):
    with pytest.raises(ValueError, match="rise strictly inside the bounds"):
        jqpd.parameters(quantiles, [0, 1])
