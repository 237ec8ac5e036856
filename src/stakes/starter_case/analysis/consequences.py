"""What follows from each option: the only place where options meet beliefs.

This is the file that you will rewrite.

Chances go through `setting.chance` and counts through `setting.count`: both give expectations, or
one drawn outcome with the same luck for all options, from the same formulas. Amounts are million
euros, discounted to the day of the choice.
"""

import numpy as np
import xarray as xr

ATTRIBUTES = ["damage", "insurance", "works", "view"]  # as in values.toml


def consequences(beliefs, setting):
    """Value of every option by attribute.

    Parameters
    ----------
    beliefs : posterior draws of all quantities by name, each [chain, draw].
    setting : options, the reader's parameters, periods[period] (years from the start: at, length)
        and luck; README.md lists all that it holds.

    Returns
    -------
    DataArray[chain, draw, option, attribute], and the absolute level of the baseline [chain, draw,
    attribute].
    """
    world = _world(beliefs, setting)
    rows = [_option(beliefs, setting, world, option) for option in setting.options.values()]
    relative = xr.concat(rows, "option").assign_coords(option=list(setting.options))
    return relative, _parts(
        beliefs, damage=-_loss(beliefs, world, world["floods"] + world["pumps"])
    )


def in_force(beliefs, setting):
    """Chance that what an option needs from others comes, for those that need something: optional,
    for the head of the page.
    """
    return beliefs["permit_wall"].expand_dims(option=["raise"])


def _world(b, setting):
    """What holds whichever option is chosen: discounting, and floods by period with the wall as it
    is.
    """
    at, length = setting.periods["at"], setting.periods["length"]
    typical = b["level_typical"] + b["rise"] * (at + setting.since_decision)
    discount = np.exp(-setting.parameters["discount_rate"] * (at + setting.delay))
    return {
        "typical": typical,
        "floods": _floods(b, setting, typical, b["wall_top"] - b["weak_section"] * b["weak_drop"]),
        "pumps": setting.count("pumps", b["pump_floods"] * length),
        "discount": discount,
        "yearly": discount * length,  # what a euro a year is worth today, by period
    }


def _floods(b, setting, typical, top):
    """Whether, or how likely, the highest water of a period tops a wall."""
    yearly = -np.expm1(-np.exp(-(top - typical) / b["level_spread"]))
    return setting.chance("flood", yearly * setting.periods["length"], by_period=True)


def _loss(b, world, floods):
    return b["damage"] * (floods * world["discount"]).sum("period")


def _option(b, setting, world, option):
    if option.levels["measure"] == "wall":
        built = 1.0 if setting.agreed else setting.chance("permit", b["permit_wall"])
        fewer = world["floods"] - _floods(b, setting, world["typical"], b["raised_top"])
        now = np.exp(-setting.parameters["discount_rate"] * setting.delay)
        parts = {
            "damage": _loss(b, world, fewer),
            "works": -b["cost_wall"] * now,
            "view": -b["view_wall"] * world["yearly"].sum("period"),
        }
        return _parts(b, **{name: built * part for name, part in parts.items()})
    if option.levels["measure"] == "insurance":
        insured = setting.periods["pursued"]  # of each period; less than 1 where it is cancelled
        covered = (
            _floods(b, setting, world["typical"], b["wall_top"]) + world["pumps"]
        )  # not where the wall gives way
        premiums = b["cost_insurance"] * (world["yearly"] * insured).sum("period")
        return _parts(b, insurance=_loss(b, world, covered * insured) - premiums)
    return _parts(b)


def _parts(b, **parts):
    """All attributes, those not named being 0."""
    zero = 0.0 * b["level_typical"]
    return xr.concat(
        [zero + parts.get(name, 0.0) for name in ATTRIBUTES], "attribute"
    ).assign_coords(attribute=ATTRIBUTES)
