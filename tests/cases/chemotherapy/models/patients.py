import pymc as pm

import stakes

CHECKS = {
    name: {"patients": lambda y: y.sum()} for name in ("side_effects", "hospitalised", "died")
}
REST = [
    "log_odds_ratio",
    "recovers_home",
    "recovers_hospital",
    "cost_home",
    "cost_hospital",
    "cost_death",
    "utility_recovered",
    "utility_home",
    "utility_hospital",
]


def add(priors, evidence):
    q = stakes.quantities(priors, ["p_side_effects", "p_hospitalised", "p_died", *REST])
    pm.Binomial("side_effects", 111, q["p_side_effects"], observed=52)
    pm.Binomial("hospitalised", 52, q["p_hospitalised"], observed=43)
    pm.Binomial("died", 43, q["p_died"], observed=8)
