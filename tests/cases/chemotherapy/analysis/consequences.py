import xarray as xr
from scipy.special import expit, logit

CYCLES = 50


def consequences(beliefs, setting):
    rows = [_option(beliefs, setting, option) for option in setting.options.values()]
    absolute = xr.concat(rows, "option").assign_coords(option=list(setting.options))
    baseline = absolute.sel(option=setting.baseline, drop=True)
    return absolute - baseline, baseline


def _option(b, setting, option):
    lower = b["log_odds_ratio"] * (option.id == "new")
    ill = expit(logit(b["p_side_effects"]) + lower)
    quality, cost = _ill(b)
    well = b["utility_recovered"] * (CYCLES + 1)
    health = setting.parameters["threshold"] * (ill * quality + (1 - ill) * well)
    parts = [health, -(option.amounts["price"] + ill * cost)]
    return xr.concat(parts, "attribute").assign_coords(attribute=["health", "cost"])


def _ill(b):
    """Utility and cost of one patient with side effects: at home, in hospital, recovered, dead."""
    to_hospital = 1 - (1 - b["p_hospitalised"]) ** (1 / CYCLES)
    dies = 1 - (1 - b["p_died"]) ** (1 / CYCLES)
    home, hospital, recovered, dead = 1.0, 0.0, 0.0, 0.0
    quality, cost = b["utility_home"], b["cost_home"]
    for _ in range(CYCLES):
        recovered = (
            recovered
            + home * b["recovers_home"] * (1 - to_hospital)
            + hospital * b["recovers_hospital"] * (1 - dies)
        )
        dead = dead + hospital * dies
        hospital = hospital * (1 - b["recovers_hospital"]) * (1 - dies) + home * to_hospital
        home = home * (1 - b["recovers_home"]) * (1 - to_hospital)
        quality = (
            quality
            + home * b["utility_home"]
            + hospital * b["utility_hospital"]
            + recovered * b["utility_recovered"]
        )
        cost = cost + home * b["cost_home"] + hospital * b["cost_hospital"]
    return quality, cost + dead * b["cost_death"]
