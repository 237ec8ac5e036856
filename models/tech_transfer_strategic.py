"""Technology transfer as Russia's choice: it passes details when that serves it.

An adversarial risk analysis (Ríos Insua, Ríos and Banks 2009) from NATO's side. Now and then there
is something worth passing. Moscow weighs what Iran would give for it against the chance of being
found out times what that would cost: a penalty in any case, and its stake in the cooperation. Gains
differ from one occasion to the next, so that for payoffs NATO does not know

    P(pass | depth) = P(gain * opportunity(depth) * exp(spread * e) > found_chance * (found_cost +
    stake * stake(depth))),

with e standard normal. Depth raises what can be passed as well as what Russia would lose. Entities
and persons who pass on their own account come on top: they weigh nothing of this and see what the
exchange lets them see. Their share of the hazard, which goes with the activity of entities, is that
under information sharing, and is taken to hold at the other depths.

Registers the same outputs as `tech_transfer.py`, in whose place case.toml can put it.
"""

import numpy as np
import pymc as pm
import pytensor.tensor as pt

import stakes

DAY, YEAR = np.timedelta64(1, "D"), 365.25
CLASSES = ["low", "medium", "missile_defence"]
CHECKS = {
    "known_passes": {
        "known passes": np.sum,
        "channels with a known pass": lambda passes: (passes > 0).sum(),
    }
}
DISCREPANCY = [f"discrepancy_{c}" for c in CLASSES]
DEPTHS = ["little", "some", "most"]
PAYOFFS = ["occasions", "pass_gain", "pass_gain_spread", "found_chance", "found_cost", "stake"]
BY_DEPTH = ["opportunity_little", "opportunity_most", "stake_little", "stake_most", "entity_passes"]
LOSS = ["leak_loss", "leak_delay", "adapt_time", "leak_loss_little", "leak_loss_most"]


def add(priors, evidence):
    """Register the transfer variables, with known passes as evidence."""
    q = stakes.quantities(
        priors, [*PAYOFFS, *BY_DEPTH, "detect_ever", "detect_lag", *DISCREPANCY, *LOSS]
    )
    pm.modelcontext(None).add_coord("depth", DEPTHS)
    opportunity = pt.stack([q["opportunity_little"], pt.ones(()), q["opportunity_most"]])
    pays = pm.Deterministic("passing_pays", _chance_that_it_pays(q, opportunity), dims="depth")
    own, chosen = q["entity_passes"] * opportunity, q["occasions"] * pays
    hazard = own + chosen
    pm.Deterministic("leak_hazard", hazard[1])
    pm.Deterministic("leak_entity_share", own[1] / hazard[1])
    pm.Deterministic("leak_exposure_little", hazard[0] / hazard[1])
    pm.Deterministic("leak_exposure_most", hazard[2] / hazard[1])
    _observe(q, hazard[1], evidence["cooperation_channels"], evidence.as_of)


def _chance_that_it_pays(q, opportunity):
    """By depth: the chance that on a given occasion Moscow gains by passing."""
    stake = q["stake"] * pt.stack([q["stake_little"], pt.ones(()), q["stake_most"]])
    risk = q["found_chance"] * (q["found_cost"] + stake)
    score = (pt.log(q["pass_gain"] * opportunity) - pt.log(risk)) / q["pass_gain_spread"]
    return 0.5 * pt.erfc(-score / np.sqrt(2.0))


def _observe(q, hazard, rows, as_of):
    """Known passes from each channel of the past, thinned by detection, each class with its
    discrepancy.
    """
    rows = rows[rows["reference_class"].isin(CLASSES) & rows["sharing_start"].notna()]
    now = np.datetime64(as_of)
    began = ((now - rows["sharing_start"].to_numpy("datetime64[D]")) / DAY / YEAR).clip(min=0.0)
    ended = ((now - rows["sharing_end"].fillna(now).to_numpy("datetime64[D]")) / DAY / YEAR).clip(
        min=0.0
    )
    start, end = pm.Data("channel_age", began), pm.Data("channel_since_end", ended)
    group = pm.Data(
        "channel_class", rows["reference_class"].map(CLASSES.index).to_numpy(dtype="int64")
    )
    years = stakes.reported_years(start, end, q["detect_ever"], q["detect_lag"], pt)
    mean = hazard * pt.exp(pt.stack([q[name] for name in DISCREPANCY]))[group] * years
    passes = pm.Data("channel_passes", rows["passes_known"].fillna(0).to_numpy(dtype="int64"))
    pm.Poisson("known_passes", mu=pt.maximum(mean, 1e-12), observed=passes)
