"""Costs and years of life in full health of both treatments: the published Markov model.

For a year, week by week, patients with side effects are at home, in hospital, recovered or dead; a
patient's path does not hang on the treatment, so that it is reckoned once, by geometric sums.
"""

import numpy as np
import xarray as xr
from scipy.special import expit, logit

WEEKS, YEARS, LATER = 52, 40, 2  # of the first year; of the whole; when the later years begin


def consequences(beliefs, setting):
    """Health and costs relative to the standard of care, and its own."""
    risk = {
        "standard": beliefs["p_side_effects"],
        "novel": expit(logit(beliefs["p_side_effects"]) + beliefs["logor"]),
    }
    outcomes = [_outcome(beliefs, setting, name, risk[name]) for name in setting.options]
    values = xr.concat(outcomes, "option").assign_coords(option=list(setting.options))
    return values, values.sel(option=setting.baseline, drop=True)


def _outcome(b, setting, drug, risk):
    weeks = _weeks(b)
    alive, rate = 1 - risk * weeks["dead"], b["death_rate"]
    later = b["utility_home"] * (np.exp(-LATER * rate) - np.exp(-YEARS * rate)) / rate
    ill = b["utility_home"] * weeks["home"] + b["utility_hospital"] * weeks["hospital"]
    years = risk * (ill + b["utility_recovered"] * weeks["recovered"])
    years = (years + (1 - risk) * b["utility_recovered"] * (WEEKS + 1)) / 52 + alive * later
    care = b["cost_home"] * weeks["home"] + b["cost_hospital"] * weeks["hospital"]
    care = risk * (care + b["cost_death"] * weeks["dead"]) / 52
    late = alive * -np.expm1((LATER - YEARS) * rate) * b["cost_death"]
    costs = b[f"drug_{drug}"] + care + late
    parts = [setting.parameters["threshold"] * years, -costs]
    return xr.concat(parts, "attribute").assign_coords(attribute=["health", "costs"])


def _weeks(b):
    """Weeks in each state, and the share dead after the year, of a patient with side effects."""
    falls_ill = 1 - (1 - b["p_hospitalised"]) ** (1 / WEEKS)
    dies = 1 - (1 - b["p_died"]) ** (1 / WEEKS)
    home = (1 - b["recovery_home"]) * (1 - falls_ill)  # stays there
    hospital = (1 - b["recovery_hospital"]) * (1 - dies)
    lives = np.exp(-b["death_rate"] / 52)
    from_home, from_hospital = (
        b["recovery_home"] * (1 - falls_ill),
        b["recovery_hospital"] * (1 - dies),
    )

    def mixed(path):
        """Of those at home, and of those who came from there to hospital."""
        return path(home), falls_ill * (path(home) - path(hospital)) / (home - hospital)

    at_home, in_hospital = mixed(lambda x: (1 - x ** (WEEKS + 1)) / (1 - x))
    before_home, before_hospital = mixed(lambda x: (1 - x**WEEKS) / (1 - x))
    last_home, last_hospital = mixed(lambda x: x**WEEKS)
    carried = mixed(lambda x: (x**WEEKS - lives**WEEKS) / (x - lives))
    last = from_home * carried[0] + from_hospital * carried[1]
    entered = from_home * before_home + from_hospital * before_hospital
    recovered = (entered - lives * last) / (1 - lives)
    dead = 1 - last_home - last_hospital - last
    return {"home": at_home, "hospital": in_hospital, "recovered": recovered, "dead": dead}
