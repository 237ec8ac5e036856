import numpy as np
import pytest

from closed_form import TRUTH
from made_up.chains import independent
from made_up.options import chain_values, equal_options, linear_normal, off
from stakes.decision.expected_value import compare

A = TRUTH["A_linear_normal_voi"]
SEEDS = [1, 2, 3]


@pytest.mark.parametrize("seed", SEEDS)
def test_linear_normal_case(seed):
    table = compare(linear_normal(seed))
    assert table["best"].item() == "b"
    assert table["resolved"].item()
    assert off(table["evpi"], table["evpi_mcse"], A["evpi"]) < 4
    assert off(table["p_best"][1], table["p_best_mcse"][1], A["p_best_opt1"]) < 4
    assert off(table["expected"][1], table["mcse"][1], 1) < 4
    assert off(table["expected_regret"][0], table["mcse"][1], A["expected_loss_opt0"]) < 4
    assert off(table["expected_regret"][1], table["evpi_mcse"], A["expected_loss_opt1"]) < 4


def test_equal_options_are_seldom_resolved():
    assert np.mean([compare(equal_options(seed, 2, 500))["resolved"] for seed in range(200)]) < 0.1


def off_by_more_than_two(change):
    """Share of 100 runs in which the mean, EVPI and P(best) lie further than 2 errors from the
    truth.
    """
    runs = [compare(change(chain_values(seed))).isel(option=1) for seed in range(100)]
    found = [
        (
            off(r["expected"], r["mcse"], 1),
            off(r["evpi"], r["evpi_mcse"], A["evpi"]),
            off(r["p_best"], r["p_best_mcse"], A["p_best_opt1"]),
        )
        for r in runs
    ]
    return (np.array(found) > 2).mean(axis=0)


def test_errors_are_the_chains():
    assert (off_by_more_than_two(lambda v: v) < 0.16).all()


def test_errors_that_take_chains_for_independent_would_be_noticed():
    assert (off_by_more_than_two(independent) > 0.3).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_mean_of_ar1_chains(seed):
    table = compare(chain_values(seed))
    assert off(table["expected"][1], table["mcse"][1], 1) < 4


def test_error_of_ar1_chains_through_compare():
    truth = np.sqrt(5) * TRUTH["I_ar1_mcse"]["mcse"]["0.95"]
    values = [chain_values(seed) for seed in range(40)]
    assert np.mean([compare(v)["mcse"][1] for v in values]) == pytest.approx(truth, rel=0.15)
    assert np.mean([compare(independent(v))["mcse"][1] for v in values]) != pytest.approx(
        truth, rel=0.15
    )


def coverage(divisor):
    """How often 90 % intervals hold the truth, over 200 runs, with the errors divided."""
    runs = [compare(linear_normal(seed, 2000)) for seed in range(200)]
    off = [
        (
            off(r["expected"][1], r["mcse"][1], 1),
            off(r["evpi"], r["evpi_mcse"], A["evpi"]),
            off(*p_best(r)),
        )
        for r in runs
    ]
    return (np.array(off) < 1.645 / divisor).mean(axis=0)


def p_best(table):
    return table["p_best"][1], table["p_best_mcse"][1], A["p_best_opt1"]


def test_intervals_cover_as_stated():
    assert ((coverage(1) > 0.83) & (coverage(1) < 0.96)).all()


@pytest.mark.parametrize("divisor", [0.6, 1.6])
def test_intervals_too_wide_or_narrow_would_be_noticed(divisor):
    found = coverage(divisor)
    assert ((found < 0.83) | (found > 0.96)).all()
