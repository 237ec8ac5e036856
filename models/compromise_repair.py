"""What a compromise would do, whoever decides it: what is shown, what a pass is of, what it costs,
and whether it is repaired.

Compromises of other systems tell whether one that is known is repaired. How often shared data would
be passed on stands in `compromise.py`, or in `compromise_strategic.py`.
"""

import numpy as np
import pymc as pm

import stakes

KINDS = ["sensor", "interceptor", "battle_management", "platform", "other"]
CHECKS = {
    "repaired": {
        "repaired": np.sum,
        "changes between repaired and lived with": lambda x: np.abs(np.diff(x)).sum(),
    },
}
EXPOSED = [
    "exposure_transparency",
    "exposure_exercises",
    "exposure_warning",
    "exposure_safeguards",
    "exposure_separate",
    "exposure_joint_step",
]
KIND = [
    "pass_partner",
    "pass_rival",
    "pass_needed",
    "passed_interceptor",
    "passed_battle",
    "passed_joint",
]
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
    """Register what a compromise would do, with known compromises as evidence."""
    stakes.quantities(priors, [*EXPOSED, *KIND, *LOSS, *REPAIR, *COSTS])
    _repair(priors, evidence["compromise_costs"])


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
