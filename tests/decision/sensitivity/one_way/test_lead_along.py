import numpy as np
import pytest
import xarray as xr

from made_up.lines import drawn
from stakes import break_even, tornado

M, B = 0.5, 0.8


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda v, x: break_even(v, x, ("a", "a")), "two different options"),
        (lambda v, x: break_even(v, x, ("a", "c")), "unknown option c"),
        (lambda v, x: break_even(v, x, "a"), "two different options"),
        (lambda v, x: break_even(v, x.values, ("a", "b")), "must be a DataArray"),
        (lambda v, x: break_even(v, x[:-1], ("a", "b")), "along 'sample'"),
        (lambda v, x: break_even(v, x.where(x > 0), ("a", "b")), "NaN or infinite"),
        (lambda v, x: break_even(v.where(v > 0), x, ("a", "b")), "must be finite"),
        (lambda v, x: break_even(v, x.expand_dims(block=2), ("a", "b")), "select one of them"),
        (lambda v, x: tornado(v, xr.Dataset()), "holds no variables"),
    ],
)
def test_bad_input_is_refused_in_one_line(call, message):
    with pytest.raises(ValueError, match=message) as error:
        call(*drawn(1))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda v, x: tornado(v, x), "must be a Dataset"),
        (lambda v, x: tornado(v, x[:-1].to_dataset()), "along 'sample'"),
        (lambda v, x: tornado(v, x.where(x > 0).to_dataset()), "NaN or infinite"),
        (lambda v, x: tornado(v.where(v > 0), x.to_dataset()), "must be finite"),
        (lambda v, x: tornado(v.isel(option=[0]), x.to_dataset()), "at least 2 options"),
        (lambda v, x: break_even(v, x, ("a",)), "two different options"),
        (lambda v, x: break_even(v, x, ("a", "b", "a")), "two different options"),
        (lambda v, x: break_even(v, x.astype("M8[ns]"), ("a", "b")), "neither numbers nor text"),
        (lambda v, x: break_even(v, x.rename(sample="draw"), ("a", "b")), "draws need the dims"),
    ],
)
def test_more_bad_input_is_refused_in_one_line(call, message):
    with pytest.raises(ValueError, match=message) as error:
        call(*drawn(1))
    assert "\n" not in str(error.value)


def test_small_unsigned_integers_do_not_wrap():
    rng = np.random.default_rng(1)
    x = rng.uniform(0, 4, 2000)
    rounded = np.round(30 * x + rng.normal(0, 10, 2000)).clip(0, 255)
    value = xr.DataArray(
        np.stack([rounded, np.full(2000, 60)]).astype("uint8"), dims=("option", "sample")
    )
    found = break_even(
        value.assign_coords(option=["a", "b"]), xr.DataArray(x, dims="sample", name="x"), ("a", "b")
    )
    assert abs(found["value"].item() - 2) < 0.2
