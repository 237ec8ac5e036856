import numpy as np
import xarray as xr


def consequences(beliefs, setting):
    discount = np.exp(-setting.parameters["discount_rate"] * setting.periods["at"])
    floods = setting.count("flood", beliefs["flood_rate"] * setting.periods["length"])
    loss = (floods * discount).sum("period") * beliefs["damage"] * (1 + beliefs["wet_decade"])
    kept = np.exp(beliefs["effect"]) / (1 + np.exp(beliefs["effect"]))
    options = [
        _option(beliefs, setting, option, loss * kept) for option in setting.options.values()
    ]
    relative = xr.concat(options, "option").assign_coords(option=list(setting.options))
    return relative, _parts(-loss, 0.0 * loss, 0.0 * loss)


def _option(beliefs, setting, option, averted):
    if option.agreement == "none":
        return _parts(0.0 * averted, 0.0 * averted, 0.0 * averted)
    signed = 1.0 if setting.agreed else setting.chance("signed", beliefs["sign_pact"])
    return _parts(
        signed * averted, -0.1 * signed * averted, -signed * beliefs["cost"] + 0.0 * averted
    )


def _parts(protection, leak, money):
    return xr.concat([protection, leak, money], "attribute").assign_coords(
        attribute=["protection", "leak", "money"]
    )
