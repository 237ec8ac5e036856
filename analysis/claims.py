"""The op-ed's sentences as statements that each posterior draw bears out or not, or by a chance.

One function a testable claim of claims.toml, of the same name. `beliefs` are the draws; `values`
has the net value of every option that can be chosen today (`net`), its attributes if its
agreement worked from the start (`agreed`), the net value with quantities set (`what_if`), and
what consequences are given besides the beliefs (`setting`). Each returns, over [chain, draw],
whether the statement holds, or how likely the draw makes it; a conditional claim is NaN where its
condition does not hold.
"""

import numpy as np

from .effects.forecasts import forecasts
from .effects.rungs import met
from .effects.shield import overflight

PROPOSED = ["information_sharing", "separate_systems", "joint_control"]
ALONE = ["keep_talking", "close_file", "go_alone"]
WARHEADS, SITES = 1537, 2  # deployed, by New START's first count; land sites of the plan
CERTAIN = 3.0  # passes a year of work
TYPES = (1, 2, 3)


def _expected(values):
    return values.net.mean(("chain", "draw"))


def cost_too_high(beliefs, values):
    """A verdict on expected values is yes or no, in all draws alike."""
    least = (
        _expected(values).sel(option=PROPOSED).max() <= _expected(values).sel(option=ALONE).max()
    )
    return 0.0 * beliefs["attack_rate"] + float(least)


def avoids_race(beliefs, values):
    broad = values.setting.parameters["answers_broad"] > 0.5
    share = met(beliefs)["information"]
    honest = beliefs["objection_sincere"]
    share = share * (honest + (1 - honest) * beliefs["met_insincere"])
    return np.exp(beliefs[f"state_working_{'broad' if broad else 'strict'}"] * share) <= 0.5


def better_protection(beliefs, values):
    return overflight(beliefs) > 0.5


def veto(beliefs, values):
    refused = beliefs["veto_joint"] + (1 - beliefs["veto_joint"]) * beliefs["late_joint"]
    return (refused >= 0.1) & (overflight(beliefs) * beliefs["veto_sector"] >= 0.1)


def objection_refuted(beliefs, values):
    interceptors = SITES * beliefs["site_interceptors"] + beliefs["ship_interceptors"]
    few = interceptors * beliefs["test_success"] / WARHEADS < 0.05
    return few * (1 - beliefs["objection_reach"])


def hot_potato(beliefs, values):
    return beliefs["congress_bar"] > 0.5


def still_difficult(beliefs, values):
    found = forecasts(beliefs, values.setting)["signed_by_2016"]
    return 1 - found.sel(option="information_sharing")


def iran_ties(beliefs, values):
    parts = values.agreed.sel(option="information_sharing")
    return parts.sel(attribute=["protection", "leak"]).sum("attribute") < 0


def tracking(beliefs, values):
    return beliefs["track_gain"] >= 0.1


def leak_too_costly(beliefs, values):
    """Of the draws in which sharing would lead if nothing were passed on, those that a pass as good
    as certain turns.
    """
    tight = values.what_if(pass_policy=0.0, pass_entities=0.0)
    leaking = values.what_if(pass_policy=0.0, pass_entities=CERTAIN, pass_needed=1.0)
    leads = _leads(tight)
    return (leads & ~_leads(leaking)).where(leads)


def _leads(net):
    return net.sel(option="information_sharing") > net.sel(option=ALONE).max("option")


def league_of_nations(beliefs, values):
    return 1 - np.exp(-5 * _seat(beliefs, values))


def _seat(beliefs, values):
    """Rate of erosion a year of joint control."""
    loose = values.setting.parameters["erosion_loose"] > 0.5
    level, territory, seat = (
        beliefs[f"erosion_{name}"].sel(erosion_reading="loose" if loose else "strict", drop=True)
        for name in ("level", "territory", "seat")
    )
    return np.exp(level + territory + beliefs["erosion_separate_step"] + seat)


def not_now(beliefs, values):
    """Chance that the choice would be a form of cooperation if Moscow's type were known, where
    today's is none.
    """
    together = [o for o in values.net["option"].values if o not in ALONE]
    today = _expected(values)
    if str(today.idxmax("option").item()) in together:
        return 0.0 * beliefs["attack_rate"]
    chosen = 0.0 * beliefs["attack_rate"]
    for kind in TYPES:
        here = beliefs["moscow_type"].round() == kind
        mean = values.net.where(here).mean(("chain", "draw"))
        best = str(mean.fillna(-np.inf).idxmax("option").item())
        chosen = chosen + here * float(best in together)
    return chosen
