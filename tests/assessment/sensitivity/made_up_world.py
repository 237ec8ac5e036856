"""A choice to go or to stay, in which going is worth a known function of two quantities."""

from types import SimpleNamespace

import numpy as np
import xarray as xr

import stakes.assessment.sensitivity.tornado
import stakes.outcomes.exact.expectations

CHAINS, DRAWS = 4, 2500


OPTIONS = {name: SimpleNamespace(until=None, label=name) for name in ("stay", "go")}


def case(low=0.0, high=4.0):
    threshold = SimpleNamespace(id="x", range=(low, high), rate=False)
    plane = SimpleNamespace(id="p", label="x and y", x="x", y="y")
    challenges = SimpleNamespace(
        thresholds={"x": threshold, "y": SimpleNamespace(id="y", range=(0.0, 2.0), rate=False)},
        planes={"p": plane},
    )
    return SimpleNamespace(challenges=challenges, options=OPTIONS, baseline="stay", quantities={})


def world(monkeypatch, effect, seed, x=1.0):
    """A fit with draws of x and y, and consequences in which going is worth `effect` (x, y) and
    noise of each draw.
    """
    rng = np.random.default_rng(seed)
    dims = ("chain", "draw")
    shape = (CHAINS, DRAWS)
    draws = {
        "x": (dims, rng.gamma(2.0, x / 2, shape)),
        "y": (dims, rng.uniform(0, 2, shape)),
        "noise": (dims, rng.normal(size=shape)),
    }
    fit = xr.DataTree.from_dict({"posterior": xr.Dataset(draws)})

    def expectations(case, fit, settings, how, weights, thin=1):
        d = fit["posterior"].to_dataset().isel(draw=slice(None, None, thin))
        leads = [
            effect(s.get("x", d["x"]), s.get("y", d["y"])) + 0.5 * d["noise"] for s in settings
        ]
        return xr.concat(
            [xr.concat([0 * lead, lead], "option") for lead in leads], "setting"
        ).assign_coords(option=list(OPTIONS))

    monkeypatch.setattr(stakes.outcomes.exact.expectations, "expectations", expectations)
    monkeypatch.setattr(
        stakes.assessment.sensitivity.tornado, "among", lambda case, fit, options, read: case
    )
    return fit, expectations(None, fit, [{}], None, None).isel(setting=0)
