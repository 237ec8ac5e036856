import numpy as np
import pytest

from stakes.decision.draws.blocks.bin_sums import BinSums, edges_of
from stakes.decision.draws.blocks.reading import Layout
from stakes.decision.draws.regression.axis import fine_axis
from stakes.decision.draws.regression.moments import folds, moments
from stakes.decision.draws.regression.tensor_products import products

RNG = np.random.default_rng(1)


@pytest.mark.parametrize("shape", [(5_000,), (4, 1_250)])
def test_the_sums_are_those_of_the_regression_in_memory(shape):
    x, y = RNG.normal(size=shape), RNG.normal(size=(2, *shape))
    axis = fine_axis(x.ravel())
    layout = Layout(*((1, 5_000) if len(shape) == 1 else shape), len(shape) == 1, [], [])
    sums = BinSums(axis, x.ravel(), 3, layout)
    rows, leads = np.atleast_2d(x), np.stack([0 * x, *y]).reshape(3, layout.chains, -1)
    for start in range(0, rows.shape[1], 700):
        here = slice(start, start + 700)
        sums.add(rows[:, here], leads[..., here], 0, start)
    known = moments(products([axis], len(axis.rough)), y.reshape(2, -1), folds(shape))
    np.testing.assert_allclose(sums.count.sum(axis=1), known.size)
    cross = np.einsum("bp,dkb->kpd", axis.table, sums.total[1:])
    np.testing.assert_allclose(cross, known.cross, atol=1e-9)
    flat = y.reshape(2, -1)
    np.testing.assert_allclose(sums.cross.sum(axis=(2, 3))[1:, 1:], flat @ flat.T)


def test_edges_put_the_draws_that_made_the_bins_into_them():
    x = RNG.standard_cauchy(4_000)
    axis = fine_axis(x)
    np.testing.assert_array_equal(np.searchsorted(edges_of(axis, x), x), axis.bin)
