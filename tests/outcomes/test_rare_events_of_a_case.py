"""A small case that calls its flood rare, with draws made by hand: against closed forms."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import stakes
from stakes.case.case import open_case
from stakes.outcomes.simulated_outcomes import rare_events

SEEDS, DRAWS = [1, 2, 3], (4, 2_000)
BARE = Path(__file__).parents[1] / "bare"
COUNT = 'setting.count("flood", beliefs["rate"] * setting.periods["length"])'


def case_with(tmp_path, count):
    shutil.copytree(BARE, tmp_path / "case")
    code = tmp_path / "case" / "analysis" / "consequences.py"
    text = code.read_text(encoding="utf-8")
    assert COUNT in text
    code.write_text(text.replace(COUNT, count), encoding="utf-8")
    return open_case(tmp_path / "case")


@pytest.fixture
def rare_case(tmp_path):
    return case_with(tmp_path, COUNT.replace(")", ")", 1)[:-1] + ", rare=True)")


def fit_of(case, seed, rate=1e-4):
    rng, dims = np.random.default_rng(seed), ("chain", "draw")
    posterior = xr.Dataset(
        {
            "rate": (dims, rate * rng.lognormal(0, 0.3, DRAWS)),
            "damage": (dims, rng.gamma(4.0, 25.0, DRAWS)),
        }
    )
    attrs = xr.Dataset(attrs={"as_of": str(case.as_of)})
    return xr.DataTree.from_dict({"/": attrs, "posterior": posterior})


@pytest.mark.parametrize("seed", SEEDS)
def test_the_mean_over_branches_is_the_expected_value(rare_case, seed):
    fit = fit_of(rare_case, seed)
    weights = rare_case.profiles[rare_case.default_profile].weights
    expected = stakes.net_value(stakes.consequences(rare_case, fit, relative=False), weights)
    value = stakes.simulate_outcomes(rare_case, fit, seed=seed)
    assert rare_events(rare_case, fit) == ["flood"]
    np.testing.assert_allclose(value["weight"].sum("branch"), 1.0, rtol=1e-12)
    gap = (value * value["weight"]).sum("branch") - expected
    error = gap.std(("chain", "draw")) / np.sqrt(gap[..., 0].size)
    second = 1e-3 * np.abs(expected.mean())  # floods in one draw, which few draws have
    assert (np.abs(gap.mean(("chain", "draw"))) <= 4 * error + second).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_flood_in_a_thousand_decides_is_known_ten_times_better(rare_case, seed):
    """Without a flood nothing is lost: the mean of the worst 5 % is the expected loss over .05."""
    fit = fit_of(rare_case, seed)
    weights = rare_case.profiles[rare_case.default_profile].weights
    found = stakes.cvar(stakes.simulate_outcomes(rare_case, fit, seed=seed)).isel(option=0)
    absolute = stakes.net_value(stakes.consequences(rare_case, fit, relative=False), weights)
    truth = float(absolute.isel(option=0).mean()) / 0.05
    assert abs(float(found["cvar"]) - truth) < 4 * float(found["cvar_mcse"])
    drawn = stakes.net_value(
        stakes.consequences(rare_case, fit, relative=False, simulate=True, seed=seed), weights
    )
    plain = stakes.cvar(drawn).isel(option=0)
    assert float(found["cvar_mcse"]) < 0.1 * max(float(plain["cvar_mcse"]), abs(truth))


def test_a_case_without_rare_events_has_no_branches(tmp_path):
    case = case_with(tmp_path, COUNT)
    value = stakes.simulate_outcomes(case, fit_of(case, 1))
    assert "branch" not in value.dims
    xr.testing.assert_identical(stakes.one_branch(value), value)
    weights = case.profiles[case.default_profile].weights
    drawn = stakes.consequences(case, fit_of(case, 1), relative=False, simulate=True)
    np.testing.assert_allclose(value, stakes.net_value(drawn, weights))


def test_a_probability_that_hangs_on_another_chance_event_is_refused(tmp_path):
    wet = 'setting.chance("wet", 0.5 + 0.0 * beliefs["rate"])'
    case = case_with(
        tmp_path,
        f'setting.count("flood", {wet} * beliefs["rate"] * setting.periods["length"], rare=True)',
    )
    with pytest.raises(ValueError, match="flood: the probability of a rare event must hang on"):
        stakes.simulate_outcomes(case, fit_of(case, 1, rate=0.01))
