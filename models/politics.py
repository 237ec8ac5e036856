"""Politics: what an agreement costs, what refusing or failing does, and whether Russia would
consent to fire.

No record speaks to these by itself: all of it is judgement on named bases.
"""

import stakes

POLITICS = [
    "sign_limits",
    "limits_cost",
    "stop_on_suspicion",
    "refusal_linkage",
    "keep_talking_cost",
    "failed_politics",
    "pursued_longer",
    "lapse_time",
    "election_odds",
    "congress_odds",
]
INTERFACE = [
    "interface_transparency",
    "interface_step_exercises",
    "interface_step_warning",
    "interface_step_information",
    "interface_step_safeguards",
    "interface_step_separate",
    "interface_step_joint",
    "interface_most",
    "interface_running",
]
CONSENT = ["veto_joint", "late_joint", "veto_sector", "veto_nato"]


def add(priors, evidence):
    """Register what agreements and refusals cost, and consent to fire."""
    stakes.quantities(priors, [*POLITICS, *INTERFACE, *CONSENT])
