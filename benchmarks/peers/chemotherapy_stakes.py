import numpy as np
import xarray as xr
from scipy.special import expit, logit

import stakes

rng, n, weeks = np.random.default_rng(1), 10_000, 52
risk, hospital, death = rng.beta(53, 60, n), rng.beta(44, 10, n), rng.beta(9, 36, n)
novel = expit(logit(risk) + rng.normal(np.log(0.54), 0.3, n))
home, ward = rng.beta(38.5, 144.8333, n), rng.beta(20.6327, 667.1247, n)
prices = rng.normal([830, 2400, 1710], np.sqrt([150, 1880, 760]), (n, 3)).T
well, ill, bed = rng.beta(23.03, 0.47, n), rng.beta(6.65, 2.85, n), rng.beta(1.8, 4.2, n)
rate = rng.gamma(2.25625, 1 / 47.5, n)
sick, dies = 1 - (1 - hospital) ** (1 / weeks), 1 - (1 - death) ** (1 / weeks)
states = np.array([np.ones(n), np.zeros(n), np.zeros(n), np.zeros(n)])
total = states.copy()
for _ in range(weeks):
    a, b, c, d = states
    states = np.array(
        [
            a * (1 - home) * (1 - sick),
            a * sick + b * (1 - ward) * (1 - dies),
            a * home * (1 - sick) + b * ward * (1 - dies) + c * np.exp(-rate / 52),
            d + b * dies + c * -np.expm1(-rate / 52),
        ]
    )
    total += states


def net(p, drug, threshold=20_000):
    alive = 1 - p * states[3]
    care = p * (prices[0] * total[0] + prices[1] * total[1] + prices[2] * states[3]) / 52
    cost = drug + care - alive * np.expm1(-38 * rate) * prices[2]
    years = p * (ill * total[0] + bed * total[1] + well * total[2]) + (1 - p) * well * (weeks + 1)
    later = alive * ill * (np.exp(-2 * rate) - np.exp(-40 * rate)) / rate
    return threshold * (years / 52 + later) - cost


options = {"standard": net(risk, 120), "novel": net(novel, 1985)}
value = xr.DataArray(list(options.values()), {"option": list(options)}, ("option", "sample"))
print(stakes.evpi(value))
print(stakes.evppi(value, xr.Dataset({"risk_novel": ("sample", novel)})))
