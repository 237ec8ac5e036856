"""The op-ed's sentences as statements that each posterior draw bears out or not, or by a chance,
and the effects that they speak of.

One function a testable claim of claims.toml, of the same name, and one for its effect. `beliefs`
are the draws; `values` has the net value of every option that can be chosen today (`net`), its
attributes if its agreement worked from the start (`agreed`), the net value with quantities set
(`what_if`), what consequences are given besides the beliefs (`setting`), and whether a mean is
above 0 beyond its error (`clearly`). Each returns, over [chain, draw], whether the statement holds,
or how likely the draw makes it; or, for the effect, how large it is in the draw. What is
conditional is NaN where its condition does not hold.
"""

from dataclasses import replace

import numpy as np

from .effects.forecasts import forecasts
from .effects.rungs import met
from .effects.shield import gained, overflight

PROPOSED = ["information_sharing", "separate_systems", "joint_control"]
ALONE = ["keep_talking", "close_file", "go_alone"]
WARHEADS, SITES = 1537, 2  # deployed, by New START's first count; land sites of the plan
CERTAIN = 3.0  # passes a year of work
STATE_PASSES_NOTHING = {"pass_policy": 0.0, "pass_if_sincere": 0.0}
SHARING = "information_sharing"
TYPES = (1, 2, 3)


def _best_lead(values, some, others):
    """Lead of the option with the highest expected value of some over that of others, by draw."""
    best, next_ = (_best(values.net.sel(option=list(names))) for names in (some, others))
    return _of(values.net, best) - _of(values.net, next_)


def _of(values, option, **at):
    return values.sel(option=option, **at, drop=True)


def cost_too_high(beliefs, values):
    """A verdict on expected values is yes, no, or open, in all draws alike."""
    return 0.0 * beliefs["attack_rate"] + values.clearly(-cost_too_high_effect(beliefs, values))


def cost_too_high_effect(beliefs, values):
    return _best_lead(values, PROPOSED, ALONE)


def avoids_race(beliefs, values):
    return avoids_race_effect(beliefs, values) <= 0.5


def avoids_race_effect(beliefs, values):
    broad = values.setting.parameters["answers_broad"] > 0.5
    share = met(beliefs)["information"]
    honest = beliefs["objection_sincere"]
    share = share * (honest + (1 - honest) * beliefs["met_insincere"])
    return np.exp(beliefs[f"state_working_{'broad' if broad else 'strict'}"] * share)


def better_protection(beliefs, values):
    return overflight(beliefs) > 0.5


def better_protection_effect(beliefs, values):
    return _of(values.agreed, SHARING, attribute="protection")


def veto(beliefs, values):
    sector = overflight(beliefs) * beliefs["veto_sector"]
    return (veto_effect(beliefs, values) >= 0.1) & (sector >= 0.1)


def veto_effect(beliefs, values):
    return beliefs["veto_joint"] + (1 - beliefs["veto_joint"]) * beliefs["late_joint"]


def objection_refuted(beliefs, values):
    few = objection_refuted_effect(beliefs, values) < 0.05
    return few * (1 - beliefs["objection_reach"])


def objection_refuted_effect(beliefs, values):
    interceptors = SITES * beliefs["site_interceptors"] + beliefs["ship_interceptors"]
    return interceptors * beliefs["test_success"] / WARHEADS


def hot_potato(beliefs, values):
    return beliefs["congress_bar"] > 0.5


def hot_potato_effect(beliefs, values):
    return beliefs["congress_odds"]


def still_difficult(beliefs, values):
    return 1 - _of(forecasts(beliefs, values.setting)["signed_by_2016"], SHARING)


def still_difficult_effect(beliefs, values):
    return _of(forecasts(beliefs, values.setting)["signed"], SHARING)


def iran_ties(beliefs, values):
    parts = _of(values.agreed, SHARING)
    return parts.sel(attribute=["protection", "leak"]).sum("attribute") < 0


def iran_ties_effect(beliefs, values):
    """Cost of the leak over the passes that are expected, both if it works from the start."""
    passes = _of(forecasts(beliefs, replace(values.setting, agreed=True))["passed"], SHARING)
    cost = -_of(values.agreed, SHARING, attribute="leak")
    return cost / passes.where(passes > 0)


def tracking(beliefs, values):
    return beliefs["track_gain"] >= 0.1


def tracking_effect(beliefs, values):
    return gained(beliefs)


def leak_too_costly(beliefs, values):
    """Of the draws in which sharing would lead if nothing were passed on, those that a pass as good
    as certain turns.
    """
    tight, leaking = _worlds(values)
    leads = _leads(tight)
    return (leads & ~_leads(leaking)).where(leads)


def leak_too_costly_effect(beliefs, values):
    tight, leaking = _worlds(values)
    return (_of(tight, SHARING) - _of(leaking, SHARING)).where(_leads(tight))


def _worlds(values):
    """Net values with nothing passed on, and with a pass as good as certain."""
    tight = values.what_if(**STATE_PASSES_NOTHING, pass_entities=0.0)
    return tight, values.what_if(**STATE_PASSES_NOTHING, pass_entities=CERTAIN, pass_needed=1.0)


def _leads(net):
    return net.sel(option=SHARING) > net.sel(option=ALONE).max("option")


def league_of_nations(beliefs, values):
    return 1 - np.exp(-5 * _seat(beliefs, values))


def league_of_nations_effect(beliefs, values):
    return _of(values.agreed, "joint_control", attribute="alliance")


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
    today's is none; open where it cannot be told what today's is.
    """
    together = [o for o in values.net["option"].values if o not in ALONE]
    apart = values.clearly(_best_lead(values, ALONE, together))
    changed = sum(here * float(best not in ALONE) for here, best in _by_type(beliefs, values))
    return changed * apart


def not_now_effect(beliefs, values):
    """What is gained or lost in a draw by the choice that is best for its type of Moscow, over
    today's: on average what knowing the type would be worth.
    """
    chosen = sum(here * _of(values.net, best) for here, best in _by_type(beliefs, values))
    return chosen - _of(values.net, _best(values.net))


def _by_type(beliefs, values):
    """For each type that is drawn: in which draws Moscow is of it, and what would be chosen."""
    kinds = [beliefs["moscow_type"].round() == kind for kind in TYPES]
    return [(here, _best(values.net.where(here))) for here in kinds if here.any()]


def _best(net):
    return str(net.mean(("chain", "draw")).idxmax("option").item())
