import numpy as np
import xarray as xr

from stakes.decision.draws.summaries import information_error
from stakes.decision.expected_value import compare

RUNS = 150


def tied(rng, options, n=2000):
    return xr.DataArray(
        rng.normal(size=(options, n)),
        {"option": list("abcdefghijklmnopqrst")[:options]},
        ("option", "sample"),
    )


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
