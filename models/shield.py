"""What the shield is worth beyond the damage that it averts for NATO Europe, and for whom else.

Prices that were put on options for Europe are a soft observation of what their buyers thought a
shield worth, for the school that takes prices so; other schools reject that, and prices do not tell
which school is right. The rate of campaigns against partners and forces has two records: Iran
itself (none), and Iraq (two wars), which differs by a discrepancy.
"""

import numpy as np
import pymc as pm
import pytensor.tensor as pt

import stakes

YEAR = 365.25
PRICED = ["cbo-2009-land", "cbo-2009-sea"]
CHECKS = {
    "prices": {
        "ratio of the two": lambda x: np.ptp(x) if x.size else 0.0,
        "mean": lambda x: x.mean() if x.size else 0.0,
    },
    "partner_campaigns": {
        "campaigns": np.sum,
        "most by one state": lambda n: n.max(initial=0),
    },
}
WORTH = ["worth_follows", "war_cost", "war_avoided", "attack_when_nuclear", "injuries"]
PARTNERS = ["partner_raid", "partner_share", "partner_damage"]


def add(priors, evidence):
    """Register the worth of the shield, with prices and campaigns as evidence."""
    _prices(priors, evidence["shield_value"])
    _partners(priors, evidence["partner_attacks"], np.datetime64(evidence.as_of))
    stakes.quantities(priors, [*WORTH, *PARTNERS])


def _prices(priors, rows):
    """Log prices for a decade, each at the geometric middle of its range."""
    rows = rows[rows["id"].isin(PRICED)]
    middle = np.log(rows["decade_low"] * rows["decade_high"]).to_numpy(dtype="float64") / 2
    q = stakes.quantities(priors, ["shield_worth", "worth_bias", "worth_spread"])
    price = list(priors["shield_worth"].weights).index("price")
    centre = pt.log(q["shield_worth"][price]) + q["worth_bias"]
    seen = pm.Data("log_prices", middle)
    stakes.state_weights(priors, "shield_worth")
    likelihood = pm.logp(pm.Normal.dist(centre, q["worth_spread"]), seen).sum()
    schools = pt.stack([likelihood] * len(priors["shield_worth"].weights))  # told apart by nothing
    stakes.state_likelihood("shield_worth", schools, of="prices")
    pm.Normal("prices", centre, q["worth_spread"], observed=seen)


def _partners(priors, rows, now):
    """Wars, each counted once whatever was attacked in it."""
    rows = rows.sort_values("attacks", ascending=False).drop_duplicates("state")
    years = (rows["end"].fillna(now) - rows["start"]).dt.days.to_numpy() / YEAR
    exposure = pm.Data("campaign_years", np.maximum(years, 0.0))
    other = pm.Data("campaign_other", 1.0 - rows["is_iran"].to_numpy(dtype="float64"))
    wars = pm.Data("campaigns", rows["attacks"].to_numpy(dtype="int64"))
    q = stakes.quantities(priors, ["partner_rate", "partner_discrepancy"])
    scale = exposure * pt.exp(q["partner_discrepancy"] * other)
    mean = q["partner_rate"][:, None] * scale[None, :]
    stakes.poisson_by_state(priors, "partner_rate", "partner_campaigns", mean, wars)
