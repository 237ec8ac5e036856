"""How much less the products of a regression know in chains."""

import numpy as np
import pytest

from made_up.chains import ar1
from stakes.decision.draws.regression.autocorrelation_times import autocorrelation_times
from stakes.decision.draws.regression.axis import axis
from stakes.decision.draws.regression.moments import folds, moments
from stakes.decision.draws.regression.penalties import modes
from stakes.decision.draws.regression.tensor_products import products

SHAPE = (4, 1000)


def times(x, y, shape):
    """Of the straight line in the (first) parameter and the leads."""
    basis = products([axis(row.ravel()) for row in np.atleast_2d(x.reshape(-1, y[0].size))], 30)
    leads = y.reshape(len(y), -1)
    m = modes(basis, moments(basis, leads, folds(shape)), leads)
    line = m.at(basis.rows(slice(0, leads.shape[1])))
    mode = np.argmax(np.abs(line.T @ np.atleast_2d(x.reshape(-1, y[0].size))[0]))
    return autocorrelation_times(basis, m, leads, shape)[mode]


@pytest.mark.parametrize("parameters", [1, 2])
@pytest.mark.parametrize("phi", [0.0, 0.8])
def test_of_two_unrelated_chains_it_is_that_of_their_product(phi, parameters):
    """Autocorrelations multiply: they are phi^2, phi^4, ..."""
    rng = np.random.default_rng(1)
    found = [
        times(ar1(rng, phi, (parameters, *SHAPE)), ar1(rng, phi, (1, *SHAPE)), SHAPE)
        for _ in range(30)
    ]
    error = np.std(found, ddof=1) / np.sqrt(30)
    assert abs(np.mean(found) - (1 + phi**2) / (1 - phi**2)) < 4 * error + 0.05


def test_independent_draws_count_in_full():
    rng = np.random.default_rng(2)
    assert times(rng.normal(size=(1, 4000)), rng.normal(size=(2, 4000)), (4000,)) == 1


def test_what_is_alike_in_all_sets_counts_once():
    rng = np.random.default_rng(3)
    x, y = (np.repeat(rng.normal(size=(1, 4, 300, 1)), 8, axis=-1) for _ in range(2))
    found = times(x, y, (4, 300, 8))
    assert found == pytest.approx(8, rel=0.6)
    assert found > 3
    apart = times(rng.normal(size=(1, 4, 300, 8)), rng.normal(size=(1, 4, 300, 8)), (4, 300, 8))
    assert apart == pytest.approx(1, rel=0.5)
