"""A model file that registers what consequences read, without any evidence: all of it is then drawn
from its priors, and a fit takes seconds.
"""

import pymc as pm
import pytensor.tensor as pt

import stakes

ANSWERS = ["declared", "countermeasures", "new", "exit"]
DIMS = {
    "answer_reading": [
        *(f"hazard_{answer}" for answer in ANSWERS),
        "episode_spread",
        "state_talks",
        "state_signed",
        "state_limit",
    ],
    "erosion_reading": ["erosion_level", "erosion_territory", "erosion_seat"],
}
COORDS = {
    "answer_reading": ["strict", "broad"],
    "answer": ANSWERS,
    "erosion_reading": ["strict", "loose"],
    "type": ["partner", "trader", "rival"],
    "block": ["0", "I", "IA", "IB", "IIA", "IIB"],
    "data_kind": ["sensor", "interceptor", "battle_management", "platform", "other"],
}
LEFT_OUT = ["block_spread", "period_cold_war", "period_collapse", "period_spread"]


def add(priors, evidence):
    model = pm.modelcontext(None)
    model.add_coords(COORDS)
    with_dims = [name for names in DIMS.values() for name in names]
    stakes.quantities(priors, [n for n in priors if n not in (*with_dims, *LEFT_OUT)])
    for dims, names in DIMS.items():
        for name in names:
            stakes.quantity(priors, name, dims)
    _own(model)


def _own(model):
    """What model files make of quantities, or add to them."""
    for name in ("moscow_luck_2013", "moscow_luck_2016"):
        pm.Uniform(name, 0.0, 1.0)
    own = pm.Normal("work_lag_own", 0.0, 1.0)
    repair = pm.Normal("repair_offset", 0.0, 1.0, dims="data_kind")
    level = model["repair_level"] + model["repair_scale"] + model["repair_spread"] * repair
    pm.Deterministic("repair_chance", pm.math.sigmoid(level), dims="data_kind")
    pm.Deterministic("pass_if_sincere", pt.as_tensor(0.0))
    episode = pm.Normal("plan_episode", 0.0, 1.0, dims="answer_reading")
    temper = model["plan_discrepancy_race"] + model["episode_spread"] * episode
    hazard = pt.stack([model[f"hazard_{answer}"] for answer in ANSWERS], axis=1)
    pm.Deterministic("answer_hazard", pt.exp(hazard + temper[:, None]), dims=tuple(COORDS)[:2])
    blocks = pm.Normal("block_offset", 0.0, 0.4, dims="block")
    centre = pm.math.logit(model["test_success"])
    pm.Deterministic("block_success", pm.math.sigmoid(centre + blocks), dims="block")
    pm.Deterministic("moscow_share", 0.0 * own + pt.as_tensor([0.4, 0.35, 0.25]), dims="type")
    more = pt.stack([1.0, 1.0, model["link_rupture_rival"]])
    pm.Deterministic("rupture_by_type", 0.7 * model["rupture_rate"] * more, dims="type")
    pm.Deterministic("overflight_far", 0.0 * own + 0.3)
