"""Compromise: how often shared data would be passed on to Iran, and whether a pass is repaired.

No pass from a cooperation channel was known on the as-of date. That count is thinned by detection
(a pass that nobody noticed looks like none, and proof takes years), classes of channels differ from
missile-defence sharing by a discrepancy each, and the school of thought about Moscow is integrated
out and recovered. The rate is that of Moscow's mean type over the record, by decision of the state
and by entities together. Compromises of other systems tell whether one that is known is repaired.

`compromise_strategic.py` registers the same outputs from Moscow's own calculation; case.toml says
which stands for which.
"""

import numpy as np
import pymc as pm
import pytensor.tensor as pt

import stakes

DAY, YEAR = np.timedelta64(1, "D"), 365.25
CLASSES = ["medium", "missile_defence"]
KINDS = ["sensor", "interceptor", "battle_management", "platform", "other"]
CHECKS = {
    "known_passes": {
        "known passes": np.sum,
        "channels with a known pass": lambda passes: (passes > 0).sum(),
    },
    "repaired": {
        "repaired": np.sum,
        "changes between repaired and lived with": lambda x: np.abs(np.diff(x)).sum(),
    },
}
PASSES = ["pass_policy", "pass_entities", "detect_ever", "detect_lag"]
DISCREPANCY = [f"discrepancy_{c}" for c in CLASSES]
EXPOSED = [
    "exposure_transparency",
    "exposure_exercises",
    "exposure_warning",
    "exposure_safeguards",
    "exposure_separate",
    "exposure_joint_step",
]
KIND = ["pass_partner", "pass_rival", "pass_needed", "passed_interceptor", "passed_battle"]
LOSS = ["loss_track", "loss_shot", "leak_delay", "found_within", "found_lag"]
REPAIR = [
    "repair_cost_sensor",
    "repair_cost_interceptor",
    "repair_cost_battle",
    "repair_time_hardware",
    "repair_time_keys",
    "repair_restores",
    "repair_shared",
]
COSTS = ["guard_cost", "exposure_costs", "exposure_cost"]


def add(priors, evidence):
    """Register passing on and repair, with known passes and known compromises as evidence."""
    q = stakes.quantities(priors, [*PASSES, *DISCREPANCY])
    stakes.quantities(priors, [*EXPOSED, *KIND, "passed_joint", *LOSS, *REPAIR, *COSTS])
    rate = q["pass_policy"] + q["pass_entities"]
    passes, years = _channels(evidence["cooperation_channels"], evidence.as_of, q)
    by_state = rate[:, None] * years[None, :]
    stakes.poisson_by_state(priors, "pass_policy", "known_passes", by_state, passes)
    pm.Deterministic("pass_if_sincere", pt.as_tensor(0.0))
    _repair(priors, evidence["compromise_costs"])


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


def _repair(priors, rows):
    """Whether a compromise is repaired, by kind of data: in the record, and of what was shared."""
    rows = rows[(rows["counted"] == 1) & rows["repaired"].notna()]
    pm.modelcontext(None).add_coord("data_kind", KINDS)
    q = stakes.quantities(priors, ["repair_level", "repair_spread", "repair_scale"])
    offset = pm.Normal("repair_offset", 0.0, 1.0, dims="data_kind")
    level = q["repair_level"] + q["repair_spread"] * offset
    of_shared = pm.math.sigmoid(level + q["repair_scale"])
    pm.Deterministic("repair_chance", of_shared, dims="data_kind")
    kind = pm.Data("repair_kind", rows["data"].map(KINDS.index).to_numpy(dtype="int64"))
    repaired = pm.Data("repair_known", rows["repaired"].to_numpy(dtype="int64"))
    pm.Bernoulli("repaired", logit_p=level[kind], observed=repaired)
