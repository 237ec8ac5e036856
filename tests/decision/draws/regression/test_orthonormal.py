import numpy as np

from stakes.decision.draws.regression.orthonormal import orthonormal, upright

RNG = np.random.default_rng(1)
BASIS = np.concatenate([np.ones((50, 1)), RNG.normal(size=(50, 3))], axis=1)
SHARE = RNG.dirichlet(np.ones(50))


def test_combinations_are_orthonormal_under_the_shares():
    table, mix = orthonormal(BASIS, SHARE)
    np.testing.assert_allclose((table.T * SHARE) @ table, np.eye(4), atol=1e-12)
    centred = BASIS - SHARE @ BASIS
    np.testing.assert_allclose(centred @ mix[:, 1:], table[:, 1:], atol=1e-12)
    np.testing.assert_array_equal(mix[:, 0], 1)


def test_what_others_say_already_is_left_out():
    again = np.concatenate([BASIS, BASIS[:, 1:2] - 2 * BASIS[:, 2:3]], axis=1)
    table, _ = orthonormal(again, SHARE)
    assert table.shape == (50, 4)
    np.testing.assert_allclose((table.T * SHARE) @ table, np.eye(4), atol=1e-9)


def test_the_largest_element_is_positive():
    vectors = np.array([[1.0, -3.0, 0.0], [-2.0, 2.0, 5.0]])
    np.testing.assert_array_equal(upright(vectors), [[-1, 3, 0], [2, -2, 5]])
    np.testing.assert_array_equal(upright(-vectors), upright(vectors))
