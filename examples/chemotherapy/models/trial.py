"""What the patients under the standard of care showed."""

import pymc as pm

import stakes

SHARES = ["p_side_effects", "p_hospitalised", "p_died"]  # in the order of the table
CHECKS = {"happened": {"events": lambda count: count.sum(), "fewest": lambda count: count.min()}}


def add(priors, evidence):
    """Register the chances and the odds ratio, with the counts as evidence."""
    q = stakes.quantities(priors, [*SHARES, "logor"])
    among, happened = (evidence["trial"][k].to_numpy(dtype="int64") for k in ("among", "happened"))
    seen = pm.Data("seen", happened)
    chance = pm.math.stack([q[name] for name in SHARES])
    pm.Binomial("happened", pm.Data("among", among), chance, observed=seen)
