"""Arms race: would Russia answer the plan with offensive arms, and how much of that would
cooperation take away.

Whether an episode had cooperation, and whether a response followed, is latent: two coders saw both
with errors of their own, so each row is one of sixteen patterns of four codes. Episodes that share
a response share a cluster. The logistic regression runs once for each reading of "response"
(strict: attributed to defences; broad: any offensive build-up). The association is not the effect:
`causal_share` scales it, and the sincerity of the objection decides what an agreement can address.
"""

import numpy as np
import pymc as pm
import pytensor.tensor as pt

import stakes

CODING = [
    "cooperation_sensitivity",
    "cooperation_specificity",
    "coder_sensitivity",
    "coder_specificity",
]
READINGS = ["strict", "broad"]
CODERS = ["coder1", "coder2"]
CHECKS = {
    f"codes_{reading}": {
        "responses seen by coder 1": lambda codes: ((codes >> 1) & 1).sum(),
        "responses seen by coder 2": lambda codes: (codes & 1).sum(),
        "responses on which the coders differ": lambda codes: (((codes >> 1) ^ codes) & 1).sum(),
        "responses both see without cooperation": lambda codes: (codes == 3).sum(),
    }
    for reading in READINGS
}
PATTERNS = (
    np.arange(16)[:, None] >> np.array([3, 2, 1, 0])
) & 1  # cooperation by coder 1 and 2, response by coder 1 and 2
EFFECTS = [
    "causal_share",
    "race_cost",
    "race_start",
    "addressed_information",
    "addressed_separate",
    "addressed_joint",
    "addressed_insincere",
]


def add(priors, evidence):
    """Register the arms-race variables, with the coded episodes as evidence."""
    model = pm.modelcontext(None)
    model.add_coords({"reading": READINGS, "coder": CODERS})
    rows = evidence["arms_control_episodes"].dropna(subset=["coder1_strict", "coder2_strict"])
    level = stakes.quantity(priors, "race_level", dims="reading")
    shift = stakes.quantity(priors, "race_cooperation", dims="reading")
    spread = stakes.quantity(priors, "race_cluster_spread", dims="reading")
    clusters = evidence.levels("arms_control_episodes", "cluster")
    model.add_coord("cluster", clusters)
    cluster = pm.Normal("race_cluster", 0.0, 1.0, dims=("reading", "cluster"))
    member = pm.Data(
        "episode_cluster", np.array([clusters.index(c) for c in rows["cluster"]], dtype="int64")
    )
    truth = _coding(priors)
    for r, reading in enumerate(READINGS):
        base = level[r] + spread[r] * cluster[r][member]
        response = pm.math.sigmoid(
            pt.stack([base, base + shift[r]], axis=-1)
        )  # by episode and true cooperation
        _observe(reading, rows, response, truth, r)
    _plan(priors, level, shift, spread)
    stakes.quantities(priors, EFFECTS)


def _coding(priors):
    """Chance that each coder says yes, by what is true, [reading, truth, coder]: of cooperation and
    of a response.

    All of it is separate for the two readings: each code of cooperation enters both likelihoods,
    but only one reading is used.
    """
    dims = ("reading", "coder")
    says = {n: stakes.quantity(priors, n, dims) for n in CODING}
    return (
        stakes.quantity(priors, "cooperation_rate", "reading"),
        pt.stack([1 - says["cooperation_specificity"], says["cooperation_sensitivity"]], axis=1),
        pt.stack([1 - says["coder_specificity"], says["coder_sensitivity"]], axis=1),
    )


def _observe(reading, rows, response, truth, r):
    rate, cooperation, codes = truth
    seen_cooperation = _agree(cooperation[r], PATTERNS[:, :2])  # [true cooperation, pattern]
    seen_response = _agree(codes[r], PATTERNS[:, 2:])  # [true response, pattern]
    given = (1 - response)[..., None] * seen_response[0] + response[..., None] * seen_response[
        1
    ]  # [episode, true cooperation, pattern]
    pattern = (1 - rate[r]) * seen_cooperation[0] * given[:, 0] + rate[r] * seen_cooperation[
        1
    ] * given[:, 1]
    columns = ["coder1_cooperation", "coder2_cooperation", f"coder1_{reading}", f"coder2_{reading}"]
    codes_seen = (rows[columns].to_numpy(dtype="int64") @ np.array([8, 4, 2, 1])).astype("int64")
    pm.Categorical(
        f"codes_{reading}", p=pattern, observed=pm.Data(f"episode_codes_{reading}", codes_seen)
    )


def _agree(yes, pattern):
    """Probability of two codes, given what is true: yes[truth, coder] against pattern[pattern,
    coder].
    """
    return pt.prod(
        pt.where(pattern[None, :, :] == 1, yes[:, None, :], 1 - yes[:, None, :]), axis=-1
    )


def _plan(priors, level, shift, spread):
    """Probability of a response to the European plan itself: a new cluster, with a discrepancy of
    its own.
    """
    own = stakes.quantity(priors, "plan_discrepancy") + spread * pm.Normal("plan_cluster", 0.0, 1.0)
    pm.Deterministic("race_alone", pm.math.sigmoid(level + own), dims="reading")
    pm.Deterministic("race_cooperating", pm.math.sigmoid(level + shift + own), dims="reading")
