import numpy as np
import pytest
import xarray as xr

import stakes
from made_up.inputs import VALUES
from stakes.decision.draws.labels import (
    known_option,
    label_at,
    option_index,
    option_pair,
    option_position,
    two_options,
    unit_of,
)


def test_tuples_are_labels_too():
    labels = np.empty(3, object)
    labels[:] = [("a", 1), ("a", 2), ("b", 1)]
    value = xr.DataArray(VALUES, dims=("sample", "option"), coords={"option": ("option", labels)})
    assert stakes.compare(value)["best"].item() == ("a", 1)
    assert np.isfinite(stakes.tilt(value, (("a", 1), ("b", 1)))["kl"])


def of(labels):
    return xr.DataArray(np.arange(8.0).reshape(2, 4), {"option": labels}, ("option", "sample"))


@pytest.mark.parametrize(
    ("labels", "option", "position"),
    [
        (["a", "b"], "b", 1),
        ([10, 20], 20, 1),
        ([10, 20], "20", 1),
        ([10, 20], 10.0, 0),
        ([0.5, 1.5], "0.5", 0),
        (["a", "b"], xr.DataArray("b"), 1),
    ],
)
def test_an_option_is_known_by_its_label_or_its_text(labels, option, position):
    assert option_position(of(labels), option) == position
    assert known_option(of(labels), option)


def test_options_without_labels_are_known_by_their_number_as_text():
    value = xr.DataArray(np.zeros((2, 3)), dims=("option", "sample"))
    assert option_position(value, "1") == 1
    assert option_index(value) == {"option": ["0", "1"]}
    assert label_at(value, 1).item() == "1"


@pytest.mark.parametrize("option", ["c", 3, None])
def test_an_unknown_option_is_refused(option):
    assert not known_option(of(["a", "b"]), option)
    with pytest.raises(ValueError, match=r"unknown option .*: it must be one of a, b"):
        option_position(of(["a", "b"]), option)


def test_a_pair_keeps_its_order():
    value = of(["a", "b"])
    assert option_pair(("b", "a"), value) == (1, 0)
    np.testing.assert_array_equal(two_options(value, ("b", "a")), value[::-1])


@pytest.mark.parametrize("options", ["ab", ("a",), ("a", "a"), ("a", "c"), ("a", "b", "a")])
def test_what_is_no_pair_is_refused(options):
    with pytest.raises(ValueError, match="options must be two ids of a, b"):
        two_options(of(["a", "b"]), options)
    with pytest.raises(ValueError, match=r"two different options|unknown option"):
        option_pair(options, of(["a", "b"]))


def test_the_unit_goes_along():
    value = of(["a", "b"]).assign_attrs(unit="EUR", source="x")
    assert unit_of(value) == {"unit": "EUR"}
    assert unit_of(value, "per ") == {"unit": "per EUR"}
    assert unit_of(of(["a", "b"])) == {}
