"""Efficacy: how likely a missile that the shield tries to stop is stopped.

SM-3 intercept tests, one Bernoulli row each, are partially pooled over interceptor blocks on the
logit scale, so that blocks not yet flown have a predictive distribution. A hit in a test is not a
kill in combat: `combat_factor` has a state for each school. Tracking is common to all shots at a
target and kept apart (Wilkening 2000); consequences.py puts the pieces together as P(negate) =
P(track) * (1 - (1 - sspk) ** shots).
"""

import numpy as np
import pymc as pm

import stakes

BLOCKS = ["0", "I", "IA", "IB", "IIA", "IIB"]
CHECKS = {
    "hit": {"hits": np.sum, "changes between hit and miss": lambda hit: np.abs(np.diff(hit)).sum()}
}
COVERAGE = ["coverage_1", "coverage_step_2", "coverage_step_3"]
TRACKING = [
    "track_plain",
    "track_countermeasures",
    "near_share",
    "radar_reach",
    "track_gain",
    "track_gain_little",
    "track_gain_most",
]
SHIELD = [
    "shots",
    "slip_2",
    "slip_34",
    "phase_2_year",
    "phase_3_year",
    "phase_4_year",
    "site_interceptors",
    "ship_interceptors",
    *COVERAGE,
]


def add(priors, evidence):
    """Register the efficacy variables, with test outcomes as evidence, in the model on the context
    stack.
    """
    _tests(priors, evidence["intercept_tests"])
    _overflight(evidence["overflight"])
    stakes.quantities(priors, ["combat_factor", *TRACKING, *SHIELD])
    stakes.known_event("phase_4_cancelled", evidence, table="milestones")


def _tests(priors, rows):
    model = pm.modelcontext(None)
    model.add_coord("block", BLOCKS)
    centre = pm.math.logit(stakes.quantity(priors, "test_success"))
    spread = stakes.quantity(priors, "block_spread")
    offset = pm.Normal("block_offset", 0.0, 1.0, dims="block")
    success = pm.Deterministic(
        "block_success", pm.math.sigmoid(centre + spread * offset), dims="block"
    )
    block = pm.Data("test_block", np.array([BLOCKS.index(b) for b in rows["block"]], dtype="int64"))
    hit = pm.Data("test_hit", rows["hit"].to_numpy(dtype="int64"))
    pm.Bernoulli("hit", success[block], observed=hit)


def _overflight(rows):
    """Share of the farther capitals whose tracks from Iran cross Russia: geometry, the same at any
    date.
    """
    far = rows[rows["group"] == "far"]
    share = far.groupby("capital")["overflight"].max().mean() if len(far) else 0.0
    pm.Deterministic("overflight_far", pm.Data("overflight_far_share", float(share)) * 1.0)
