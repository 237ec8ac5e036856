"""Tail risk against closed forms where a rare event decides, from branches and from plain draws."""

import numpy as np
import pytest
import xarray as xr
from scipy.optimize import brentq
from scipy.stats import norm

import stakes
from stakes.decision.draws.branches import one_branch

SEEDS = [1, 2, 3, 4, 5]
RARE, SHAPE, SCALE = 1e-3, 4.0, 250.0  # a loss, gamma distributed, once in a thousand
LESS, AVERSION, WORST = 0.9, 1e-3, 0.05
IDS = {"option": ["stay", "shield"]}


def truth_of_cvar(kept):
    """Mean of the worst 5 % of a standard normal, less the loss where it occurs: far below all."""
    cut = brentq(lambda q: RARE + (1 - RARE) * norm.cdf(q) - WORST, -3, -1)
    return (-RARE * SHAPE * SCALE * kept - (1 - RARE) * norm.pdf(cut)) / WORST


def truth_of_equivalent(kept):
    rare = RARE * (1 - AVERSION * SCALE * kept) ** -SHAPE
    return -np.log((rare + 1 - RARE) * np.exp(AVERSION**2 / 2)) / AVERSION


def drawn(seed, n=10_000):
    """Both branches of each draw; the shield takes a tenth of the loss."""
    rng = np.random.default_rng(seed)
    noise, loss = rng.normal(size=n), rng.gamma(SHAPE, SCALE, n)
    x = [np.stack([noise, noise - kept * loss]) for kept in (1.0, LESS)]
    weight = np.stack([np.full(n, 1 - RARE), np.full(n, RARE)])
    return xr.DataArray(
        np.array(x),
        IDS | {"weight": (("branch", "sample"), weight)},
        ("option", "branch", "sample"),
    )


def off(estimate, error, truth):
    return abs(float(estimate) - truth) / float(error)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_mean_of_the_worst_outcomes_in_branches(seed):
    # the loss of a draw comes with its noise, which moves it by less than its error
    found = stakes.cvar(drawn(seed))
    for option, kept in (("stay", 1.0), ("shield", LESS)):
        row = found.sel(option=option)
        assert off(row["cvar"], row["cvar_mcse"], truth_of_cvar(kept)) < 4
    row, truth = found.sel(option="shield"), truth_of_cvar(LESS) - truth_of_cvar(1.0)
    assert off(row["difference"], row["difference_mcse"], truth) < 4
    assert row["difference_mcse"] < 0.1 * abs(truth)


@pytest.mark.parametrize("seed", SEEDS)
def test_certainty_equivalents_in_branches(seed):
    found = stakes.certainty_equivalent(drawn(seed), AVERSION)
    assert not found["unreliable"].any()
    for option, kept in (("stay", 1.0), ("shield", LESS)):
        row = found.sel(option=option)
        assert off(row, row["mcse"], truth_of_equivalent(kept)) < 4
    row = found.sel(option="shield")
    truth = truth_of_equivalent(LESS) - truth_of_equivalent(1.0)
    assert off(row["difference"], row["difference_mcse"], truth) < 4
    assert row["difference_mcse"] < 0.1 * abs(truth)


@pytest.mark.parametrize("seed", SEEDS)
def test_plain_draws_of_the_same_are_ten_times_less_precise(seed):
    branches, plain = drawn(seed), one_branch(drawn(seed), seed)
    assert plain.dims == ("option", "sample")
    found, fine = stakes.cvar(plain), stakes.cvar(branches)
    assert (fine["cvar_mcse"] < 0.1 * found["cvar_mcse"]).all()
    row = found.sel(option="stay")
    assert off(row["cvar"], row["cvar_mcse"], truth_of_cvar(1.0)) < 4
    assert stakes.certainty_equivalent(plain, AVERSION)["unreliable"].all()


@pytest.mark.parametrize("seed", SEEDS)
def test_weights_that_are_left_aside_give_another_answer(seed):
    value = drawn(seed)
    even = value.assign_coords(weight=(("branch", "sample"), np.full((2, 10_000), 0.5)))
    row = stakes.cvar(even).sel(option="stay")
    assert off(row["cvar"], row["cvar_mcse"], truth_of_cvar(1.0)) > 20


def test_plain_draws_give_what_compare_gives():
    rng = np.random.default_rng(1)
    value = xr.DataArray(rng.normal(size=(2, 4, 500)), IDS, ("option", "chain", "draw"))
    found, table = stakes.cvar(value), stakes.compare(value)
    np.testing.assert_allclose(found["cvar"], table["cvar"], atol=1e-3)
    np.testing.assert_allclose(found["cvar_mcse"], table["cvar_mcse"], rtol=0.05)
    np.testing.assert_allclose(
        np.abs(found["difference"].values).max(), np.abs(table["cvar_lead"].values).max(), atol=1e-3
    )


def test_branches_that_are_alike_change_nothing():
    plain = one_branch(drawn(1))
    twice = xr.concat([plain, plain], "branch").assign_coords(
        weight=(("branch", "sample"), np.tile([[0.25], [0.75]], plain.sizes["sample"]))
    )
    xr.testing.assert_allclose(stakes.cvar(twice), stakes.cvar(plain), rtol=1e-9)
    for a in (0.0, 1e-12, AVERSION, -AVERSION):
        one, two = (stakes.certainty_equivalent(v, a) for v in (plain, twice))
        np.testing.assert_allclose(one, two, rtol=1e-9)
        np.testing.assert_allclose(one["mcse"], two["mcse"], rtol=1e-9)
        np.testing.assert_allclose(one["ess"], two["ess"], rtol=1e-9)


def test_a_branch_is_taken_by_its_weight():
    value = drawn(1).assign_coords(weight=(("branch", "sample"), np.tile([[0.3], [0.7]], 10_000)))
    plain = one_branch(value)
    share = float((plain == value.isel(branch=1)).isel(option=0).mean())
    assert abs(share - 0.7) < 4 * np.sqrt(0.21 / 10_000)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (lambda: drawn(1).drop_vars("weight"), "need the coordinate 'weight'"),
        (lambda: drawn(1).assign_coords(weight=2 * drawn(1)["weight"]), "sum to 1 in every draw"),
        (lambda: drawn(1).where(drawn(1) > -500), "NaN"),
    ],
)
def test_what_is_no_branch_is_refused(value, said):
    with pytest.raises(ValueError, match=said):
        stakes.cvar(value())


@pytest.mark.parametrize("function", [stakes.compare, stakes.evpi, stakes.dominance])
def test_methods_that_take_plain_draws_refuse_branches(function):
    with pytest.raises(ValueError, match="branch"):
        function(drawn(1))


def test_shares_and_options_are_checked():
    with pytest.raises(ValueError, match="inside"):
        stakes.cvar(drawn(1), worst=1.0)
    with pytest.raises(ValueError, match="nobody"):
        stakes.cvar(drawn(1), against="nobody")
