import numpy as np
import pytest

from made_up.parameters import ar1_case, known, linear_normal, off, options
from stakes.decision.draws.standard_errors.means import standard_error
from stakes.decision.information.choice import choice
from stakes.decision.information.partial_perfect_information import evppi
from stakes.decision.information.regression_estimator import regress

SEEDS = [1, 2, 3]


@pytest.mark.parametrize("seed", SEEDS)
def test_five_joint_parameters(seed):
    x = np.random.default_rng(seed).normal(size=(6, 20_000))
    given_x = x[0] * x[1] + x[2] * x[3] + x[4] - 0.5
    value = options(0 * x[0], given_x + 1.5 * x[5])
    theta = known(**{f"x{i}": row for i, row in enumerate(x)})
    table = evppi(value, theta, {"five": [f"x{i}" for i in range(5)], "one": ["x0"]})
    far = np.random.default_rng(9).normal(size=(5, 1_000_000))
    truth = np.maximum(far[0] * far[1] + far[2] * far[3] + far[4] - 0.5, 0).mean()
    assert off(table, truth) < 4
    assert table["indistinguishable"].values.tolist() == [False, True]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("idle", [1, 3, 7])
def test_group_is_not_worth_less_than_its_members(idle, seed):
    value, p1, p2 = linear_normal(seed, 3000)
    rng = np.random.default_rng(seed + 20)
    theta = known(p1=p1, p2=p2, **{f"idle{i}": rng.normal(size=3000) for i in range(idle)})
    table = evppi(value, theta, {"p2": ["p2"], "all": [str(v) for v in theta]})
    assert table["evppi"][1] > table["evppi"][0] - 2 * table["se"][1]


def test_intervals_cover():
    from scipy.stats import norm

    truth = norm.pdf(0.5) - 0.5 * norm.cdf(-0.5)
    tables = [ar1_case(seed, 0.9) for seed in range(60)]
    aware = [off(evppi(v, t), truth) for v, t in tables]
    flat = {"sample": ("chain", "draw")}
    naive = [
        off(
            evppi(
                v.stack(flat).drop_vars(["sample", "chain", "draw"]),
                t.stack(flat).drop_vars(["sample", "chain", "draw"]),
            ),
            truth,
        )
        for v, t in tables
    ]
    assert np.mean(np.array(aware) > 1.96) < 0.15
    assert np.mean(np.array(naive) > 1.96) > 0.25


def test_close_options_widen_the_error():
    rng = np.random.default_rng(5)
    x, e, shared = rng.normal(size=(3, 4000))
    rival = options(0 * x, x + e, x + e + 5 * shared - 5 * shared.mean() - 1e-3)
    alone = options(0 * x, x + e)
    assert evppi(rival, known(x=x))["se"][0] > 1.5 * evppi(alone, known(x=x))["se"][0]


@pytest.mark.parametrize("n", [2, 5, 30])
def test_few_draws_are_no_reason_to_fail(n):
    x = np.arange(float(n))
    table = evppi(options(0 * x, x - x.mean() - 0.1), known(x=x, y=x**2))
    assert np.isfinite(table["evppi"]).all()
    assert np.isfinite(
        evppi(options(0 * x, x), known(x=x, y=x**2), {"both": ["x", "y"]})["se"]
    ).all()


def test_error_of_a_policy_is_that_of_its_mean():
    value, _, p2 = linear_normal(1)
    fit = regress(choice(value), [p2])
    table = evppi(value, known(p2=p2))
    assert table["se"][0] == pytest.approx(standard_error(fit.gain), rel=0.01)
