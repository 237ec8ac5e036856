"""Arms race: answers to a missile defence by type and in time, and what of Moscow's objection an
agreement meets.

Each defence, or limit on one, opens an episode; its intervals are at risk of a first answer of each
type (declared or regional, countermeasures, new systems, treaty exit), right-censored. Hazards
differ by period and by the state of the relation on that defence. No interval has a working
agreement on the defence itself: only the years of the ABM Treaty speak to one, as a limit on the
defence does at least as much. Its three schools are summed out.

Strict (an official tied the answer to the defence) and broad (any first build-up of the type) are
definitions: both are fitted, each with parameters of its own, and never averaged.
"""

import numpy as np
import pymc as pm
import pytensor.tensor as pt

import stakes

READINGS = ["strict", "broad"]
ANSWERS = ["declared", "countermeasures", "new", "exit"]
COLUMNS = ["declared", "countermeasures", "new_systems", "exit"]
STATES = ["refusal", "talks", "signed", "limit_defence"]
PERIODS = ["after_2000", "cold_war", "collapse"]
LEAST = 1 / 12  # years at risk, where there is an answer
HAZARDS = [f"hazard_{answer}" for answer in ANSWERS]
BY_READING = [
    "period_cold_war",
    "period_collapse",
    "period_spread",
    "episode_spread",
    "state_talks",
    "state_signed",
    "state_limit",
    "state_other_channel",
]
COSTS = [
    "answered_sooner",
    "pay_delay_declared",
    "pay_delay_arms",
    "answer_cost_declared",
    "answer_cost_countermeasures",
    "answer_cost_new",
    "answer_cost_exit",
    "attributed_strict",
    "attributed_broad",
    "answer_stopped",
]
OBJECTION = [
    "met_transparency",
    "met_step_exercises",
    "met_step_warning",
    "met_step_information",
    "met_step_safeguards",
    "met_step_separate",
    "met_step_joint",
    "met_step_limits",
    "met_insincere",
    "objection_reach",
]


def _of_type(answer):
    return lambda x: x.reshape(-1, len(ANSWERS))[:, answer].sum()


CHECKS = {
    f"answers_{reading}": {
        "answers": np.sum,
        "declared answers": _of_type(0),
        "new systems": _of_type(2),
        "treaties left": _of_type(3),
        "first half of the record": lambda x: x[: x.size // 2].sum(),
    }
    for reading in READINGS
}


def add(priors, evidence):
    """Register the arms-race variables, with the intervals of the main series as evidence."""
    rows = evidence["race_intervals"]
    rows = rows[(rows["counted"] == 1) & (rows["pair"] == "us_to_russia")]
    episodes = sorted(
        evidence.whole["race_intervals"].frame.query("pair == 'us_to_russia'")["episode"].unique()
    )
    pm.modelcontext(None).add_coords(
        {
            "answer_reading": READINGS,
            "answer": ANSWERS,
            "past_period": PERIODS[1:],
            "episode": episodes,
        }
    )
    parts = _parts(priors)
    log_hazards = _log_hazards(parts, rows, episodes)
    for r, reading in enumerate(READINGS):
        _observe(priors, reading, rows, log_hazards[r])
    own = pm.Normal("plan_episode", 0.0, 1.0, dims="answer_reading")
    discrepancy = stakes.quantity(priors, "plan_discrepancy_race")
    hazard = pt.exp(parts["hazard"] + (discrepancy + parts["episode_spread"] * own)[:, None])
    pm.Deterministic("answer_hazard", hazard, dims=("answer_reading", "answer"))
    stakes.quantities(priors, [*COSTS, *OBJECTION])


def _parts(priors):
    """What log hazards are added up from, each [reading, ...]."""
    q = {n: stakes.quantity(priors, n, "answer_reading") for n in [*HAZARDS, *BY_READING]}
    q["hazard"] = pt.stack([q[name] for name in HAZARDS], axis=1)
    q["type"] = pm.Normal("period_type", 0.0, 1.0, dims=("answer_reading", "past_period", "answer"))
    q["episode"] = pm.Normal("episode_effect", 0.0, 1.0, dims=("answer_reading", "episode"))
    working = stakes.quantities(priors, [f"state_working_{reading}" for reading in READINGS])
    q["state_working"] = pt.stack(list(working.values()))  # by reading and school
    return q


def _log_hazards(parts, rows, episodes):
    """Log hazards [reading, school, interval and answer]; a limit does as much as a working
    agreement, and more.
    """
    past = pt.stack([parts["period_cold_war"], parts["period_collapse"]], axis=1)[:, :, None]
    past = past + parts["period_spread"][:, None, None] * parts["type"]
    episode = parts["episode_spread"][:, None] * parts["episode"]
    effects = ["state_talks", "state_signed", "state_limit", "state_other_channel"]
    others = pt.stack([parts[name] for name in effects], axis=1)
    added = pt.concatenate(
        [parts["hazard"], past.reshape((len(READINGS), -1)), episode, others], axis=1
    )
    common = (added[:, None] * pm.Data("interval_effects", _effects(rows, episodes))).sum(axis=2)
    limit = pm.Data(
        "interval_limit", np.repeat(rows["state"] == STATES[3], len(ANSWERS)).astype(float)
    )
    return common[:, None] + parts["state_working"][:, :, None] * limit


def _effects(rows, episodes):
    """What enters the log hazard of each interval and answer, [interval and answer, effect]: few
    operations to compile, where picking each effect by its index would be many.
    """
    own = np.eye(len(ANSWERS))

    def of_interval(columns):
        return np.repeat(np.stack(columns, axis=1).astype(float), len(ANSWERS), axis=0)

    period = of_interval([rows["period"] == p for p in PERIODS[1:]])
    by_answer = np.tile(own, (len(rows), 1))
    return np.concatenate(
        [
            by_answer,
            (period[:, :, None] * by_answer[:, None]).reshape(-1, period.shape[1] * len(ANSWERS)),
            of_interval([rows["episode"] == e for e in episodes]),
            of_interval([rows["state"] == s for s in STATES[1:3]]),
            -of_interval([rows["state"] == STATES[3]]),
            of_interval([rows["other_channel"]]),
        ],
        axis=1,
    )


def _observe(priors, reading, rows, log_hazards):
    events = rows[[f"{c}_{reading}" for c in COLUMNS]].to_numpy(dtype="int64")
    years = rows[[f"{c}_{reading}_years" for c in COLUMNS]].to_numpy(dtype="float64")
    years = np.where(events == 1, np.maximum(years, LEAST), years)
    at_risk = pm.Data(f"answer_years_{reading}", years.ravel())
    seen = pm.Data(f"answers_seen_{reading}", events.ravel())
    mean = pt.exp(log_hazards) * at_risk
    stakes.poisson_by_state(priors, f"state_working_{reading}", f"answers_{reading}", mean, seen)
