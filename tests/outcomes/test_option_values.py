"""Quantities set in draws: numbers, arrays and states."""

import numpy as np
import pytest
import xarray as xr

from stakes.outcomes.option_values import check_read, set_to


@pytest.fixture
def draws():
    rng = np.random.default_rng(4)
    dims = ("chain", "draw")
    by_state = rng.normal([0.0, 10.0], 1.0, (2, 50, 2))
    return xr.Dataset(
        {
            "rate": (dims, rng.gamma(2.0, size=(2, 50))),
            "damage": (dims, by_state[..., 0]),
            "damage_state": (dims, np.zeros((2, 50))),
            "damage_by_state": ((*dims, "damage_level"), by_state),
        },
        {"damage_level": ["low", "high"]},
    )


def test_a_number_and_an_array_are_set_in_every_draw(draws):
    (number,) = set_to(draws, "rate", 2).values()
    assert number.dtype == float
    assert set(number.values.ravel()) == {2.0}
    (array,) = set_to(draws, "rate", 2 * draws["rate"]).values()
    np.testing.assert_allclose(array, 2 * draws["rate"])


def test_a_state_is_set_with_the_quantity_that_it_picks(draws):
    found = set_to(draws, "damage_state", "high")
    assert set(found["damage_state"].values.ravel()) == {1.0}
    np.testing.assert_array_equal(
        found["damage"], draws["damage_by_state"].sel(damage_level="high")
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("damage_state", "middling", r"'middling' is not one of its states \(low, high\)"),
        ("nothing", 1.0, "nothing: no such quantity in the posterior"),
    ],
)
def test_what_cannot_be_set_is_named(draws, name, value, said):
    with pytest.raises(ValueError, match=said):
        set_to(draws, name, value)


def test_what_would_change_nothing_is_named_once():
    check_read(["rate", "damage_state"], ["rate", "damage"])
    with pytest.raises(ValueError, match=r"^cost, size: consequences.py does not read it"):
        check_read(["cost", "rate", "size", "cost"], ["rate"])
