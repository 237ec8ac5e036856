"""Entities: how active Russian firms and institutes are in helping Iran's missiles.

The yearly number sanctioned by the United States is the evidence: negative binomial around a trend,
part of which is a change of activity and part a change of the will to sanction. However details
leak, the share that leaks through entities goes with it.
"""

import numpy as np
import pymc as pm
import pytensor.tensor as pt

import stakes

MIDDLE = 2004.5  # of the record
SANCTIONS = [
    "sanctions_rate",
    "sanctions_trend",
    "sanctions_dispersion",
    "trend_is_real",
    "sanctioned_share",
]
CHECKS = {
    "sanctions": {
        "entities sanctioned": np.sum,
        "years without a sanction": lambda n: (n == 0).sum(),
        "largest year": lambda n: n.max(initial=0),
    },
}


def add(priors, evidence):
    """Register the activity of entities, with the yearly counts of sanctions as evidence."""
    q = stakes.quantities(priors, SANCTIONS)
    rows, as_of = evidence["sanctions_by_year"], evidence.as_of
    count = pm.Data("sanctions_count", rows["entities_iran"].to_numpy(dtype="int64"))
    year = pm.Data("sanctions_year", rows["year"].to_numpy(dtype="float64") + 0.5 - MIDDLE)
    now = pm.Data("sanctions_now", as_of.year + (as_of.timetuple().tm_yday - 1) / 365.25 - MIDDLE)
    rate, trend = q["sanctions_rate"], q["sanctions_trend"]
    pm.NegativeBinomial(
        "sanctions", mu=rate * pt.exp(trend * year), alpha=q["sanctions_dispersion"], observed=count
    )
    pm.Deterministic(
        "entity_activity", pt.exp(pt.clip(trend * now * q["trend_is_real"], -4.0, 1.5))
    )
    pm.Deterministic("entity_transfers", rate * pt.exp(trend * now) / q["sanctioned_share"])
