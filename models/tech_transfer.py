"""Technology transfer as a hazard: how often shared data would be passed on to Iran.

No pass from a cooperation channel was known on the as-of date. That count is thinned by detection
(a pass that nobody noticed looks like none, and proof takes years), each class of channels differs
from missile-defence sharing by a discrepancy of its own, and the school of thought about Moscow is
integrated out and recovered.

`tech_transfer_strategic.py` registers the same outputs from Russia's own calculation; case.toml
says which stands for which.
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
    },
}
PASSES = ["leak_hazard", "detect_ever", "detect_lag"]
DISCREPANCY = [f"discrepancy_{c}" for c in CLASSES]
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


def add(priors, evidence):
    """Register the transfer variables, with known passes as evidence."""
    q = stakes.quantities(priors, [*PASSES, *DISCREPANCY, *LEAK])
    weights = stakes.state_weights(priors, "leak_hazard")
    known, start, end, group = _channels(evidence["cooperation_channels"], evidence.as_of)
    years = stakes.reported_years(start, end, q["detect_ever"], q["detect_lag"], pt)
    discrepancy = pt.stack([q[name] for name in DISCREPANCY])
    rate = q["leak_hazard"][:, None] * (years * pt.exp(discrepancy)[group])[None, :]
    stakes.state_likelihood("leak_hazard", _log_poisson(known, rate), of="known_passes")
    pm.CustomDist(
        "known_passes",
        rate,
        weights,
        logp=_mixture_logp,
        random=_mixture_random,
        signature="(s,c),(s)->(c)",
        observed=known,
    )


def _channels(rows, as_of):
    """Passes known from each channel, years since its sharing began and ended, and its class."""
    pm.modelcontext(None).add_coord("reference_class", CLASSES)
    rows = rows[rows["reference_class"].isin(CLASSES) & rows["sharing_start"].notna()]
    now = np.datetime64(as_of)
    age = (now - rows["sharing_start"].to_numpy("datetime64[D]")) / DAY / YEAR
    since = (now - rows["sharing_end"].fillna(now).to_numpy("datetime64[D]")) / DAY / YEAR
    columns = {
        "channel_passes": rows["passes_known"].fillna(0).to_numpy(dtype="int64"),
        "channel_age": np.maximum(age, 0.0),
        "channel_since_end": np.maximum(since, 0.0),
        "channel_class": np.array(
            [CLASSES.index(c) for c in rows["reference_class"]], dtype="int64"
        ),
    }
    return [pm.Data(name, column) for name, column in columns.items()]


def _log_poisson(count, rate):
    return (count * pt.log(pt.maximum(rate, 1e-12)) - rate - pt.gammaln(count + 1.0)).sum(axis=-1)


def _mixture_logp(count, rate, weights):
    return pt.logsumexp(pt.log(weights) + _log_poisson(count, rate))


def _mixture_random(rate, weights, rng=None, size=None):
    rate = np.broadcast_to(rate, (*(size or ()), *np.shape(rate)[-2:])) if size else rate
    draw = rng.random(rate.shape[:-2])
    state = (np.cumsum(weights, axis=-1) < draw[..., None]).sum(axis=-1)
    return rng.poisson(np.take_along_axis(rate, state[..., None, None], axis=-2)[..., 0, :])
