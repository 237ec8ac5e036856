import numpy as np
import pytest
import xarray as xr

from stakes.decision.draws.summaries.sampling_errors import quantile_error
from stakes.decision.expected_value import compare


def test_a_quantile_and_its_error():
    found = [
        (np.quantile(x, 0.05), quantile_error(x, 0.05))
        for x in np.random.default_rng(1).normal(size=(300, 2000))
    ]
    at, error = np.array(found).T
    assert error.mean() == pytest.approx(at.std(), rel=0.12)  # a spread of 300 has an error of 4 %
    assert np.mean(np.abs(at + 1.6449) <= 1.96 * error) > 0.91


def test_what_never_varies_has_no_error():
    x = np.stack([np.zeros(500), -np.ones(500)])
    table = compare(xr.DataArray(x, {"option": ["stay", "go"]}, ("option", "sample")))
    for name in (
        "evpi_mcse",
        "lower_mcse",
        "upper_mcse",
        "regret_mcse",
        "cvar_mcse",
        "cvar_lead_mcse",
    ):
        assert not table[name].any()


def test_tail_means_are_paired():
    rng = np.random.default_rng(1)
    common = rng.normal(0, 100, 4000)
    value = xr.DataArray(
        np.stack([common + 1, common]), {"option": ["a", "b"]}, ("option", "sample")
    )
    table = compare(value)
    assert float(table["cvar_lead"].sel(option="b")) == pytest.approx(1)
    assert float(table["cvar_lead_mcse"].sel(option="b")) < 0.01 * float(
        table["cvar_mcse"].sel(option="b")
    )
