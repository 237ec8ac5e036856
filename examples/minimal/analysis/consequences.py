import xarray as xr

import stakes


def add(priors, evidence):
    stakes.quantities(priors, ["sales"])


def consequences(beliefs, setting):
    year = 52 * (beliefs["sales"] - 280)
    rows = [year * (option.id == "open") for option in setting.options.values()]
    values = xr.concat(rows, "option").assign_coords(option=list(setting.options))
    return tuple(x.expand_dims(attribute=["money"]) for x in (values, 0 * year))
