"""Threat: how often Iran would fire ballistic missiles at NATO Europe, and what that would do.

The rate has two records: Iran itself (none), and other hostile missile states (one attack,
Lampedusa in 1986), which differ by a discrepancy; a state is at risk until its first. Nuclear
events dominate the mean and are far too rare to draw: consequences.py integrates over them.
"""

import numpy as np
import pymc as pm
import pytensor.tensor as pt

import stakes

DAY, YEAR = np.timedelta64(1, "D"), 365.25
CHECKS = {"attacks": {"attacks": np.sum, "most attacks by one state": lambda n: n.max(initial=0)}}
DAMAGE = [
    "raid",
    "nuclear_given_attack",
    "built_up",
    "deaths_conventional",
    "damage_conventional",
    "deaths_nuclear",
    "damage_nuclear",
]


def add(priors, evidence):
    """Register the threat variables, with the state-years of hostile missile states as evidence."""
    rows = evidence["missile_attacks"]
    now = np.datetime64(evidence.as_of)
    exposure = (
        (
            rows["first_attack"].fillna(rows["end"]).fillna(now).to_numpy("datetime64[D]")
            - rows["start"].to_numpy("datetime64[D]")
        )
        / DAY
        / YEAR
    )
    years = pm.Data("state_years", np.maximum(exposure, 0.0))
    other = pm.Data("other_state", 1.0 - rows["is_iran"].to_numpy(dtype="float64"))
    attacks = pm.Data("state_attacks", rows["first_attack"].notna().to_numpy(dtype="int64"))
    q = stakes.quantities(priors, ["attack_rate", "hostile_discrepancy", *DAMAGE])
    pm.Poisson(
        "attacks",
        mu=q["attack_rate"] * pt.exp(q["hostile_discrepancy"] * other) * years,
        observed=attacks,
    )
