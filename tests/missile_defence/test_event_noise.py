"""Chance and certainty go one way: outcomes with events drawn average to the expectations."""

import numpy as np
import xarray as xr
from tests.missile_defence.asked import called, valued

COMMON = {
    "attack_rate": 0.5, "nuclear_2020": 1.0, "nuclear_given_attack": 0.4, "damage_nuclear": 0.01,
    "deaths_nuclear": 1.0, "raid": 20.0, "war_cost": 5.0, "partner_rate": 0.5, "partner_raid": 20.0,
    "shield_worth": 5.0, "pass_entities": 0.3, "loss_track": 0.3, "loss_shot": 0.3,
    "credibility_lost": 0.3, "credibility_cost": 1.0, "reassure_forces": 1.0, "erosion_lasts": 5.0,
    "ease_worth": 1.0, "erosion_level": -2.0, "ease_level": -2.0, "limits_cost": 1.0,
    "interface_transparency": 0.01, "failed_politics": 0.3, "answer_cost_new": 3.0,
    "answer_cost_exit": 3.0, "sign_level": 1.0, "work_level": 2.0, "work_lag": -1.0,
    "exchange_loss": 1.0, "exposure_warning": 0.5,
}  # fmt: skip
STEPS = ("exercises", "warning", "information", "safeguards", "separate", "joint")
COMMON |= {f"repair_cost_{kind}": 1.0 for kind in ("sensor", "interceptor", "battle")}
COMMON |= {"erosion_territory": 0.2, "erosion_seat": 0.5, "erosion_separate_step": 0.2}
COMMON |= {f"interface_step_{rung}": 0.3 for rung in STEPS}
COMMON |= {f"sign_step_{rung}": 0.2 for rung in (*STEPS[1:], "one_way")}


def test_simulated_outcomes_average_to_the_expectations(believed):
    """Over six seeds: with one, what only few draws see is far from normal."""
    expected = valued(believed, COMMON)
    z = standardised(sum(valued(believed, COMMON, seed=s) - expected for s in range(6)) / 6)
    assert (np.abs(z) < 4.5).all(), z.to_pandas()
    assert (z != 0).sum() > 60  # noise there is


def test_simulated_outcomes_under_other_beliefs_do_not(believed):
    wrong = COMMON | {"pass_entities": 1.5, "sign_level": -1.0}
    z = standardised(valued(believed, wrong, seed=1) - valued(believed, COMMON))
    assert abs(float(z.sel(option="information_sharing", attribute="guarding"))) > 4.5


def standardised(gap):
    """Mean over all draws in units of its error."""
    each = gap.mean("set").stack(sample=("chain", "draw"))
    error = each.std("sample") / np.sqrt(each.sizes["sample"])
    return (each.mean("sample") / error.where(error > 0, np.inf)).drop_sel(option="keep_talking")


def test_event_noise_is_common_to_all_options(believed):
    relative, level = called(believed, COMMON, seed=5)
    noisy = (relative + level).sum("attribute")
    near = xr.corr(noisy.sel(option="go_alone"), noisy.sel(option="keep_talking"))
    assert float(near) > 0.8
