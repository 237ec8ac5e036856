import numpy as np
import pytest

from made_up.risks import normals
from stakes.decision.risk import excess, violations
from stakes.decision.risk.stochastic_dominance import dominance


def test_second_order_agrees_with_shortfalls():
    value = normals(1, [100, 110, 95], [50, 60, 40], 5000)
    found = dominance(value)
    for a, b in [("a", "b"), ("a", "c"), ("b", "c"), ("b", "a"), ("c", "a"), ("c", "b")]:
        x, y = value.sel(option=a).values, value.sel(option=b).values
        z = []
        for t in np.quantile(np.concatenate([x, y]), np.linspace(0.005, 1, 200)):
            short = np.maximum(t - x, 0) - np.maximum(t - y, 0)
            z.append(short.mean() / (short.std() / np.sqrt(short.size) or 1))
        holds = max(z) <= 3 and min(z) < -4
        assert bool(found["second"].sel(option=a, other=b)) == holds, (a, b, max(z), min(z))


@pytest.mark.parametrize("order", [1, 2])
def test_running_sums_agree_with_the_draws(order):
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(2, 700)).round(1)
    at = np.unique(np.concatenate([x, y]))
    fast = excess.excess_in_errors(x, y, at)[order - 1]
    for t, z in zip(at, fast, strict=True):
        d = violations._more_below(x, y, t, order)
        error = d.std(ddof=1) / np.sqrt(d.size)
        assert z == pytest.approx(d.mean() / error if error else 0, abs=1e-6)
