"""Compromise as Moscow's choice: it passes shared data on when that serves it.

An adversarial risk analysis (Ríos Insua, Ríos and Banks 2009) from NATO's side. Now and then there
is something worth passing. Moscow weighs what Iran would give for it against the chance of being
found out times what that would cost: a penalty in any case, and its stake in the cooperation. Gains
differ from one occasion to the next, so that for payoffs NATO does not know

    P(pass) = P(gain * exp(spread * e) > found_chance * (found_cost + stake)),

with e standard normal. Where its objection to the shield is sincere, Moscow gains from a weaker
shield as well: `pass_if_sincere` is what that adds to the hazard. Past channels did not touch
a shield, so that their record speaks to the hazard without it. Entities and persons who pass on
their own account come on top; they weigh nothing of this.

Registers the same outputs as `compromise.py`, in whose place case.toml can put it.
"""

import numpy as np
import pymc as pm
import pytensor.tensor as pt

import stakes

DAY, YEAR = np.timedelta64(1, "D"), 365.25
CLASSES = ["medium", "missile_defence"]
CHECKS = {
    "known_passes": {
        "known passes": np.sum,
        "channels with a known pass": lambda passes: (passes > 0).sum(),
    },
}
PASSES = ["pass_entities", "detect_ever", "detect_lag"]
PAYOFFS = [
    "occasions",
    "pass_gain",
    "pass_gain_spread",
    "weaker_shield_gain",
    "found_chance",
    "found_cost",
    "stake",
]
DISCREPANCY = [f"discrepancy_{c}" for c in CLASSES]


def add(priors, evidence):
    """Register passing on, with known passes as evidence."""
    q = stakes.quantities(priors, [*PAYOFFS, *PASSES, *DISCREPANCY])
    policy = pm.Deterministic("pass_policy", q["occasions"] * _pays(q, q["pass_gain"]))
    sincere = q["occasions"] * _pays(q, q["pass_gain"] + q["weaker_shield_gain"])
    pm.Deterministic("pass_if_sincere", sincere - policy)
    passes, years = _channels(evidence["cooperation_channels"], evidence.as_of, q)
    mean = (policy + q["pass_entities"]) * years
    pm.Poisson("known_passes", mu=pt.maximum(mean, 1e-12), observed=passes)


def _pays(q, gain):
    """Chance that on a given occasion Moscow gains by passing."""
    risk = q["found_chance"] * (q["found_cost"] + q["stake"])
    score = (pt.log(gain) - pt.log(risk)) / q["pass_gain_spread"]
    return 0.5 * pt.erfc(-score / np.sqrt(2.0))


def _channels(rows, as_of, q):
    """Passes known from each channel, and the years of sharing that would have shown one, at the
    rate of missile-defence sharing.
    """
    rows = rows[rows["reference_class"].isin(CLASSES) & rows["sharing_start"].notna()]
    now = np.datetime64(as_of)
    age = (now - rows["sharing_start"].to_numpy("datetime64[D]")) / DAY / YEAR
    since = (now - rows["sharing_end"].fillna(now).to_numpy("datetime64[D]")) / DAY / YEAR
    began = pm.Data("channel_age", np.maximum(age, 0.0))
    ended = pm.Data("channel_since_end", np.maximum(since, 0.0))
    group = rows["reference_class"].map(CLASSES.index).to_numpy(dtype="int64")
    discrepancy = pt.stack([q[name] for name in DISCREPANCY])[pm.Data("channel_class", group)]
    years = stakes.reported_years(began, ended, q["detect_ever"], q["detect_lag"], pt)
    passes = rows["passes_known"].fillna(0).to_numpy(dtype="int64")
    return pm.Data("channel_passes", passes), years * pt.exp(discrepancy)
