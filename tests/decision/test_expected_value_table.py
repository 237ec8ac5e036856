"""What a table of `compare` must hold."""

import numpy as np
import pytest
import xarray as xr

from made_up.options import chain_values, equal_options, labelled
from stakes.decision.expected_value import compare
from stakes.decision.information.perfect_information import evpi


def test_stacked_chains_are_still_chains():
    value = chain_values(1).assign_coords(chain=range(4), draw=range(1000))
    xr.testing.assert_identical(compare(value.stack(sample=("chain", "draw"))), compare(value))
    xr.testing.assert_identical(evpi(value.stack(sample=("chain", "draw"))), evpi(value))


def test_constant_options_have_no_error():
    table = compare(labelled(np.full((50, 3), [0.1, 0.7, 0.3])))
    assert table["best"].item() == "b"
    assert table["resolved"].item()
    np.testing.assert_array_equal(table["expected"], [0.1, 0.7, 0.3])
    for name in ("mcse", "sd", "lead_mcse", "p_best_mcse", "evpi", "evpi_mcse"):
        assert (table[name] == 0).all(), name


def test_equal_constants_are_not_resolved():
    table = compare(labelled(np.ones((4, 100, 2)), ("chain", "draw", "option")))
    assert not table["resolved"]
    np.testing.assert_array_equal(table["p_best"], [0.5, 0.5])


def test_order_of_dims_and_float32_do_not_matter():
    value = chain_values(1).astype(np.float32).astype(float)
    table = compare(value)
    for dims in (
        ("chain", "draw", "option"),
        ("draw", "option", "chain"),
        ("draw", "chain", "option"),
    ):
        other = value.transpose(*dims).copy()
        xr.testing.assert_allclose(compare(other), table, rtol=1e-12)
        xr.testing.assert_allclose(compare(other.astype(np.float32)), table, rtol=1e-12)


def test_attrs_labels_and_input_are_kept():
    value = (
        equal_options(1, 3, 100)
        .assign_attrs(unit="USD")
        .assign_coords(label=("option", ["One", "Two", "Three"]))
    )
    before = value.copy(deep=True)
    table = compare(value, prob=0.5)
    assert "under 400 effective draws" in table.attrs.pop("caution")
    assert table.attrs == {"unit": "USD", "prob": 0.5}
    assert evpi(value).attrs == {"unit": "USD"}
    assert list(table["label"].values) == ["One", "Two", "Three"]
    xr.testing.assert_identical(value, before)


def test_options_without_ids_are_numbered():
    assert (
        compare(xr.DataArray(np.eye(2) * [1, 3], dims=("sample", "option")))["best"].item() == "1"
    )


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            labelled([[0.0, np.nan], [1.0, np.nan], [1.0, 0.0]]),
            "2 of 3 draws of b are NaN or infinite",
        ),
        (
            labelled([[np.inf, 0.0], [1.0, np.inf]]),
            "1 of 2 draws of a, 1 of 2 draws of b are NaN or infinite",
        ),
        (labelled(np.zeros((5, 1))), "at least 2 options"),
        (labelled(np.zeros((1, 2))), "at least 2 draws .* not 1"),
        (labelled(np.zeros((5, 3)), ids="aba"), "unique: a occurs more than once"),
        (xr.DataArray(np.zeros(5), dims="sample"), "'option' is missing"),
        (labelled(np.zeros((5, 2)), ("year", "option")), "draws need the dims"),
        (
            labelled(np.zeros((5, 2, 2)), ("sample", "option", "attribute")),
            r"unknown dims \['attribute'\]",
        ),
    ],
)
def test_errors_say_what_is_wrong(value, message):
    for function in (compare, evpi):
        with pytest.raises(ValueError, match=message):
            function(value)


@pytest.mark.parametrize("prob", [0, 1, -0.1, 90, np.nan])
def test_prob_must_be_a_probability(prob):
    with pytest.raises(ValueError, match=r"inside \(0, 1\)"):
        compare(equal_options(1, 2, 10), prob=prob)
