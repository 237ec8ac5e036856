"""Results as frames: every row and number of the result, with units that survive a file."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import stakes

RNG = np.random.default_rng(5)
X = RNG.normal(size=2000)
VALUE = xr.DataArray(
    np.stack([0 * X, X - 0.2, 0.5 * X]),
    dims=("option", "sample"),
    coords={"option": ["wait", "act", "half"]},
    attrs={"unit": "euros"},
)
PARAMETERS = xr.Dataset({"x": ("sample", X), "noise": ("sample", RNG.normal(size=2000))})


def test_a_row_for_each_option_with_its_numbers():
    table = stakes.compare(VALUE)
    frame = stakes.tidy(table)
    assert frame["option"].tolist() == ["wait", "act", "half"]
    assert frame["lead"].tolist() == table["lead"].to_numpy().tolist()
    assert frame.attrs["evpi"] == table["evpi"].item()
    assert frame.attrs["best"] == table["best"].item()


def test_units_are_those_of_each_number():
    units = stakes.tidy(stakes.compare(VALUE)).attrs["units"]
    assert {"expected", "lead", "cvar", "mcse"} <= {n for n, u in units.items() if u == "euros"}
    assert {n for n, u in units.items() if u == "share"} == {"p_best", "p_best_mcse"}
    assert not {"pareto_k", "lead_pareto_k", "option"} & set(units)
    known = stakes.tidy(stakes.evppi(VALUE, PARAMETERS)).attrs["units"]
    assert (known["evppi"], known["share_of_evpi"]) == ("euros", "share")


def test_a_break_even_has_the_unit_of_its_parameter():
    x = PARAMETERS["x"].assign_attrs(unit="metres")
    frame = stakes.tidy(stakes.break_even(VALUE, x, ("act", "wait")))
    assert frame.attrs["units"] == {"value": "metres", "se": "metres"}
    assert frame.attrs["lead_lower"] < 0 < frame.attrs["lead_upper"]


def test_two_dims_make_a_row_for_each_pair():
    frame = stakes.tidy(stakes.tornado(VALUE, PARAMETERS)[["low", "high"]])
    assert len(frame) == 6
    assert frame.columns.tolist() == ["parameter", "option", "low", "high"]


def test_a_result_without_dims_is_one_row_and_an_array_one_column():
    assert stakes.tidy(stakes.evpi(VALUE)).shape == (1, 2)
    certain = stakes.certainty_equivalent(VALUE.sel(option=["act", "half"]) + 0.01 * X, 0.1)
    assert certain.name in (None, *stakes.tidy(certain).columns)
    assert len(stakes.tidy(certain)) == 2


def test_a_decision_is_the_table_of_its_options():
    decision = stakes.summary(VALUE, PARAMETERS).decision
    frame = stakes.tidy(decision)
    assert frame["option"].tolist() == ["wait", "act", "half"]
    assert frame["expected"].tolist() == [o.expected for o in decision.options.values()]
    assert (frame.attrs["units"]["expected"], frame.attrs["units"]["p_best"]) == ("euros", "share")


def test_parquet_keeps_units_and_csv_has_them_in_its_header(tmp_path):
    pytest.importorskip("pyarrow")
    frame = stakes.tidy(stakes.compare(VALUE))
    frame.to_parquet(tmp_path / "options.parquet")
    again = pd.read_parquet(tmp_path / "options.parquet")
    pd.testing.assert_frame_equal(again, frame)
    assert again.attrs["units"] == frame.attrs["units"]
    stakes.tidy(stakes.compare(VALUE), units=True).to_csv(tmp_path / "options.csv", index=False)
    head = pd.read_csv(tmp_path / "options.csv").columns
    assert {"option", "expected (euros)", "p_best (share)", "pareto_k"} <= set(head)


def test_what_is_no_result_is_refused():
    with pytest.raises(ValueError, match="a result is a Dataset, a DataArray or a decision, not"):
        stakes.tidy(pd.DataFrame())
