import numpy as np

from stakes.decision.draws.regression.axis import axis
from stakes.decision.draws.regression.tensor_products import products


def test_basis_is_orthonormal_and_joint_terms_hold_those_of_members():
    x = np.random.default_rng(0).lognormal(0, 2, (3, 5000))
    for a in map(axis, x):
        share = np.bincount(a.bin) / 5000
        np.testing.assert_allclose((a.table.T * share) @ a.table, np.eye(len(a.rough)), atol=1e-6)
    joint = products([axis(row) for row in x], 300)
    assert sum(parent == 0 for parent, _, _ in joint.terms) > 3 * 10
    assert joint.rows(slice(0, 10)).shape == (300, 10)
