"""What options are worth at either end of a parameter."""

import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

from made_up.lines import as_value, drawn
from stakes import tornado


@pytest.mark.parametrize("seed", range(4))
def test_a_correlated_second_parameter_adds_to_the_slope(seed):
    rng = np.random.default_rng(seed)
    x, other = rng.multivariate_normal(
        [1, 0], [[1, 0.6], [0.6, 4]], 5000
    ).T  # E[other | x] = 0.6 (x - 1)
    bars = tornado(
        as_value(1 + x + 0.5 * other), xr.Dataset({"x": ("sample", x), "other": ("sample", other)})
    ).sel(option="a")
    ends = {"x": 1.3 * norm.ppf(0.95), "other": (0.5 + 0.15) * 2 * norm.ppf(0.95)}
    for name, reach in ends.items():
        bar = bars.sel(parameter=name)
        assert abs(float(bar["low"]) - (2 - reach)) < 4 * float(bar["low_se"])
        assert abs(float(bar["high"]) - (2 + reach)) < 4 * float(bar["high_se"])
    alone = bars.sel(parameter="x")
    assert abs(float(alone["high"]) - (2 + norm.ppf(0.95))) > 4 * float(
        alone["high_se"]
    )  # with the other one held


def test_the_error_of_an_end_holds_that_of_the_quantile():
    """With no noise about the line all that is left is where the quantile lies."""
    found = []
    for seed in range(200):
        x = np.random.default_rng(seed).normal(size=2000)
        bar = tornado(as_value(3 * x), xr.Dataset({"x": ("sample", x)})).isel(parameter=0)
        found.append((float(bar["high"][0]), float(bar["high_se"][0])))
    ends, errors = np.array(found).T
    assert ends.std(ddof=1) == pytest.approx(errors.mean(), rel=0.2)


def test_where_nothing_varies_both_ends_are_the_mean_with_its_error():
    value, x = drawn(1)
    bar = tornado(value, (0 * x).to_dataset(name="x")).isel(parameter=0).sel(option="a")
    lead = value.sel(option="a")
    assert float(bar["low"]) == float(bar["high"]) == pytest.approx(float(lead.mean()))
    error = float(lead.std(ddof=1)) / np.sqrt(lead.size)
    assert float(bar["low_se"]) == float(bar["high_se"]) == pytest.approx(error, rel=0.01)


def test_ends_are_the_5_and_95_percent_quantiles():
    value, x = drawn(2)
    bars = tornado(value, x.to_dataset())
    assert float(bars["at_low"][0]) == pytest.approx(float(x.quantile(0.05)), abs=0.01)
    assert float(bars["at_high"][0]) == pytest.approx(float(x.quantile(0.95)), abs=0.01)
