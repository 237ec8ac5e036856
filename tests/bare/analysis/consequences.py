import xarray as xr

ATTRIBUTES = ["damage", "cost"]


def consequences(beliefs, setting):
    floods = setting.count("flood", beliefs["rate"] * setting.periods["length"]).sum("period")
    loss = floods * beliefs["damage"]
    rows = [
        _parts(loss * (option.id == "dike") * 0.8, 0.0 * loss - 60.0 * (option.id == "dike"))
        for option in setting.options.values()
    ]
    return xr.concat(rows, "option").assign_coords(option=list(setting.options)), _parts(
        -loss, 0.0 * loss
    )


def _parts(damage, cost):
    return xr.concat([damage, cost], "attribute").assign_coords(attribute=ATTRIBUTES)
