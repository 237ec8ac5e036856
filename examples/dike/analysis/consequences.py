"""What floods and dikes cost until 2100: van Dantzig's chance of a flood, with a rising sea."""

import numpy as np
import xarray as xr

ATTRIBUTES = ["damage", "dike"]
WHOLE, LATER, BEND = 76, 35, 1.3  # years to 2100 and to the second step; how the rise gathers pace


def consequences(beliefs, setting):
    """Damage averted and cost of each option; the baseline's own damage."""
    at, rate = setting.periods["at"] + setting.since_decision, setting.parameters["discount_rate"]
    world = {
        "sea": beliefs["rise"] * (at / WHOLE) ** BEND + beliefs["sinking"] * at,
        "discount": np.exp(-rate * at),
        "length": setting.periods["length"],
        "second": at >= LATER,
    }
    none = _damage(beliefs, setting, world, 0.0)
    parts = [_option(beliefs, setting, world, o, none) for o in setting.options.values()]
    values = xr.concat(parts, "option").assign_coords(option=list(setting.options))
    return values, _parts(-none, 0.0 * none)


def _option(b, setting, world, option, none):
    added = option.amounts["first"] + option.amounts["later"] * world["second"]
    averted = none - _damage(b, setting, world, added)
    rate, cost = setting.parameters["discount_rate"], 0.0 * none
    days = {"first": setting.since_decision, "later": max(LATER, setting.since_decision)}
    for step, years in days.items():
        metres = option.amounts[step]
        built = b["cost_start"] + b["cost_metre"] * metres
        cost = cost + (metres > 0) * built * np.exp(-rate * years)
    return _parts(averted, -cost)


def _damage(b, setting, world, added):
    """Of floods until the horizon, in present value; in expectation, or as they are drawn."""
    yearly = np.minimum(b["flood_chance"] * np.exp(-b["steepness"] * (added - world["sea"])), 1.0)
    floods = setting.count("flood", yearly * world["length"])
    return b["damage"] * (floods * world["discount"]).sum("period")


def _parts(damage, dike):
    return xr.concat([damage, dike], "attribute").assign_coords(attribute=ATTRIBUTES)
