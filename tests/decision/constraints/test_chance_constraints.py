"""Chances of bad outcomes against normal and binomial truths, from draws, chains and branches."""

import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

import stakes
from stakes import Limit

SEEDS = [1, 2, 3, 4]
MEANS, SDS, FLOOR = np.array([0.0, 1.0, 0.0]), np.array([1.0, 2.0, 0.1]), -2.0
IDS = {"option": ["plain", "bold", "safe"]}
TRUTH = norm.cdf((FLOOR - MEANS) / SDS)  # .023, .067, about 0


def drawn(seed, n=10_000):
    draws = np.random.default_rng(seed).normal(MEANS, SDS, (n, 3))
    return xr.DataArray(draws, IDS, ("sample", "option"))


def slow(seed, kept=0.9, shape=(4, 4_000)):
    """Chains of normal draws that forget slowly."""
    rng = np.random.default_rng(seed)
    x = np.empty((*shape, 3))
    x[:, 0] = rng.normal(size=(shape[0], 3))
    for t in range(1, shape[1]):
        x[:, t] = kept * x[:, t - 1] + np.sqrt(1 - kept**2) * rng.normal(size=(shape[0], 3))
    return xr.DataArray(MEANS + SDS * x, IDS, ("chain", "draw", "option"))


@pytest.mark.parametrize("made", [drawn, slow])
@pytest.mark.parametrize("seed", SEEDS)
def test_chances_are_those_of_the_normal_distribution(made, seed):
    found = stakes.chance_constraints(made(seed), {"ruin": Limit(below=FLOOR, chance=0.04)})
    row = found.sel(constraint="ruin")
    assert (abs(row["probability"] - TRUTH) < 4 * row["probability_mcse"]).all()
    assert ((row["lower"] <= row["probability"]) & (row["probability"] <= row["upper"])).all()
    assert row["verdict"].values.tolist() == ["passes", "fails", "passes"]
    assert found["allowed"].values.tolist() == ["passes", "fails", "passes"]


def test_bounds_miss_no_more_often_than_they_say():
    """Each side in 1.4 of 100; of 400 samples of 300 draws, a dozen at most."""
    low = high = 0
    for seed in range(400):
        row = stakes.chance_constraints(drawn(seed, 300), {"ruin": Limit(below=FLOOR)})
        share = row.isel(constraint=0, option=0)
        low, high = low + (TRUTH[0] < share["lower"]), high + (TRUTH[0] > share["upper"])
    assert low <= 13
    assert high <= 13


def test_what_was_not_seen_is_not_impossible():
    few = xr.DataArray(np.tile([1.0, 2.0], (50, 1)), dims=("sample", "option"))
    found = stakes.chance_constraints(few, {"ruin": Limit(below=0.0, chance=0.01)})
    assert found["verdict"].values.ravel().tolist() == ["cannot be told"] * 2
    assert (found["probability_mcse"] > 0).all()
    many = xr.DataArray(np.ones((5_000, 2)), dims=("sample", "option"))
    assert (
        stakes.chance_constraints(many, {"ruin": Limit(below=0.0)})["verdict"] == "passes"
    ).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_branches_tell_a_rare_event_from_few_draws(seed):
    """A loss once in two hundred, give or take, in a branch of each of 500 draws."""
    rng = np.random.default_rng(seed)
    rare = rng.beta(20, 3_980, 500)
    noise = rng.normal(size=(2, 500))
    x = np.stack([noise, noise + np.array([[0.0], [-50.0]])])
    weight = (("branch", "sample"), np.stack([1 - rare, rare]))
    draws = xr.DataArray(
        x, {"option": ["shielded", "open"], "weight": weight}, ("option", "branch", "sample")
    )
    found = stakes.chance_constraints(draws, {"ruin": Limit(below=-20.0, chance=0.01)})
    row = found.sel(constraint="ruin", option="open")
    assert abs(row["probability"] - 0.005) < 4 * row["probability_mcse"]
    assert row["verdict"] == "passes"
    plain = stakes.chance_constraints(stakes.one_branch(draws), {"ruin": Limit(below=-20.0)})
    assert plain["verdict"].sel(option="open").item() == "cannot be told"


def test_each_limit_may_be_on_an_outcome_of_its_own():
    x = drawn(1)
    limits = {"loss": Limit(below=FLOOR, chance=0.05), "excess": Limit(above=5.0, chance=0.001)}
    found = stakes.chance_constraints({"loss": x, "excess": 2 * x}, limits)
    assert found["verdict"].sel(option="bold").values.tolist() == ["fails", "fails"]
    assert found["verdict"].sel(option="safe").values.tolist() == ["passes", "passes"]
    assert found["chance"].values.tolist() == [0.05, 0.001]
    both = stakes.chance_constraints(x, {"either": Limit(below=-1.0, above=1.0, chance=0.5)})
    off = both["probability"].sel(option="plain") - 2 * norm.cdf(-1)
    assert abs(off) < 4 * both["probability_mcse"].sel(option="plain")


@pytest.mark.parametrize(
    ("outcomes", "limits", "said"),
    [
        (drawn(1, 10), {}, "limits is empty"),
        (drawn(1, 10), {"ruin": Limit()}, "neither below nor above"),
        (drawn(1, 10), {"ruin": Limit(below=0, chance=2)}, "must lie in"),
        ({"other": drawn(1, 10)}, {"ruin": Limit(below=0)}, "no draws for ruin"),
        (drawn(1, 10) * np.nan, {"ruin": Limit(below=0)}, "NaN"),
        (
            {"a": drawn(1, 10), "b": drawn(1, 10).isel(option=[0, 1])},
            {"a": Limit(below=0), "b": Limit(below=0)},
            "different options",
        ),
    ],
)
def test_what_is_wrong_is_said(outcomes, limits, said):
    with pytest.raises(ValueError, match=said):
        stakes.chance_constraints(outcomes, limits)
