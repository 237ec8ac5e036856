"""What would change the answer of the made-up case of test_report: real results of made-up draws,
hand-made break-evens.
"""

from types import SimpleNamespace

import numpy as np
import xarray as xr

from stakes import importance, power_scale, tilt, tornado
from stakes.assessment.sensitivity.analysis import Sensitivity
from stakes.assessment.sensitivity.crossing import Crossing
from stakes.assessment.sensitivity.planes import Sheet
from stakes.assessment.sensitivity.scenarios import BELIEVED
from stakes.decision.sensitivity.scenarios.scenario_discovery import discover


def challenges(label):
    """Two thresholds, the first a rate; one plane of both."""
    thresholds = {
        "rate": SimpleNamespace(id="rate", rate=True, told={}),
        "shift": SimpleNamespace(id="shift", rate=False, told={}),
    }
    return SimpleNamespace(
        schools={},
        thresholds=thresholds,
        planes={"both": SimpleNamespace(id="both", label=label, x="rate", y="shift")},
    )


def claims(attack):
    """One claim that is held against the draws, one that is not."""
    return {
        "grows": SimpleNamespace(
            number=2,
            text=attack,
            testable=True,
            stated=f"It has grown {attack}",
            effect=f"By how much {attack}",
            unit="feet a year",
            statement=f"It grows {attack}",
            reason=None,
            quantities=("rate",),
        ),
        "is_old": SimpleNamespace(
            number=1,
            text="It is old.",
            testable=False,
            stated=None,
            effect=None,
            unit=None,
            statement=None,
            reason=f"A fact {attack}.",
            quantities=(),
        ),
    }


def made_up(value, known, label):
    """`Sensitivity` of draws of the value [chain, draw, option] and of two quantities, rate and
    shift.
    """
    options = [str(o) for o in value["option"].to_numpy()]
    best, rival, third = options[1], options[2], options[0]
    lead = value.sel(option=best, drop=True) - value.sel(option=rival, drop=True)
    fit = xr.DataTree.from_dict(
        {"log_prior": -(known**2) / 2, "log_likelihood": -((known[["rate"]] - 0.5) ** 2)}
    )
    groups = {
        "prior": ["log_prior/rate", "log_prior/shift"],
        "likelihood": ["log_likelihood/rate"],
        "prior of t": ["log_prior/shift"],
    }
    bars = tornado(
        xr.concat([lead, 0 * lead], "option").assign_coords(option=["lead", "zero"]), known
    ).sel(option="lead", drop=True)
    grid, curve = np.array([0.0, 1.0, 2.0]), np.array([-0.5, 0.25, 1.0])
    crossing = (
        "rate",
        best,
        grid,
        curve,
        curve * 0 + 0.01,
        np.array([2 / 3]),
        np.array([0.02]),
        0.5,
        0.25,
        0.01,
    )
    none = (
        "shift",
        best,
        grid,
        curve + 1,
        curve * 0 + 0.01,
        np.array([]),
        np.array([]),
        0.5,
        0.0,
        0.001,
    )
    held = {"probability": 0.62, "se": 0.01, "prior": 0.3, "prior_se": 0.02}
    effect = {"mean": 1.5, "median": 1.25, "lower": -0.5, "upper": 4.0, "given": 0.75}
    errors = {f"{name}_se": 0.02 for name in ("mean", "median", "lower", "upper")}
    held |= {f"effect_{name}": x for name, x in (effect | errors).items()}
    plane = challenges(label).planes["both"]
    sheet = Sheet(
        plane,
        [best, rival],
        grid,
        grid,
        np.stack([np.add.outer(curve, curve)] * 2),
        np.full((2, 3, 3), 0.01),
    )
    return Sensitivity(
        best=best,
        rival=rival,
        crossings=[Crossing(*crossing), Crossing(*none)],
        sheets=[sheet],
        views=_views([best, rival, third], label),
        claims=xr.Dataset({k: ("claim", [v]) for k, v in held.items()}, {"claim": ["grows"]}),
        tornado=bars.assign(
            swing=abs(bars["high"] - bars["low"]),
            swing_se=np.hypot(bars["high_se"], bars["low_se"]),
        ),
        shares=importance(lead, known),
        topics=importance(lead, known, {"t": ["rate"], "all others": ["shift"]}),
        power=power_scale(fit, value, [0.8, 1.25], groups),
        sense=xr.Dataset(
            {k: ("parameter", [0.1, 0.2]) for k in ("prior", "likelihood")},
            {"parameter": ["rate", "shift"]},
        ),
        tilt=tilt(value, (best, rival), known),
        boxes=discover(value, known, best),
    )


def _views(options, label):
    best = np.array([[options[0]] * 2, [options[1]] * 2])
    dims = ("view", "profile")
    return xr.Dataset(
        {
            "best": (dims, best),
            "runner_up": (dims, np.array([[options[2]] * 2] * 2)),
            "lead": (dims, [[0.5, 0.25], [0.1, 0.2]]),
            "lead_se": (dims, np.full((2, 2), 0.01)),
            "resolved": (dims, [[True, True], [True, False]]),
            "ahead": (dims, [["", ""], [options[1], ""]]),
            "against": (dims, [[0.5, 0.25], [-0.1, 0.1]]),
            "against_se": (dims, np.full((2, 2), 0.01)),
            "label": ("view", ["As believed", label]),
            "kind": ("view", [BELIEVED, "school"]),
            "weight": ("view", [np.nan, np.nan]),
            "draws": ("view", [2000, 500]),
        },
        {"view": [BELIEVED, "school:other"], "profile": ["run", "us"]},
    )
