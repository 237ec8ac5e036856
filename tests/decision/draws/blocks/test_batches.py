import numpy as np
import pytest

from made_up.chains import ar1
from stakes.decision.draws.blocks.batches import Batches
from stakes.decision.draws.blocks.reading import Layout
from stakes.decision.draws.standard_errors.means import ess


def batches(x, cut):
    found = Batches(len(x), Layout(x.shape[1], x.shape[2], False, [], []))
    for chain in range(x.shape[1]):
        for draw in range(0, x.shape[2], cut):
            found.add(x[:, chain : chain + 1, draw : draw + cut], chain, draw)
    return found


def test_sums_do_not_depend_on_where_blocks_are_cut():
    x = np.random.default_rng(1).normal(size=(2, 3, 60_007))
    found, other = batches(x, 7_001), batches(x, 60_007)
    assert found.length == 3
    assert found.sums.shape == (2, 3, 20_002)  # one draw is left over
    np.testing.assert_allclose(found.sums, other.sums, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(found.sums, x[..., :-1].reshape(2, 3, -1, 3).sum(axis=-1))


def test_few_draws_are_batches_of_one():
    x = ar1(np.random.default_rng(2), 0.8, (4, 1000))[None]
    found = batches(x, 300)
    assert found.length == 1
    assert found.ess(np.ones(1), x.std(ddof=1)) == pytest.approx(ess(x[0]))


@pytest.mark.parametrize("seed", range(4))
def test_batches_tell_the_error_of_chains(seed):
    slow = 0.95
    x = ar1(np.random.default_rng(seed), slow, (4, 100_000))[None]
    found = batches(x, 30_000)
    assert found.length == 8
    truth = x.size * (1 - slow) / (1 + slow)
    size = found.ess(np.ones(1), float(x.std()))
    assert size == pytest.approx(ess(x[0]), rel=0.1)
    assert size == pytest.approx(truth, rel=0.15)


def test_chains_that_do_not_agree_have_few_effective_draws():
    x = np.random.default_rng(1).normal(size=(1, 4, 50_000)) + np.arange(4)[:, None]
    assert batches(x, 20_000).ess(np.ones(1), float(x.std())) < 20
    flat = np.ones((1, 4, 50_000))
    assert batches(flat, 20_000).ess(np.ones(1), 0.0) == flat.size
