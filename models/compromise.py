"""Compromise: how often shared data would be passed on to Iran.

No pass from a cooperation channel was known on the as-of date. That count is thinned by detection
(a pass that nobody noticed looks like none, and proof takes years), classes of channels differ from
missile-defence sharing by a discrepancy each, and the school of thought about Moscow is integrated
out and recovered. The rate is that of Moscow's mean type over the record, by decision of the state
and by entities together. What a pass would do stands in `compromise_repair.py`.

`compromise_strategic.py` registers the same outputs from Moscow's own calculation; case.toml says
which stands for which.
"""

import numpy as np
import pymc as pm
import pytensor.tensor as pt

import stakes

DAY, YEAR = np.timedelta64(1, "D"), 365.25
CLASSES = ["medium", "missile_defence"]
CHECKS = {
    "known_passes": {
        "known passes": np.sum,
        "channels with a known pass": lambda passes: (passes > 0).sum(),
    },
}
PASSES = ["pass_policy", "pass_entities", "detect_ever", "detect_lag"]
DISCREPANCY = [f"discrepancy_{c}" for c in CLASSES]


def add(priors, evidence):
    """Register passing on, with known passes as evidence."""
    q = stakes.quantities(priors, [*PASSES, *DISCREPANCY])
    rate = q["pass_policy"] + q["pass_entities"]
    passes, years = _channels(evidence["cooperation_channels"], evidence.as_of, q)
    by_state = rate[:, None] * years[None, :]
    stakes.poisson_by_state(priors, "pass_policy", "known_passes", by_state, passes)
    pm.Deterministic("pass_if_sincere", pt.as_tensor(0.0))


def _channels(rows, as_of, q):
    """Passes known from each channel, and the years of sharing that would have shown one, at the
    rate of missile-defence sharing.
    """
    rows = rows[rows["reference_class"].isin(CLASSES) & rows["sharing_start"].notna()]
    now = np.datetime64(as_of)
    age = (now - rows["sharing_start"].to_numpy("datetime64[D]")) / DAY / YEAR
    since = (now - rows["sharing_end"].fillna(now).to_numpy("datetime64[D]")) / DAY / YEAR
    began = pm.Data("channel_age", np.maximum(age, 0.0))
    ended = pm.Data("channel_since_end", np.maximum(since, 0.0))
    group = rows["reference_class"].map(CLASSES.index).to_numpy(dtype="int64")
    discrepancy = pt.stack([q[name] for name in DISCREPANCY])[pm.Data("channel_class", group)]
    years = stakes.reported_years(began, ended, q["detect_ever"], q["detect_lag"], pt)
    passes = rows["passes_known"].fillna(0).to_numpy(dtype="int64")
    return pm.Data("channel_passes", passes), years * pt.exp(discrepancy)
