"""What a case's own code is given: draws as a mapping that remembers what was read."""

import numpy as np
import pytest
import xarray as xr

from stakes.outcomes.consequence_model import Beliefs


@pytest.fixture
def draws():
    x = np.arange(24.0).reshape(2, 3, 4)
    return xr.Dataset({"a": (("chain", "draw", "set"), x), "b": (("chain", "draw"), x[..., 0])})


def test_beliefs_are_a_mapping_with_sets_side_by_side(draws):
    beliefs = Beliefs(draws)
    assert (len(beliefs), list(beliefs), "a" in beliefs) == (2, ["a", "b"], True)
    assert beliefs["a"].shape == (2, 12)
    np.testing.assert_array_equal(beliefs["b"], np.repeat(draws["b"], 4, axis=1))


def test_what_was_read_is_remembered(draws):
    beliefs = Beliefs(draws)
    assert beliefs.read == set()
    _ = beliefs["b"], beliefs["b"]
    assert beliefs.read == {"b"}


def test_what_was_computed_is_labelled_again(draws):
    beliefs = Beliefs(draws)
    found = beliefs.labelled(2 * beliefs["a"])
    np.testing.assert_array_equal(found.transpose(*draws["a"].dims), 2 * draws["a"])
