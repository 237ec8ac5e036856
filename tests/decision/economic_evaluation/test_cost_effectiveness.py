"""Cost-effectiveness of jointly normal effects and costs, where every curve has a closed form."""

import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

import stakes

SEEDS = [1, 2, 3, 4]
THRESHOLDS = [2.0, 8.0, 12.0, 30.0]
EFFECT, COST, TOGETHER = (1.0, 0.5), (10.0, 4.0), 0.6  # mean and spread of each difference


def drawn(seed, shape=(4, 2_500)):
    """An old and a new treatment; what moves both alike is large."""
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(3, *shape))
    both = 5 * z[2]
    effect = EFFECT[0] + EFFECT[1] * z[0]
    cost = COST[0] + COST[1] * (TOGETHER * z[0] + np.sqrt(1 - TOGETHER**2) * z[1])
    dims, ids = ("option", "chain", "draw"), {"option": ["old", "new"]}
    return (
        xr.DataArray(np.stack([both, both + effect]), ids, dims, attrs={"unit": "years"}),
        xr.DataArray(np.stack([both, both + cost]), ids, dims, attrs={"unit": "pounds"}),
    )


def lead(k):
    """Mean and spread of the incremental net benefit."""
    variance = (k * EFFECT[1]) ** 2 + COST[1] ** 2 - 2 * k * TOGETHER * EFFECT[1] * COST[1]
    return k * EFFECT[0] - COST[0], np.sqrt(variance)


def off(found, name, truth, error=None):
    return abs(float(found[name]) - truth) / float(found[error or f"{name}_mcse"])


@pytest.mark.parametrize("seed", SEEDS)
def test_all_curves_are_those_of_normal_net_benefits(seed):
    found = stakes.cost_effectiveness(*drawn(seed), THRESHOLDS)
    for k in THRESHOLDS:
        mean, sd = lead(k)
        row = found.sel(threshold=k, option="new")
        assert off(row, "inb", mean) < 4
        assert off(row, "ceac", norm.cdf(mean / sd)) < 4
        assert off(row, "better", norm.cdf(mean / sd)) < 4
        assert (
            off(row, "evpi", sd * norm.pdf(mean / sd) - abs(mean) * norm.cdf(-abs(mean) / sd)) < 4
        )
        assert row["best"].item() == ("new" if mean > 0 else "old")
        best = found.sel(threshold=k, option=row["best"].item())
        assert float(row["ceaf"]) == float(best["ceac"])
    assert found["resolved"].all()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_ratio_of_differences_within_its_error(seed):
    row = stakes.cost_effectiveness(*drawn(seed), THRESHOLDS).sel(option="new")
    assert off(row, "icer", COST[0] / EFFECT[0]) < 4
    assert off(row, "sequential_icer", COST[0] / EFFECT[0]) < 4
    assert off(row, "effect_difference", EFFECT[0]) < 4
    assert off(row, "cost_difference", COST[0]) < 4
    assert row["effect_difference_mcse"] < 0.2 * row["effect_mcse"]  # paired


def test_errors_of_the_ratio_are_as_wide_as_its_spread_over_samples():
    found = [stakes.cost_effectiveness(*drawn(seed, (4, 250)), [1.0]) for seed in range(200)]
    ratios = np.array([float(f["icer"].sel(option="new")) for f in found])
    errors = np.array([float(f["icer_mcse"].sel(option="new")) for f in found])
    assert 0.85 < ratios.std() / errors.mean() < 1.15


def test_costs_in_another_order_are_those_of_their_options():
    effects, costs = drawn(1)
    found = stakes.cost_effectiveness(effects, costs.isel(option=[1, 0]), THRESHOLDS)
    xr.testing.assert_allclose(found, stakes.cost_effectiveness(effects, costs, THRESHOLDS))
    turned = stakes.cost_effectiveness(effects, costs, THRESHOLDS, against="new")
    assert float(turned["inb"].sel(option="old", threshold=30.0)) < 0
    assert turned.attrs == {"against": "new", "effect_unit": "years", "unit": "pounds"}


def test_exchanged_effects_and_costs_would_be_found_out():
    effects, costs = drawn(1)
    row = stakes.cost_effectiveness(costs, effects, THRESHOLDS).sel(option="new")
    assert off(row, "icer", COST[0] / EFFECT[0]) > 10


def test_no_ratio_where_the_effect_cannot_be_told_from_none():
    effects, costs = drawn(1)
    nothing = effects - EFFECT[0] * (effects["option"] == "new")
    row = stakes.cost_effectiveness(nothing, costs, THRESHOLDS).sel(option="new")
    assert np.isnan(row["icer"])
    assert np.isnan(row["icer_mcse"])


def test_options_that_are_dominated_are_said_to_be():
    ids = ["nothing", "cheap", "mixed", "dear", "silly"]
    means = np.array([[0, 0], [1, 8], [1.5, 20], [2, 24], [0.8, 30]], float)
    noise = np.random.default_rng(1).normal(0, 0.01, (2_000, 1))
    effects, costs = (
        xr.DataArray(means[:, i] + noise, {"option": ids}, ("sample", "option")) for i in (0, 1)
    )
    found = stakes.cost_effectiveness(effects, costs, [1, 10, 100])
    on, by_one, by_two = "on the frontier", "dominated", "extendedly dominated"
    assert found["status"].values.tolist() == [on, on, by_two, on, by_one]
    np.testing.assert_allclose(found["sequential_icer"], [np.nan, 8, np.nan, 16, np.nan], rtol=1e-6)
    assert found["best"].values.tolist() == ["nothing", "cheap", "dear"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda e, c, k: (e, c.assign_coords(option=["old", "newer"]), k), "give the same in both"),
        (lambda e, c, k: (e, c.isel(draw=slice(10)), k), "of the same draws"),
        (lambda e, c, k: (e.where(e < 0), c, k), "finite"),
        (lambda e, c, k: (e, c, []), "finite numbers"),
        (lambda e, c, k: (e, c, [np.nan]), "finite numbers"),
    ],
)
def test_what_is_wrong_is_said(change, said):
    with pytest.raises(ValueError, match=said):
        stakes.cost_effectiveness(*change(*drawn(1), THRESHOLDS))


def test_draws_stacked_or_in_frames_are_taken():
    effects, costs = (x.isel(draw=slice(200)).assign_coords(draw=range(200)) for x in drawn(1))
    whole = stakes.cost_effectiveness(effects, costs, 20.0)
    stacked = [
        x.assign_coords(chain=range(4)).stack(sample=("chain", "draw")) for x in (effects, costs)
    ]
    xr.testing.assert_allclose(stakes.cost_effectiveness(*stacked, [20.0]), whole)
    frames = [x.transpose("sample", "option").to_pandas().reset_index(drop=True) for x in stacked]
    found = stakes.cost_effectiveness(*frames, 20.0)
    np.testing.assert_allclose(found["inb"], whole["inb"])
