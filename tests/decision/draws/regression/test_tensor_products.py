"""Products of functions of several parameters, against products written out."""

from itertools import product

import numpy as np
import pytest

from stakes.decision.draws.regression.axis import axis
from stakes.decision.draws.regression.tensor_products import CHUNK, Q, products

RNG = np.random.default_rng(0)
X = RNG.lognormal(0, 2, (3, 5000))
STATE, CATEGORY = RNG.integers(0, 4, 5000).astype(float), RNG.integers(0, 30, 5000)


def factors(basis, i):
    """The axes and functions that a term is the product of."""
    found = {}
    while i:
        i, which, function = basis.terms[i]
        found[which] = function
    return found


def test_a_term_is_the_product_of_its_functions():
    axes = [axis(row) for row in (*X[:2], STATE)]
    basis = products(axes, 60)
    rows = basis.rows(slice(0, 50))
    assert rows.shape == (60, 50)
    np.testing.assert_array_equal(rows[0], 1)
    for i in range(1, 60):
        columns = [axes[j].table[axes[j].bin[:50], k] for j, k in factors(basis, i).items()]
        np.testing.assert_allclose(rows[i], np.prod(columns, axis=0))


def test_no_term_comes_twice_and_the_smooth_ones_come_first():
    axes = [axis(row) for row in X[:2]]
    basis = products(axes, 40)
    found = [frozenset(factors(basis, i).items()) for i in range(40)]
    assert len(set(found)) == 40

    def rank(orders):
        return sum(float(k) ** Q for k in orders) ** (1 / Q)

    ranks = [rank(axes[j].order[k] for j, k in term) for term in found]
    assert ranks == pytest.approx(sorted(ranks))
    every = sorted(rank(pair) for pair in product(range(20), repeat=2))
    assert ranks == pytest.approx(every[:40])
    np.testing.assert_allclose(basis.rough, np.maximum(np.array(ranks) - 1, 0) ** 4)


def test_joint_terms_hold_those_of_members():
    joint = products([axis(row) for row in X], 300)
    assert sum(parent == 0 for parent, _, _ in joint.terms) > 3 * 10


@pytest.mark.parametrize("kind", [STATE, CATEGORY])
def test_all_levels_take_part_in_products_with_a_straight_line(kind):
    axes = [axis(kind), axis(X[0])]
    basis = products(axes, 300)
    pairs = [factors(basis, i) for i in range(len(basis.terms))]
    levels = {f[0] for f in pairs if f.get(1) == 1 and 0 in f}
    assert levels == set(range(1, len(set(kind))))


def test_of_one_axis_all_functions_with_their_own_roughness():
    one = axis(X[0])
    basis = products([one], 3)
    assert len(basis.terms) == len(one.rough)
    np.testing.assert_array_equal(basis.rough, one.rough)
    np.testing.assert_array_equal(basis.rows(slice(0, 9)), one.table[one.bin[:9]].T)


@pytest.mark.parametrize("part", [slice(0, 40_000), slice(3, 39_000, 2), slice(5, 9)])
def test_chunks_are_the_same_a_piece_at_a_time(part):
    basis = products([axis(row) for row in RNG.normal(size=(2, 40_000))], 6)
    pieces = list(basis.chunks(part))
    assert max(rows.shape[1] for _, rows in pieces) <= CHUNK
    together = np.concatenate([rows for _, rows in pieces], axis=1)
    np.testing.assert_array_equal(together, basis.rows(part))
    seen = np.concatenate([np.arange(40_000)[piece] for piece, _ in pieces])
    np.testing.assert_array_equal(seen, np.arange(40_000)[part])
