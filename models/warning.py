"""Strategic warning: the chance of war by mistake, and what shared warning data do to it.

No likelihood: no false warning has led to war, which is in every prior already, and no source gives
a size for what shared data would change. Its sign is contested, hence schools.
"""

import stakes

WARNING = [
    "false_war_rate",
    "warning_relevance",
    "warning_relevance_information",
    "warning_change",
    "exchange_loss",
]


def add(priors, evidence):
    """Register what strategic warning is reckoned from."""
    stakes.quantities(priors, WARNING)
