"""The op-ed's claims as statements that each posterior draw bears out or not.

One function a testable claim of claims.toml, of the same name. `beliefs` are the draws; `values`
has the net value of every option that can be chosen today (`net`), its attributes if its agreement
worked from the start (`agreed`), and the net value with quantities set (`what_if`). Each returns,
over [chain, draw], whether the statement holds, or how likely the draw makes it.
"""

import numpy as np

COOPERATION = ["information_sharing", "separate_systems", "joint_control"]
WARHEADS, SITES = (
    1537,
    2,
)  # deployed, by New START's first count; sites for land-based interceptors in the plan
# passes a year, before the activity of entities: at a third of that, none in a year has a chance of
# 4 %
CERTAIN = 10.0


def cost_too_high(beliefs, values):
    return (values.net.sel(option=COOPERATION) <= 0).all("option")


def avoids_race(beliefs, values):
    reading = beliefs["broad_reading"].astype(int)
    effect = (beliefs["race_alone"] - beliefs["race_cooperating"]).isel(reading=reading)
    addressed = beliefs["addressed_information"] * np.where(
        beliefs["objection_sincere"] > 0.5, 1, beliefs["addressed_insincere"]
    )
    return effect * beliefs["causal_share"] * addressed >= 0.05


def better_protection(beliefs, values):
    overflight = (1 - beliefs["near_share"]) * beliefs["overflight_far"]
    return overflight.where(beliefs["radar_view"] < 0.5, beliefs["radar_reach"]) > 0.5


def veto(beliefs, values):
    refused = beliefs["veto_joint"] + (1 - beliefs["veto_joint"]) * beliefs["late_joint"]
    unengaged = (1 - beliefs["near_share"]) * beliefs["overflight_far"] * beliefs["veto_sector"]
    return (refused >= 0.1) & (unengaged >= 0.1)


def objection_refuted(beliefs, values):
    return SITES * beliefs["site_interceptors"] * beliefs["test_success"] / WARHEADS < 0.05


def elections(beliefs, values):
    return beliefs["election_odds"] > 1


def hot_potato(beliefs, values):
    return beliefs["congress_bar"] > 0.5


def still_difficult(beliefs, values):
    odds = beliefs["sign_information"] / (1 - beliefs["sign_information"])
    return odds * beliefs["congress_odds"].where(beliefs["congress_bar"] > 0.5, 1.0) < 1


def iran_ties(beliefs, values):
    parts = values.agreed.sel(option="information_sharing")
    return parts.sel(attribute=["protection", "leak"]).sum("attribute") < 0


def tracking(beliefs, values):
    return beliefs["track_gain"] >= 0.1


def leak_too_costly(beliefs, values):
    return values.what_if(leak_hazard=CERTAIN).sel(option="information_sharing") < 0


def league_of_nations(beliefs, values):
    return beliefs["erode_joint"].where(beliefs["cohesion_effect"] > 0, 0.0)


def not_now(beliefs, values):
    return (values.net.sel(option="go_alone") >= values.net).all("option")
