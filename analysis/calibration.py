"""What simulated truths need to know beyond the weights of states.

Moscow's type on the as-of date has equal weights in its file, since the chain gives its prior: it
is where the type of 1994 has come to by then.
"""

import numpy as np

FIRST_YEAR = 1994


def states(prior, priors, evidence):
    """Chances of states given the other prior draws, by name: (draw, level)."""
    start = np.array(list(priors["moscow_start"].weights.values()))
    steps = evidence.as_of.year - FIRST_YEAR
    change = prior["moscow_transition"].transpose("chain", "draw", "type", "type_next").to_numpy()
    return {"moscow_type": np.stack([start @ np.linalg.matrix_power(m, steps) for m in change[0]])}
