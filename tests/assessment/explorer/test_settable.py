"""Values with quantities set, as a sum of terms: against the case's own code."""

import numpy as np
import pytest
from tests.assessment.explorer.set_case import CURVED, MULTILINEAR, NAMES, valued_case

from stakes.assessment.explorer.axes import Axis
from stakes.assessment.explorer.interactions import interacting, terms
from stakes.assessment.explorer.packing import factored
from stakes.assessment.explorer.settable import settable
from stakes.assessment.valuation import labels_compared


def found(root, code):
    with labels_compared():
        return settable(valued_case(root, code), NAMES, 1)


def test_where_all_is_linear_the_form_is_the_case(tiny_case):
    made = found(tiny_case, MULTILINEAR)
    assert {axis.id: axis.line for axis in made.axes} == dict.fromkeys(
        ["damage", "flood_rate", "sign_pact"], True
    )  # what changes nothing is left out
    assert max(made.error.values()) < 1e-9
    assert ((0, 1), (1, 1), (2, 1)) in made.means.points  # all three together


def test_curves_are_laid_and_events_are_levels(tiny_case):
    made = found(tiny_case, CURVED)
    axes = {axis.id: axis for axis in made.axes}
    assert axes["wet_decade"].levels == ("no", "yes")
    assert len(axes["effect"].points) == 5
    assert axes["flood_rate"].line
    assert 0 < max(made.error.values()) < 0.02


def test_a_polynomial_goes_through_its_points_and_between_them():
    axis = Axis("x", (0.1, 0.3, 1.0, 3.0, 10.0), log=True)
    weights = axis.laid(np.array([1.0, 2.0]), True)
    np.testing.assert_allclose(weights[:, 0], [0, 0, 1, 0, 0], atol=1e-12)
    cubic = np.log(axis.points) ** 3
    assert weights[:, 1] @ cubic == pytest.approx(np.log(2.0) ** 3)
    line = Axis("y", (2.0, 4.0), line=True)
    assert line.laid(np.array([3.0]), False).ravel() == pytest.approx([0.5])


def values(changes):
    """Of a draw of each of three quantities: a product of two of them, and the third."""
    drawn = {"a": np.array([1.0, 2.0]), "b": np.array([3.0, 1.0]), "c": np.array([5.0, 4.0])}
    rows = [drawn | {k: np.full(2, v) for k, v in its.items()} for its in changes]
    x = np.array([r["a"] * r["b"] + r["c"] for r in rows]).reshape(-1, 2, 1, 1)
    return np.concatenate([0 * x, x], axis=2)


def test_only_what_changes_more_together_is_kept():
    axes = [Axis(name, (2.0, 7.0), line=True) for name in "abc"]
    same, kept = interacting(axes, values, lambda x: x.sum(-1), 100)
    assert (same, kept) == (axes, [(0,), (1,), (2,), (0, 1)])
    coarser, few = interacting(axes, values, lambda x: x.sum(-1), 3)
    assert few == [(0,), (1,), (2,)]
    assert all(axis.coarse for axis in coarser)


def test_mixed_differences_of_a_product_are_its_slopes():
    axes = [Axis(name, (2.0, 7.0), line=True) for name in "ab"]
    made = terms(axes, [(0,), (0, 1)], values, exact=False)
    np.testing.assert_allclose(made.values[0][:, 1, 0], 5 * np.array([3.0, 1.0]))
    np.testing.assert_allclose(made.values[1][:, 1, 0], 25.0)


def test_factors_leave_no_series_worse_than_the_loss():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(50, 3)) @ rng.normal(size=(3, 20)) + 1e-3 * rng.normal(size=(50, 20))
    exact, rough = factored(x, 0.0), factored(x, 0.01)
    np.testing.assert_allclose(exact.left @ exact.right, x, atol=1e-12)
    assert rough.left.shape == (50, 3)
    off = np.sqrt(((rough.left @ rough.right - x) ** 2).mean(axis=0))
    assert 0 < off.max() <= 0.01
    assert factored(x, 100.0).left.shape == (50, 0)
