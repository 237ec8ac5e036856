"""Agreements as durations: agreed, working, stopped and resumed, ended.

Proposals are agreed at a rate that falls along the ladder of rungs; those of one story share an
effect. What is signed comes to work at all with a chance, after a lag: a cure model (Boag 1949), in
which what is still open counts as either. A rupture stops channels at work, which may come back.
Rates and chances are those of Moscow's mean type over the record.
"""

import numpy as np
import pymc as pm
import pytensor.tensor as pt

import stakes

YEAR = 365.25
LEAST, AT_ONCE = 1 / 12, 0.02  # years: of a proposal agreed at once; of a lag of none
RUNGS = [
    "transparency",
    "exercises",
    "warning",
    "one_way",
    "information",
    "safeguards",
    "separate",
    "joint",
]
PROPOSED = {
    "assurance": "transparency",
    "visits": "transparency",
    "assessment": "exercises",
    "exercises": "exercises",
    "one_way": "one_way",
    "warning_centre": "warning",
    "framework": "safeguards",
    "joint_centres": "safeguards",
    "sectors": "separate",
    "joint_control": "joint",
}  # limits are a price that goes with any rung, and have no rate here
HUNG_ON_ANOTHER = ["AG24", "AG32"]  # demarcation's companion, the memorandum of the unbuilt centre
NEVER, OPEN = -1.0, -2.0  # in place of a lag
OTHER_ENDS = ["withdrawn", "expiry", "replaced"]
# Years after which a stop that was not undone counts as final: expert judgement, nearly twice the
# longest after which one was. As of June 2011, with the latest stops 2.8 years old, it decides
# nothing.
SEEN = 2.0


def _worked(lags):
    return lags > 0


# of first events, whose exposure ends with them, sums over parts of the record are calibrated,
# and patterns are not
CHECKS = {
    "agreed": {
        "agreed": np.sum,
        "first half of the record, agreed": lambda x: x[: x.size // 2].sum(),
        "last quarter, agreed": lambda x: x[-(x.size // 4) :].sum(),
    },
    "worked": {
        "worked": lambda x: _worked(x).sum(),
        "worked within two years": lambda x: (_worked(x) & (x < 2)).sum(),
        "longest lag": lambda x: x.max(initial=0),
        "undecided": lambda x: (x == OPEN).sum(),
    },
    "warning_worked": {"worked": lambda x: _worked(x).sum()},
    "ended": {"ends": np.sum},
    "stopped": {"stopped": np.sum},
    "resumed": {"resumed": np.sum},
    "away": {"longest": lambda x: x.max(initial=0), "mean": lambda x: x.mean() if x.size else 0},
}
SIGNING = [
    "sign_level",
    "sign_transparency",
    "sign_step_warning",
    "sign_step_information",
    "sign_step_safeguards",
    "sign_step_separate",
    "sign_step_joint",
    "sign_step_one_way",
    "sign_cluster",
]
WORK = [
    "work_level",
    "work_hardware",
    "work_treaty",
    "work_warning",
    "work_warning_needs",
    "work_lag",
    "work_lag_needs",
    "work_lag_spread",
]
ENDS = ["rupture_stops", "rupture_resumes", "rupture_resume_time", "end_other"]


def add(priors, evidence):
    """Register the agreement variables, with the fates of proposals and deals as evidence."""
    now = np.datetime64(evidence.as_of)
    q = stakes.quantities(priors, [*SIGNING, *WORK, *ENDS])
    clusters = evidence.levels("options_proposed", "cluster")
    pm.modelcontext(None).add_coord("proposal_cluster", clusters)
    _signing(q, evidence["options_proposed"], clusters, now)
    undertakings = evidence["agreements_typed"]
    undertakings = undertakings[undertakings["in_base"] == 1]
    _work(q, undertakings, now)
    _ends(q["end_other"], undertakings, now)
    _ruptures(q, evidence["suspensions"], now)


def _signing(q, rows, clusters, now):
    """Proposals agreed, by rung; open ones are censored now, dropped ones on that day."""
    rows = rows[(rows["official"] == 1) & rows["rung"].isin(PROPOSED)]
    log_rate = _log_rates(q)
    agreed = (rows["agreed"] == 1).to_numpy(dtype="int64")
    until = rows["agreed_date"].where(agreed == 1, rows["dropped"]).fillna(now).clip(upper=now)
    years = (until - rows["date"]).dt.days.to_numpy() / YEAR
    pursued = pm.Data("proposal_years", np.maximum(years, LEAST))
    rung = pm.Data("proposal_rung", _index(rows["rung"].map(PROPOSED), RUNGS))
    story = pm.Data("proposal_story", _index(rows["cluster"], clusters))
    effect = pm.Normal("proposal_effect", 0.0, 1.0, dims="proposal_cluster")
    mean = pt.exp(log_rate[rung] + q["sign_cluster"] * effect[story]) * pursued
    pm.Poisson("agreed", mu=mean, observed=pm.Data("proposal_agreed", agreed))


def _log_rates(q):
    """Log rates of agreeing by rung: deeper ones are never agreed sooner."""
    exercises = q["sign_level"]
    warning = exercises - q["sign_step_warning"]
    information = warning - q["sign_step_information"]
    separate = information - q["sign_step_separate"]
    return pt.stack(
        [
            exercises + q["sign_transparency"],
            exercises,
            warning,
            warning - q["sign_step_one_way"],
            information,
            information - q["sign_step_safeguards"],
            separate,
            separate - q["sign_step_joint"],
        ]
    )


def _work(q, rows, now):
    """Whether what was agreed came to work, and after how long; on warning, what needs more than a
    signature is checked by itself.
    """
    pm.Normal("work_lag_own", 0.0, 1.0)  # of an agreement to come, in units of the spread
    pm.Uniform("work_given_up", 0.0, 1.0)  # how often the record says so of what never works
    rows = rows[~rows["id"].isin(HUNG_ON_ANOTHER)]
    hard = (rows["warning"] == 1) & ((rows["hardware"] == 1) | (rows["treaty"] == 1))
    _observe_work("worked", q, rows[~hard].assign(hard=0), now)
    _observe_work("warning_worked", q, rows[hard].assign(hard=1), now)


def _observe_work(name, q, rows, now):
    needs = {
        column: pm.Data(f"{name}_{column}", rows[column].to_numpy(dtype="float64"))
        for column in ("hardware", "treaty", "warning", "hard")
    }
    logit = (
        q["work_level"]
        + needs["hardware"] * q["work_hardware"]
        + needs["treaty"] * q["work_treaty"]
        + needs["warning"] * q["work_warning"]
        + needs["hard"] * q["work_warning_needs"]
    )
    middle = q["work_lag"] + (needs["hardware"] + needs["treaty"]) * q["work_lag_needs"]
    lag = (rows["works"] - rows["agreed"]).dt.days.clip(lower=0).to_numpy() / YEAR
    unsettled = np.where(rows["given_up"].notna(), NEVER, OPEN)
    seen = np.where(rows["works"].notna(), np.maximum(lag, AT_ONCE), unsettled)
    age = pm.Data(f"{name}_age", (now - rows["agreed"]).dt.days.to_numpy() / YEAR)
    pm.CustomDist(
        name,
        *(logit, middle, q["work_lag_spread"], age, pm.modelcontext(None)["work_given_up"]),
        logp=_log_worked,
        random=_random_worked,
        signature="(n),(n),(),(n),()->(n)",
        observed=pm.Data(f"{name}_lag", seen),
    )


def _log_worked(lag, logit, middle, spread, age, given_up):
    """Log likelihood of lags from signature to work, of what is known never to work, and of what is
    open: either still to work, or never to without the record saying so.
    """
    chance = pm.math.sigmoid(logit)

    def score(years):
        return (pt.log(pt.maximum(years, AT_ONCE)) - middle) / spread

    log_density = -0.5 * score(lag) ** 2 - pt.log(spread * pt.maximum(lag, AT_ONCE))
    log_density = log_density - 0.5 * np.log(2 * np.pi)
    by_now = 0.5 * pt.erfc(-score(age) / np.sqrt(2.0))
    still_open = chance * (1 - by_now) + (1 - chance) * (1 - given_up)
    never = (1 - chance) * given_up
    unsettled = pt.log(pt.where(pt.eq(lag, NEVER), never, still_open))
    return pt.where(lag > 0, pt.log(chance) + log_density, unsettled)


def _random_worked(logit, middle, spread, age, given_up, rng=None, size=None):
    """Lags of those that have worked by now; the others are known never to work, or open."""
    lag = np.maximum(np.exp(middle + spread * rng.standard_normal(middle.shape)), AT_ONCE)
    ever = rng.random(lag.shape) < 1 / (1 + np.exp(-logit))
    never = np.where(rng.random(lag.shape) < given_up, NEVER, OPEN)
    return np.where(ever, np.where(lag < age, lag, OPEN), never)


def _ends(rate, rows, now):
    """Ends other than ruptures and tasks done, over years at work."""
    rows = rows[rows["works"].notna()]
    years = (rows["ended"].fillna(now).clip(upper=now) - rows["works"]).dt.days.to_numpy() / YEAR
    ended = rows["end_reason"].isin(OTHER_ENDS).to_numpy(dtype="int64")
    at_work = pm.Data("years_at_work", np.maximum(years, 0.0))
    pm.Poisson("ended", mu=rate * at_work, observed=pm.Data("undertaking_ended", ended))


def _ruptures(q, rows, now):
    """Which channels at work stopped with a rupture, came back, and after how long; channels that
    came back on one day count once there.
    """
    stopped = pm.Data("channel_stopped", rows["stopped"].to_numpy(dtype="int64"))
    pm.Bernoulli("stopped", q["rupture_stops"] * pt.ones_like(stopped), observed=stopped)
    rows = rows[rows["stopped"] == 1]
    settled = rows[rows["resumed"].notna() | ((now - rows["date"]).dt.days / YEAR >= SEEN)]
    resumed = pm.Data("channel_resumed", settled["resumed"].notna().to_numpy(dtype="int64"))
    pm.Bernoulli("resumed", q["rupture_resumes"] * pt.ones_like(resumed), observed=resumed)
    back = rows.dropna(subset="resumed").drop_duplicates(["rupture", "resumed"])
    years = (back["resumed"] - back["date"]).dt.days.to_numpy() / YEAR
    away = pm.Data("years_away", np.maximum(years, AT_ONCE))
    pm.Exponential("away", scale=q["rupture_resume_time"] * pt.ones_like(away), observed=away)


def _index(labels, levels):
    return np.array([levels.index(label) for label in labels], dtype="int64")
