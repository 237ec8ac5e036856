"""Alliance: whether a task shared with Russia erodes collective defence or eases strain, and what
that would cost or bring.

Erosion is a dated event: a member blocks or leaves a common commitment, or gets reassurance,
because of what is shared. Undertakings in being are at risk of the first one until they end, for
five years at most; those of one story share an effect. What counts as erosion is a definition: the
strict and the loose reading are fitted side by side, each with parameters of its own, and never
averaged.
"""

import numpy as np
import pymc as pm
import pytensor.tensor as pt

import stakes

READINGS = ["strict", "loose"]
SEVERITIES = ["words", "visit", "forces"]
YEAR = 365.25
WINDOW, LEAST = 5.0, 1 / 12  # years at risk at most; and at least, where there is an event
COSTS = [
    "reassure_words",
    "reassure_visit",
    "reassure_forces",
    "erosion_lasts",
    "credibility_lost",
    "credibility_cost",
    "ease_depth",
    "ease_worth",
    "consensus",
    "erosion_transparency",
    "erosion_warning_share",
    "erosion_separate_step",
]
EVENTS = {  # sums alone: exposures end with the event, under which patterns are not calibrated
    "events": np.sum,
    "first half of the record": lambda x: x[: x.size // 2].sum(),
}
CHECKS = {f"eroded_{reading}": EVENTS for reading in READINGS} | {
    "eased": EVENTS,
    "severity": {
        "words alone": lambda x: (x == 0).sum(),
        "movements of forces": lambda x: (x == 2).sum(),
    },
}


def add(priors, evidence):
    """Register the alliance variables, with what became of shared tasks as evidence."""
    model = pm.modelcontext(None)
    clusters = evidence.levels("alliance_record", "cluster")
    model.add_coords({"erosion_reading": READINGS, "alliance_cluster": clusters})
    rows = evidence["alliance_record"]
    base = (rows["in_base"] == 1) & (rows["russia"] == 1) & rows["in_being_from"].notna()
    rows = rows[base]
    _erosion(priors, rows, clusters, np.datetime64(evidence.as_of))
    _ease(priors, rows, np.datetime64(evidence.as_of))
    _severity(priors, rows)
    stakes.quantities(priors, COSTS)


def _erosion(priors, rows, clusters, now):
    names = ["erosion_level", "erosion_territory", "erosion_seat", "erosion_cluster"]
    q = {name: stakes.quantity(priors, name, dims="erosion_reading") for name in names}
    story = pm.Normal("erosion_story", 0.0, 1.0, dims=("erosion_reading", "alliance_cluster"))
    member = pm.Data("undertaking_story", _index(rows["cluster"], clusters))
    territory = pm.Data("undertaking_territory", rows["territory"].to_numpy(dtype="float64"))
    seat = pm.Data("undertaking_seat", rows["decision_seat"].to_numpy(dtype="float64"))
    for r, reading in enumerate(READINGS):
        date = rows[f"{reading}_event"]
        log_rate = (
            q["erosion_level"][r]
            + territory * q["erosion_territory"][r]
            + seat * q["erosion_seat"][r]
            + q["erosion_cluster"][r] * story[r][member]
        )
        _events(f"eroded_{reading}", log_rate, _at_risk(rows, date, now), date.notna())


def _ease(priors, rows, now):
    eased = rows["eased"] == 1
    years = _at_risk(rows, rows["eased_known_from"].where(eased), now)
    _events("eased", stakes.quantity(priors, "ease_level"), years, eased)


def _events(name, log_rate, years, happened):
    """First events at a constant rate, right-censored: the likelihood is that of a Poisson
    count.
    """
    count = pm.Data(f"{name}_events", happened.to_numpy(dtype="int64"))
    at_risk = pm.Data(f"{name}_years", years)
    pm.Poisson(name, mu=pt.exp(log_rate) * at_risk, observed=count)


def _at_risk(rows, event, now):
    """Years from being to the first of the event, the end, the window's end and now; the day on
    which an event was public may lie after it.
    """
    end = rows["in_being_to"].fillna(now).clip(upper=now)
    years = (end - rows["in_being_from"]).dt.days / YEAR
    until = (event - rows["in_being_from"]).dt.days / YEAR
    longest = np.minimum(years, WINDOW)
    at_event = np.maximum(np.minimum(until, longest), LEAST)
    return np.maximum(np.where(event.notna(), at_event, longest), 0.0)


def _severity(priors, rows):
    q = stakes.quantities(priors, ["erosion_worst", "erosion_visit"])
    worst, visit = q["erosion_worst"], q["erosion_visit"]
    shares = pt.stack([(1 - worst) * (1 - visit), (1 - worst) * visit, worst])
    pm.modelcontext(None).add_coord("severity_level", SEVERITIES)
    pm.Deterministic("severity_share", shares, dims="severity_level")
    seen = rows["severity"].dropna().to_numpy(dtype="int64") - 1
    pm.Categorical("severity", p=shares, observed=pm.Data("severity_seen", seen))


def _index(labels, levels):
    return np.array([levels.index(label) for label in labels], dtype="int64")
