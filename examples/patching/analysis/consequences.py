"""What attacks and patching cost, by the day on which the patch is installed."""

import numpy as np
import xarray as xr

ATTRIBUTES, MOST = ["attacks", "patching"], 4  # so many times as likely to be struck, at most


def consequences(beliefs, setting):
    """Relative to no costs at all; the level is that of the baseline."""
    parts = [_costs(beliefs, setting, option) for option in setting.options.values()]
    values = xr.concat(parts, "option").assign_coords(option=list(setting.options))
    return values, values.sel(option=setting.baseline, drop=True)


def _costs(b, setting, option):
    days = option.amounts["days"]
    used = np.minimum(b["exploited"] * b["critical"], 1.0)
    slow = np.minimum((days / b["others"]) ** b["hunts"], MOST)  # of attackers who seek the slow
    late = (1 - b["before_patch"]) * -np.expm1(-days / b["delay"]) * slow
    struck = np.minimum(used * b["reached"] * (b["before_patch"] + late), 1.0)
    attacks = -setting.chance("attack", struck, rare=True) * b["loss"]
    return _parts(attacks, -_patching(b, setting, option.levels["care"]))


def _patching(b, setting, care):
    if care == "none":
        return 0.0 * b["breaks"]
    unfound = 1 - b["found"] * (care == "tested")
    broken = setting.chance("breaks", b["breaks"] * unfound)
    return broken * b["outage"] + b["hurry"] * (care == "hurried")


def _parts(attacks, patching):
    return xr.concat([attacks, patching], "attribute").assign_coords(attribute=ATTRIBUTES)
