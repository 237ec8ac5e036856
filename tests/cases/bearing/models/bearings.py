import numpy as np
import pymc as pm

import stakes

CHECKS = {
    "life": {
        "median hours": lambda hours: np.median(hours),
        "hours of the tenth that ran longest": lambda hours: np.quantile(hours, 0.9),
    }
}


def add(priors, evidence):
    q = stakes.quantities(priors, ["shape", "b10"])
    lives = evidence["lives"]
    lives = lives.loc[lives.index.repeat(lives["number"])]
    hours = lives["hours"].to_numpy(float)
    running = np.where(lives["failed"].to_numpy(bool), np.inf, hours)
    scale = q["b10"] * (-np.log(0.9)) ** (-1 / q["shape"])
    weibull = pm.Weibull.dist(q["shape"], scale, shape=hours.size)
    pm.Censored("life", weibull, lower=None, upper=running, observed=hours)
