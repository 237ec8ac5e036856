"""Subgroups of normal leads, where the value of choosing for each has a closed form."""

import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

import stakes

SEEDS = [1, 2, 3, 4]
GROUPS, OPTIONS = ["young", "middle", "old"], ["wait", "treat"]
SHARES = {"young": 0.5, "middle": 0.3, "old": 0.2}
LEADS, SD = np.array([-2.0, 0.5, 3.0]), 1.5  # of treating; the same noise in all groups
FOR_ALL = 0.5 * -2 + 0.3 * 0.5 + 0.2 * 3  # -0.25: wait
STRATA = 0.3 * 0.5 + 0.2 * 3  # treat the middle and the old


def drawn(seed, leads=LEADS, n=10_000):
    rng = np.random.default_rng(seed)
    both, noise = 10 * rng.normal(size=n), SD * rng.normal(size=n)
    lead = leads[:, None] + noise
    return xr.DataArray(
        np.stack([np.broadcast_to(both, lead.shape), both + lead], 1),
        {"subgroup": GROUPS, "option": OPTIONS},
        ("subgroup", "option", "sample"),
        attrs={"unit": "years"},
    )


def loss(mean):
    return SD * norm.pdf(mean / SD) - abs(mean) * norm.cdf(-abs(mean) / SD)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_value_of_strata_is_that_of_their_own_options(seed):
    found = stakes.stratify(drawn(seed), SHARES)
    assert found["best"].values.tolist() == ["wait", "treat", "treat"]
    assert found["best_for_all"].item() == "wait"
    assert abs(found["value_of_strata"] - STRATA) < 4 * found["value_of_strata_mcse"]
    assert abs(found["stratified"] - found["for_all"] - found["value_of_strata"]) < 1e-9
    assert not found["indistinguishable"]
    assert found["resolved"].all()
    assert found.attrs == {"unit": "years"}


@pytest.mark.parametrize("seed", SEEDS)
def test_perfect_information_with_and_without_strata(seed):
    found = stakes.stratify(drawn(seed), SHARES)
    truth = sum(w * loss(m) for w, m in zip(SHARES.values(), LEADS, strict=True))
    assert abs(found["evpi_of_strata"] - truth) < 4 * found["evpi_of_strata_mcse"]
    assert abs(found["evpi_for_all"] - loss(FOR_ALL)) < 4 * found["evpi_for_all_mcse"]
    for i, group in enumerate(GROUPS):
        row = found.sel(subgroup=group)
        assert abs(row["evpi"] - loss(LEADS[i])) < 4 * row["evpi_mcse"]


def test_each_subgroup_is_what_compare_says_of_it():
    found, value = stakes.stratify(drawn(1), SHARES), drawn(1)
    for group in GROUPS:
        table = stakes.compare(value.sel(subgroup=group, drop=True))
        row = found.sel(subgroup=group, drop=True)
        for name in ("expected", "mcse", "lead", "lead_mcse", "p_best", "p_best_mcse"):
            np.testing.assert_allclose(row[name], table[name], rtol=1e-12)
        assert row["best"].item() == table["best"].item()
    together = stakes.compare(
        (value * xr.DataArray(list(SHARES.values()), dims="subgroup")).sum("subgroup")
    )
    assert float(found["for_all"]) == pytest.approx(float(together["expected"].max()))


def test_exchanged_shares_would_be_found_out():
    turned = dict(zip(GROUPS, [0.2, 0.3, 0.5], strict=True))
    found = stakes.stratify(drawn(1), turned)
    assert found["best_for_all"].item() == "treat"
    assert abs(found["value_of_strata"] - STRATA) > 10 * found["value_of_strata_mcse"]


def test_strata_that_are_alike_are_worth_no_more_than_noise():
    rng, worth = np.random.default_rng(1), []
    for _ in range(40):
        draws = rng.normal(size=(400, 3, 2))
        found = stakes.stratify(xr.DataArray(draws, dims=("sample", "subgroup", "option")))
        worth.append(float(found["value_of_strata"]))
        assert found["value_of_strata"] >= 0
        assert found["noise_floor"] > 0
    assert np.mean(worth) > 0  # which is noise alone; the floor is as large
    assert 0.3 < np.mean(worth) / float(found["noise_floor"]) < 1.5


def test_shares_as_an_array_or_none():
    given = xr.DataArray([0.2, 0.5, 0.3], {"subgroup": ["old", "young", "middle"]}, "subgroup")
    xr.testing.assert_identical(stakes.stratify(drawn(1), given), stakes.stratify(drawn(1), SHARES))
    assert stakes.stratify(drawn(1))["share"].values.tolist() == [1 / 3] * 3


@pytest.mark.parametrize(
    ("change", "shares", "said"),
    [
        (lambda v: v.isel(subgroup=0), None, "dim 'subgroup'"),
        (lambda v: v, {"young": 1.0}, "give one for each"),
        (lambda v: v, {"young": 0.5, "middle": 0.3, "old": 0.3}, "sum to 1, not to 1.1"),
        (lambda v: v, {"young": -0.5, "middle": 1.3, "old": 0.2}, "0 or more"),
        (lambda v: v, xr.DataArray([1.0], dims="subgroup"), "of 3"),
        (lambda v: v.where(v < 0), SHARES, "NaN"),
    ],
)
def test_what_is_wrong_is_said(change, shares, said):
    with pytest.raises(ValueError, match=said):
        stakes.stratify(change(drawn(1, n=50)), shares)
