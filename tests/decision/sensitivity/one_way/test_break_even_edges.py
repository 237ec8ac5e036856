"""Break-evens at the edges: ties, ends of the range, dropped crossings, states within their errors,
long tails.
"""

import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

from stakes import break_even


def search(lead, x, **how):
    lead = xr.DataArray(lead, dims="sample")
    value = xr.concat([lead, 0 * lead], "option").assign_coords(option=["a", "b"])
    return break_even(value, xr.DataArray(x, dims="sample", **how), ("a", "b"))


def test_a_mean_lead_of_exactly_0_leaves_half_beyond():
    x = np.arange(1.0, 1001)
    x = np.concatenate([-x, x])
    assert float(search(x, x)["probability_beyond"]) == pytest.approx(0.5)


def test_a_root_on_a_bin_is_a_root():
    k = np.repeat(np.arange(41.0), 50)
    assert search(np.where(k > 20, k - 20, (k - 20) / 2), k)["value"].item() == pytest.approx(
        20, abs=0.05
    )


@pytest.mark.parametrize("seed", range(5))
def test_a_clear_root_next_to_the_end_of_the_range_is_found(seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=4000)
    end = np.quantile(x, 0.995)
    found = search(x - end + 0.06 + 0.1 * rng.normal(size=x.size), x)
    assert abs(found["value"].item() - end + 0.06) < 4 * found["se"].item()


def test_the_error_beyond_holds_a_crossing_that_is_not_clear():
    off = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=500)
        found = search(0.1 + 0.12 * x + rng.normal(size=x.size), x)
        off.append(
            abs(float(found["probability_beyond"]) - norm.cdf(-0.1 / 0.12))
            / float(found["probability_beyond_se"])
        )
    assert np.mean(np.array(off) < 1.96) >= 0.86
    assert max(off) < 5


def test_levels_within_their_errors_do_not_change_the_choice():
    rng = np.random.default_rng(0)
    found = search(0.02 + rng.normal(size=4000), rng.integers(0, 20, 4000))
    assert float(found["probability_beyond"]) <= 0.1
    assert float(found["probability_beyond_se"]) > 0.05
    assert "within its errors of 0 at" in found.attrs["reason"]


def test_probability_beyond_of_a_long_tailed_parameter():
    off = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        z, noise = rng.normal(size=(2, 2000))
        found = search(2 * z + 0.5 + noise, np.exp(2 * z))
        off.append(
            abs(float(found["probability_beyond"]) - norm.cdf(-0.25))
            / float(found["probability_beyond_se"])
        )
    assert np.mean(np.array(off) < 1.96) >= 0.86


def test_a_reason_says_which_end_the_other_option_leads_at():
    rng = np.random.default_rng(0)
    x = np.exp(rng.normal(size=10_000))
    found = search(
        np.where(x > np.quantile(x, 0.997), 1000.0, -1.0) + 0.1 * rng.normal(size=x.size), x
    )
    assert found.attrs["better"] == "a"
    assert "errors: -0.99" in found.attrs["reason"]


def test_a_parameter_called_as_its_dim_is_refused():
    x = np.arange(100.0)
    with pytest.raises(ValueError, match="rename it"):
        search(x, x, name="sample")
