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


def test_an_option_that_is_a_mixture_of_others_is_allowed_for():
    """Errors of their regrets are then dependent, to the last digit."""
    one, other = np.random.default_rng(2).normal(size=(2, 2000))
    rows = np.stack([one - one.mean(), other - other.mean(), (one + other) / 2])
    rows[2] -= rows[2].mean()
    table = compare(xr.DataArray(rows, {"option": list("abc")}, ("option", "sample")))
    pair = compare(xr.DataArray(rows[:2], {"option": list("ab")}, ("option", "sample")))
    assert 0.7 < float(table["evpi_mcse"] / pair["evpi_mcse"]) < 1.5


def test_options_that_are_clearly_worse_leave_the_error_of_a_mean():
    rng = np.random.default_rng(3)
    x = np.stack([rng.normal(size=4000) + 1, rng.normal(size=4000), rng.normal(size=4000) - 3])
    table = compare(xr.DataArray(x, {"option": list("abc")}, ("option", "sample")))
    gap = x.max(axis=0) - x[0]
    error = gap.std(ddof=1) / np.sqrt(4000)
    assert error <= float(table["evpi_mcse"]) < 1.05 * error


def test_the_error_of_regret_is_that_of_its_mean():
    x = np.random.default_rng(4).normal([[0.0], [0.5]], 1, (2, 4000))
    found = information_error.regret_errors(x, 1.0)
    top = x.max(axis=0)
    np.testing.assert_allclose(
        found, [(top - row).std(ddof=1) / np.sqrt(4000) for row in x], rtol=0.02
    )
    assert information_error.regret_errors(x, 1e20).tolist() == [0, 0]  # mere rounding
