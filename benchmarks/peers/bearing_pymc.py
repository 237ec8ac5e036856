import numpy as np
import pandas as pd
import pymc as pm
from scipy.special import gamma, gammainc

lives = pd.read_csv("tests/cases/bearing/priors/evidence/lives.csv")
lives = lives.loc[lives.index.repeat(lives["number"])]
hours = lives["hours"].to_numpy(float)
running = np.where(lives["failed"] == 1, np.inf, hours)
with pm.Model():
    shape = pm.LogNormal("shape", 0.6931472, 0.4)
    b10 = pm.LogNormal("b10", 8.5171932, 0.7)
    scale = pm.Deterministic("scale", b10 * (-np.log(0.9)) ** (-1 / shape))
    life = pm.Weibull.dist(shape, scale, shape=hours.size)
    pm.Censored("life", life, lower=None, upper=running, observed=hours)
    fit = pm.sample(2000, chains=4, cores=2, random_seed=1, progressbar=False)
ages = np.array([500, 1000, 1500, 2000, 3000, 4000, 5000, 7000, 10_000, np.inf])
k, s = (fit.posterior[name].to_numpy().reshape(-1, 1) for name in ("shape", "scale"))
hazard = (ages / s) ** k
used = s / k * gamma(1 / k) * gammainc(1 / k, hazard)
cost = 1e4 * (1 + 26 * -np.expm1(-hazard)) / used
print(ages[cost.mean(0).argmin()], cost.mean(0).round(1))
