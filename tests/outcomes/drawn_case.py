"""The tiny case with nothing sampled, and another value of the dam."""

import numpy as np

import stakes
from stakes.case.case import open_case
from stakes.outcomes.consequences import consequences
from stakes.outcomes.exact.expectations import expectations_of

MODEL = """
import pymc as pm
import stakes


def add(priors, evidence):
    q = stakes.quantities(priors, ["flood_rate", "damage", "effect", "sign_pact", "cost"])
    pm.Deterministic("double", 2 * q["effect"])
    a = pm.Normal("a", 0.0, 1.0)
    pm.Normal("child", a, 1.0)
"""


VALUE = """
import xarray as xr


def consequences(beliefs, setting):
    money = {value}
    nil = 0.0 * beliefs["effect"]
    parts = xr.concat([_parts(nil, nil, nil), _parts(nil + money, nil, nil)],
        "option").assign_coords(option=["wait", "dam"])
    return parts, _parts(nil, nil, nil)


def _parts(*each):
    return xr.concat(each, "attribute").assign_coords(attribute=["protection", "leak", "money"])
"""


def fitted(root, value="", model=MODEL, seed=3, **settings):
    """The tiny case, nothing of it sampled, with another value of the dam."""
    (root / "models" / "floods.py").write_text(model)
    if value:
        (root / "analysis" / "consequences.py").write_text(VALUE.replace("{value}", value))
    case = open_case(root)
    return case, stakes.fit(
        case, **{"draws": 500, "tune": 300, "chains": 4, "progress": False, "seed": seed} | settings
    )


NAMES = [
    "effect",
    "sign_pact",
    "damage",
    "damage_state",
    "damage_by_state",
    "wet_decade",
    "flood_rate",
    "cost",
    "double",
    "a",
    "child",
]


def lead(found):
    return found.isel(setting=0).sel(option="dam").sum("attribute").values.mean()


def brute(case, fit):
    return float(consequences(case, fit).sel(option="dam").sum("attribute").mean())


def error(case, fit):
    x = consequences(case, fit).sel(option="dam").sum("attribute").values
    return x.std() / np.sqrt(x.size)


def of_all_sets(case, fit, several, how):
    """As `expectations`, of all sets of the draws."""
    draws = fit["posterior"].to_dataset()
    return expectations_of(case, fit, [(draws, changes) for changes in several], how)
