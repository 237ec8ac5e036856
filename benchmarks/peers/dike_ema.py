import numpy as np
from ema_workbench import Model, RealParameter, ScalarOutcome, perform_experiments
from ema_workbench.analysis import prim

YEARS = np.arange(76) + 0.5


def dike(p=0.0038, steepness=2.6, damage=20_000, metre=42, rise=0.5, first=2.0, later=0.0):
    height = first + later * (YEARS >= 35)
    floods = p * np.exp(-steepness * (height - rise * (YEARS / 76) ** 1.3))
    paid = metre * (first + later * np.exp(-0.02 * 35))
    return {"cost": paid + float((floods * damage * np.exp(-0.02 * YEARS)).sum())}


RANGES = {"p": (0.002, 0.006), "steepness": (2.2, 3.0), "damage": (12_000, 30_000)}
RANGES |= {"metre": (34, 55), "rise": (0.2, 1.2)}
model = Model("dike", function=dike)
model.uncertainties = [RealParameter(name, *ends) for name, ends in RANGES.items()]
model.levers = [RealParameter("first", 0, 4), RealParameter("later", 0, 2)]
model.outcomes = [ScalarOutcome("cost")]
experiments, outcomes = perform_experiments(model, 500, 20)
found = prim.Prim(experiments[list(RANGES)], outcomes["cost"] > 400)
box = found.find_box()
box.inspect()
