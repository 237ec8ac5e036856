"""Simulated outcomes of the real case: what is nuclear and rare, in branches of every draw."""

import numpy as np
import pytest
import xarray as xr

import stakes
from stakes.inference.drawn.draw_sets import fewer
from stakes.outcomes.consequences import reviews
from stakes.outcomes.exact.linearity import exact
from stakes.outcomes.simulated_outcomes import rare_events

pytestmark = [pytest.mark.slow, pytest.mark.long]
SEEDS = [1, 2, 3]
OPTIONS = ["go_alone", "information_sharing", "separate_systems", "joint_control"]


@pytest.fixture(scope="module")
def outcomes(real_case, real_fit):
    """By seed of the chance events."""
    weights = real_case.profiles["planner"].weights
    reviewed = reviews(real_case, real_fit, weights, exact(real_case, real_fit))
    return {
        seed: stakes.simulate_outcomes(
            real_case, real_fit, seed=seed, weights=weights, reviewed=reviewed
        )
        for seed in SEEDS
    }


def test_what_is_nuclear_is_rare(real_case, real_fit, outcomes):
    assert rare_events(real_case, real_fit) == ["nuclear"]
    weight = outcomes[1]["weight"]
    assert 1e-4 < float(weight.isel(branch=1).mean()) < 1e-2
    np.testing.assert_allclose(weight.sum("branch"), 1.0, rtol=1e-12)


def test_three_seeds_of_the_event_noise_agree_on_the_worst_outcomes(real_case, outcomes):
    found = [stakes.cvar(value, against=real_case.baseline) for value in outcomes.values()]
    for amount, error in (("cvar", "cvar_mcse"), ("difference", "difference_mcse")):
        for a, b in ((0, 1), (0, 2), (1, 2)):
            gap = np.abs(found[a][amount] - found[b][amount])
            allowed = 3 * np.hypot(found[a][error], found[b][error])
            assert (gap <= allowed).all(), (amount, gap.values, allowed.values)
    for table in found:  # it was a fifth of the amount, with nuclear strikes drawn as they come
        assert (table["cvar_mcse"] < 0.1 * np.abs(table["cvar"])).all()


def test_three_seeds_agree_on_certainty_equivalents_or_none_is_given(real_case, outcomes):
    aversions = xr.DataArray([0.0, 1e-5, 1e-4, 3e-4, 1e-3], dims="risk_aversion")
    found = [
        stakes.certainty_equivalent(value, aversions, real_case.baseline)
        for value in outcomes.values()
    ]
    for a, b in ((0, 1), (0, 2), (1, 2)):
        gap = np.abs(found[a] - found[b])
        allowed = 3 * np.hypot(found[a]["mcse"], found[b]["mcse"])
        assert ((gap <= allowed) | gap.isnull()).all()
    for amounts in found:
        assert amounts.sel(risk_aversion=1e-5).notnull().all()
        assert amounts.sel(risk_aversion=3e-4).isnull().all()  # one strike alone decides
        assert (amounts["reason"].sel(risk_aversion=3e-4) != "").all()
        given = amounts.where(amounts.notnull(), drop=True)
        assert (given["mcse"] < 0.1 * np.abs(given)).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_means_over_branches_are_the_expected_values(real_case, real_fit, outcomes, seed):
    expected = stakes.net_value(
        stakes.consequences(real_case, real_fit, relative=False),
        real_case.profiles["planner"].weights,
    ).sel(option=OPTIONS)
    value = outcomes[seed].sel(option=OPTIONS)
    gap = (value * value["weight"]).sum("branch") - expected
    each = gap.mean("set").stack(sample=("chain", "draw"))
    error = each.std("sample") / np.sqrt(each.sizes["sample"])
    assert (np.abs(each.mean("sample")) <= 4.5 * error).all()


def test_one_branch_of_each_draw_is_what_is_drawn_as_it_comes(real_case, real_fit, outcomes):
    thin = fewer(real_fit["posterior"].to_dataset(), 2)
    fit = xr.DataTree.from_dict({"/": real_fit.to_dataset(), "posterior": thin})
    plain = stakes.net_value(
        stakes.consequences(real_case, fit, relative=False, simulate=True, seed=9),
        real_case.profiles["planner"].weights,
    ).sel(option="go_alone")
    taken = stakes.one_branch(fewer(outcomes[1], 2)).sel(option="go_alone")
    for q in (0.01, 0.05, 0.25, 0.5):  # nothing at all happens in most of the rest
        at = float(plain.quantile(q))
        share, n = float((taken <= at).mean()), plain.size
        assert abs(share - q) < 4 * np.sqrt(2 * q * (1 - q) / n)
