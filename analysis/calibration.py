"""What simulated truths need to know beyond the weights of states.

Moscow's type on the day of the choice has equal weights in its file, since the chain gives its
prior: it is where the type of 1994 has come to by then.
"""

import numpy as np


def states(model, priors, evidence):
    """Chances of states given all else that the model draws, by name: vectors over levels."""
    if "moscow_transition" not in model.named_vars:
        return {}
    chance = np.array(list(priors["moscow_start"].weights.values()))
    for _ in range(evidence.start.year - int(model.coords["moscow_year"][0])):
        chance = chance @ model["moscow_transition"]
    return {"moscow_type": chance}
