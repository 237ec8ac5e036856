"""Technology transfer as a hazard: how often shared data would be passed on to Iran.

No pass from a cooperation channel was known on the as-of date. That count is thinned by detection (a pass that nobody noticed
looks like none, and proof takes years), each class of channels differs from missile-defence sharing by a discrepancy of its own,
and the school of thought about Moscow is integrated out and recovered. Yearly counts of sanctioned entities say how active
Russian firms and institutes were.

`tech_transfer_strategic.py` registers the same outputs from Russia's own calculation; case.toml lists one of the two.
"""

import numpy as np
import pymc as pm
import pytensor.tensor as pt

import stakes

CLASSES = ["low", "medium", "missile_defence"]
CHECKS = {
    "known_passes": {"known passes": np.sum, "channels with a known pass": lambda passes: (passes > 0).sum()},
    "sanctions": {
        "entities sanctioned": np.sum,
        "years without a sanction": lambda n: (n == 0).sum(),
        "largest year": lambda n: n.max(initial=0),
    },
}
PASSES = ["leak_hazard", "detect_ever", "detect_lag"]
DISCREPANCY = [f"discrepancy_{c}" for c in CLASSES]
SANCTIONS = ["sanctions_rate", "sanctions_trend", "sanctions_dispersion", "trend_is_real", "sanctioned_share"]
LEAK = [
    "leak_entity_share",
    "leak_loss",
    "leak_delay",
    "adapt_time",
    "leak_exposure_little",
    "leak_exposure_most",
    "leak_loss_little",
    "leak_loss_most",
]
DAY, YEAR = np.timedelta64(1, "D"), 365.25


def add(priors, evidence):
    """Register the transfer variables, with known passes and sanctions as evidence."""
    q = stakes.quantities(priors, [*PASSES, *DISCREPANCY, *SANCTIONS, *LEAK])
    _known_passes(q, stakes.state_weights(priors, "leak_hazard"), evidence["cooperation_channels"], evidence.as_of)
    _sanctions(q, evidence["sanctions_by_year"], evidence.as_of)


def _known_passes(q, weights, rows, as_of):
    model = pm.modelcontext(None)
    model.add_coord("reference_class", CLASSES)
    rows = rows[rows["reference_class"].isin(CLASSES) & rows["sharing_start"].notna()]
    now = np.datetime64(as_of)
    age = (now - rows["sharing_start"].to_numpy("datetime64[D]")) / DAY / YEAR
    since = (now - rows["sharing_end"].fillna(now).to_numpy("datetime64[D]")) / DAY / YEAR
    start, end = pm.Data("channel_age", np.maximum(age, 0.0)), pm.Data("channel_since_end", np.maximum(since, 0.0))
    group = pm.Data("channel_class", np.array([CLASSES.index(c) for c in rows["reference_class"]], dtype="int64"))
    known = pm.Data("channel_passes", rows["passes_known"].fillna(0).to_numpy(dtype="int64"))
    discrepancy = pt.stack([q[name] for name in DISCREPANCY])
    watched = _years_watched(q, start, end) * pt.exp(discrepancy)[group]
    rate = q["leak_hazard"][:, None] * watched[None, :]
    stakes.state_likelihood("leak_hazard", _log_poisson(known, rate))
    pm.CustomDist(
        "known_passes", rate, weights, logp=_mixture_logp, random=_mixture_random, signature="(s,c),(s)->(c)", observed=known
    )


def _years_watched(q, start, end):
    """Years of sharing in which a pass would be known by now: exponential lag to proof, and some never come out."""
    lag = q["detect_lag"]
    return q["detect_ever"] * (start - end - lag * (pt.exp(-end / lag) - pt.exp(-start / lag)))


def _log_poisson(count, rate):
    return (count * pt.log(pt.maximum(rate, 1e-12)) - rate - pt.gammaln(count + 1.0)).sum(axis=-1)


def _mixture_logp(count, rate, weights):
    return pt.logsumexp(pt.log(weights) + _log_poisson(count, rate))


def _mixture_random(rate, weights, rng=None, size=None):
    rate = np.broadcast_to(rate, (*(size or ()), *np.shape(rate)[-2:])) if size else rate
    draw = rng.random(rate.shape[:-2])
    state = (np.cumsum(weights, axis=-1) < draw[..., None]).sum(axis=-1)
    return rng.poisson(np.take_along_axis(rate, state[..., None, None], axis=-2)[..., 0, :])


def _sanctions(q, rows, as_of):
    middle = 2004.5
    count = pm.Data("sanctions_count", rows["entities_iran"].to_numpy(dtype="int64"))
    year = pm.Data("sanctions_year", rows["year"].to_numpy(dtype="float64") + 0.5 - middle)
    now = pm.Data("sanctions_now", as_of.year + (as_of.timetuple().tm_yday - 1) / 365.25 - middle)
    rate, trend = q["sanctions_rate"], q["sanctions_trend"]
    pm.NegativeBinomial("sanctions", mu=rate * pt.exp(trend * year), alpha=q["sanctions_dispersion"], observed=count)
    pm.Deterministic("entity_activity", pt.exp(pt.clip(trend * now * q["trend_is_real"], -4.0, 1.5)))
    pm.Deterministic("entity_transfers", rate * pt.exp(trend * now) / q["sanctioned_share"])
