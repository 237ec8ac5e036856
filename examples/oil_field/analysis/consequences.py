"""What a well brings: the oil, less the well, the casing ordered and what is fetched in haste."""

import numpy as np
import xarray as xr


def consequences(beliefs, setting):
    """Money by option; the baseline is worth nothing."""
    rows = [_money(beliefs, option) for option in setting.options.values()]
    values = xr.concat(rows, "option").assign_coords(option=list(setting.options))
    return tuple(x.expand_dims(attribute=["money"]) for x in (values, 0.0 * beliefs["oil"]))


def _money(b, option):
    if option.levels["well"] == "none":
        return 0.0 * b["oil"]
    order = option.amounts["order"]
    short = np.maximum(b["extra_depth"] - order, 0.0)
    return b["oil"] - b["drilling"] - b["casing"] * order - b["rush"] * short
