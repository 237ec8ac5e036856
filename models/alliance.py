"""Alliance: whether handing part of the task to Russia erodes collective defence, and what that
would cost.

No study links sharing a task with a non-member to the reliability of allies, so there is no
likelihood here: all of it is expert judgement, and value of information says what it would be worth
to know better.
"""

import stakes

COHESION = [
    "cohesion_effect",
    "erode_information",
    "erode_separate",
    "erode_joint",
    "erode_cost",
    "cohesion_gain",
]


def add(priors, evidence):
    """Register the alliance variables in the model on the context stack."""
    stakes.quantities(priors, COHESION)
