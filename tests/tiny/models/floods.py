import pymc as pm

import stakes

CHECKS = {
    "flood_count": {
        "floods": lambda count: count.sum(),
        "largest year": lambda count: count.max(initial=0),
    }
}


def add(priors, evidence):
    rows = evidence["floods"]
    q = stakes.quantities(priors, ["flood_rate", "damage", "effect", "sign_pact", "cost"])
    count = pm.Data("flood_counts", rows["floods"].to_numpy(dtype="int64"))
    pm.Poisson("flood_count", q["flood_rate"] * pm.math.ones_like(count), observed=count)
