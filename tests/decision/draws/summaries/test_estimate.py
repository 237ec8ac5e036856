import numpy as np
import pytest

from made_up.chains import ar1
from stakes.decision.draws.standard_errors.means import ess, standard_error
from stakes.decision.draws.summaries.estimate import Estimate, estimate, scale_of, stacked

SERIES = {
    "independent": np.random.default_rng(1).normal(3, 2, 500),
    "chains": 1 + ar1(np.random.default_rng(2), 0.8, (4, 500)),
    "long tail": np.exp(2 * np.random.default_rng(3).normal(size=2000)),
    "sets": ar1(np.random.default_rng(4), 0.5, (4, 200))[..., None]
    + np.random.default_rng(5).normal(size=(4, 200, 8)),
}


@pytest.mark.parametrize("kind", SERIES)
def test_a_mean_and_the_error_that_goes_with_it(kind):
    x = SERIES[kind]
    found = estimate(x)
    assert found.mean == pytest.approx(x.mean())
    assert found.sd == pytest.approx(x.std(ddof=1))
    assert found.ess == pytest.approx(ess(x))
    assert found.error == pytest.approx(standard_error(x))


def test_a_spread_that_is_only_rounding_is_none():
    x = 1e-12 * np.random.default_rng(1).normal(size=100)
    assert estimate(x).sd > 0
    found = estimate(x, scale=1e6)
    assert found.sd == 0
    assert found.error == 0
    assert found.ess == 100


def test_several_are_stacked_by_option():
    found = stacked([Estimate(1.0, 2.0, 4.0), Estimate(5.0, 0.0, 9.0, 2.0)])
    np.testing.assert_array_equal(found.mean, [1, 5])
    np.testing.assert_array_equal(found.error, [1, 0])
    np.testing.assert_array_equal(found.wider, [1, 2])


def test_a_scale_is_how_far_from_0_values_lie():
    assert scale_of([(1.0, 0.5), (-3.0, 0.25), (2.0, 1.0)]) == 3.25
