"""The town: its wall, what a flood costs, and what could be done.

No evidence here: all of it is judgement.
"""

import stakes

WALL = ["wall_top", "weak_section", "weak_drop", "pump_floods", "damage"]
WORKS = ["raised_top", "cost_wall", "permit_wall", "view_wall", "cost_insurance"]


def add(priors, evidence):
    """Register the town's quantities."""
    stakes.quantities(priors, [*WALL, *WORKS])
