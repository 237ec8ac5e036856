import numpy as np
import pytest
import xarray as xr

from stakes.decision.draws.summaries import information_error
from stakes.decision.draws.summaries.sampling_errors import quantile_error
from stakes.decision.expected_value import compare

RUNS = 150


def tied(rng, options, n=2000):
    return xr.DataArray(
        rng.normal(size=(options, n)),
        {"option": list("abcdefghijklmnopqrst")[:options]},
        ("option", "sample"),
    )


def test_a_quantile_and_its_error():
    found = [
        (np.quantile(x, 0.05), quantile_error(x, 0.05))
        for x in np.random.default_rng(1).normal(size=(300, 2000))
    ]
    at, error = np.array(found).T
    assert error.mean() == pytest.approx(at.std(), rel=0.12)  # a spread of 300 has an error of 4 %
    assert np.mean(np.abs(at + 1.6449) <= 1.96 * error) > 0.91


def evpi_covers(options, truth):
    held = []
    for seed in range(RUNS):
        table = compare(tied(np.random.default_rng([seed, options]), options))
        held.append(abs(float(table["evpi"]) - truth) <= 1.96 * float(table["evpi_mcse"]))
    return np.mean(held)


def test_evpi_of_options_that_tie_is_covered():
    assert evpi_covers(5, 1.16296) > 0.90


def test_the_error_of_one_option_alone_would_not_do(monkeypatch):
    monkeypatch.setattr(information_error, "CLOSE", -1.0)
    assert evpi_covers(5, 1.16296) < 0.90


def test_a_reversal_that_was_not_seen_is_allowed_for():
    x = np.stack([np.zeros(500), -5 + np.random.default_rng(1).normal(size=500)])
    table = compare(xr.DataArray(x, {"option": ["stay", "go"]}, ("option", "sample")))
    assert float(table["evpi"]) == 0
    assert 0 < float(table["evpi_mcse"]) < 1e-3


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
