"""Politics: the chance that an agreement is signed and then works, what it costs, and whether
Russia would consent to fire.

What became of earlier agreed channels is the evidence for whether a signed one works.
Missile-defence and warning agreements are the nearest class and differ little from the one in
question; other channels differ by a wide discrepancy.
"""

import pymc as pm
import pytensor.tensor as pt

import stakes

CHECKS = {
    "carried_out": {
        "agreements carried out": lambda x: x.sum(),
        "share carried out": lambda x: x.mean() if x.size else 0.0,
    }
}
SIGNING = [
    "sign_information",
    "sign_separate",
    "sign_joint",
    "election_odds",
    "congress_odds",
    "sign_to_work",
    "failed_cost",
]
COSTS = ["interface_information", "interface_separate", "interface_joint"]
CONSENT = ["veto_joint", "late_joint", "veto_sector", "veto_nato"]


def add(priors, evidence):
    """Register the politics variables, with the fate of earlier agreements as evidence."""
    rows = evidence["cooperation_channels"]
    rows = rows[rows["agreed_by"].notna() & rows["implemented"].notna()]
    near = pm.Data("agreement_near", rows["warning_related"].to_numpy(dtype="int64"))
    carried_out = pm.Data("agreement_carried_out", rows["implemented"].to_numpy(dtype="int64"))
    q = stakes.quantities(
        priors,
        [
            "work_given_sign",
            "work_discrepancy_other",
            "work_discrepancy_near",
            *SIGNING,
            *COSTS,
            *CONSENT,
        ],
    )
    discrepancy = pt.stack([q["work_discrepancy_other"], q["work_discrepancy_near"]])
    pm.Bernoulli(
        "carried_out",
        logit_p=pm.math.logit(q["work_given_sign"]) + discrepancy[near],
        observed=carried_out,
    )
