"""Root mean square error of EVPPI of joint parameters against the truth, beside the plug-in
estimate and what no method can beat.

    python benchmarks/voi_accuracy.py [draws] [repetitions]

The lead is f(x) plus normal noise of sd 1.5. "Oracle" knows f and has the error of the draws alone.
"""

import sys
import time

import numpy as np
from scipy.special import expit

from stakes.decision.information.choice import Choice
from stakes.decision.information.regression_estimator import regress
from voi_coverage import LEADS

NOISE = 1.5
JOINT = {
    "2: product": (2, lambda x: x[0] * x[1] + 0.3 * x[0] - 0.2),
    "3: exponential": (3, lambda x: np.exp(0.5 * x[0] + 0.3 * x[1]) - np.exp(0.4 * x[2]) - 0.2),
    "4: linear": (4, lambda x: x[0] - 0.5 * x[1] + 0.7 * x[2] - 0.3 * x[3] - 0.3),
    "4: kinks": (
        4,
        lambda x: np.maximum(x[0] + x[1], 0) * 2 - np.maximum(x[2] - x[3], 0) * 2 - 0.3,
    ),
    "4: waves": (4, lambda x: np.sin(2 * x[0]) * x[1] + np.sin(x[2] * x[3]) * 1.5 - 0.2),
    "5: linear": (5, lambda x: x[0] - 0.5 * x[1] + 0.7 * x[2] - 0.3 * x[3] + 0.4 * x[4] - 0.3),
    "5: products": (5, lambda x: x[0] * x[1] + x[2] * x[3] + x[4] - 0.5),
    "5: triple": (5, lambda x: x[0] * x[1] * x[2] + x[3] + 0.5 * x[4] - 0.3),
    "5: steep": (5, lambda x: 4 * expit(2 * (x[0] + x[1] + x[2] - x[3] - x[4])) - 2.3),
}
SINGLE = {
    f"1: {name}": (1, lambda x, lead=lead: lead.f(x[0]) + lead.shift)
    for name, lead in LEADS.items()
}


def truth(count, f):
    rng, found = np.random.default_rng(99), []
    for _ in range(20):
        lead = f(rng.normal(size=(count, 400_000)))
        found.append((np.maximum(lead, 0).mean(), lead.mean()))
    gain, mean = np.mean(found, axis=0)
    return gain - max(mean, 0)


def once(count, f, n, seed):
    """Estimate, plug-in estimate, oracle, seconds."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(count, n))
    clean = f(x)
    lead = clean + NOISE * rng.normal(size=n)
    if lead.mean() > 0:
        clean, lead = -clean, -lead
    given = Choice((n,), lead[None], [], np.cov(lead).reshape(1, 1), 1.0, 1.0)
    start = time.perf_counter()
    fit = regress(given, list(x))
    took = time.perf_counter() - start
    return fit.gain.mean(), plug_in(fit, n), lead[clean > 0].sum() / n, took


def plug_in(fit, n):
    from stakes.decision.draws.regression.penalties import PRICE, keep, penalties

    m = fit.modes
    weight = m.weight * keep(m.rough, penalties(m, m.weight, n / PRICE))
    total = 0.0
    for _, rows in fit.basis.chunks(slice(0, n)):
        total += np.maximum(m.at(rows) @ weight + m.mean, 0).sum()
    return total / n


def main(n=100_000, repetitions=10):
    print(f"{n} draws, {repetitions} repetitions; % of the truth\n")
    names = (
        "parameters",
        "truth",
        "bias",
        "rmse",
        "plug-in bias",
        "plug-in rmse",
        "oracle rmse",
        "seconds",
    )
    print(f"| {' | '.join(names)} |\n{'|---' * len(names)}|")
    for name, (count, f) in (SINGLE | JOINT).items():
        known = truth(count, f)
        runs = np.array([once(count, f, n, seed) for seed in range(repetitions)])
        off = 100 * (runs[:, :3] / known - 1)
        bias, rmse = off.mean(axis=0), np.sqrt((off**2).mean(axis=0))
        print(
            f"| {name} | {known:.4f} | {bias[0]:.2f} | {rmse[0]:.2f} | {bias[1]:.2f} | "
            f"{rmse[1]:.2f} | {rmse[2]:.2f} "
            f"| {np.median(runs[:, 3]):.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
