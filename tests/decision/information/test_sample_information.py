import numpy as np
import pytest
import xarray as xr

from closed_form import TRUTH
from made_up.parameters import known, linear_normal, off, options, shuffled
from stakes.decision.information.partial_perfect_information import evppi
from stakes.decision.information.sample_information import evsi

A, D = TRUTH["A_linear_normal_voi"], TRUTH["D_beta_binomial"]
SEEDS = [1, 2, 3]


def beta_binomial(seed, n=10_000):
    rng = np.random.default_rng(seed)
    p = rng.beta(4, 6, n)
    return options(np.full(n, 0.45), p), p, rng


@pytest.mark.parametrize("seed", SEEDS)
def test_beta_binomial_case(seed):
    value, p, rng = beta_binomial(seed)
    assert off(evppi(value, known(p=p)), D["evpi=evppi"]) < 4
    assert off(evppi(value, known(p=shuffled(p))), D["evpi=evppi"]) > 4
    sizes = [int(n) for n in D["evsi"]]
    hits = np.stack([rng.binomial(n, p) for n in sizes])
    table = evsi(value, xr.Dataset({"hits": (("size", "sample"), hits)}, {"size": sizes}))
    for i, truth in enumerate(D["evsi"].values()):
        assert off(table, truth, i) < 4
    wrong = evsi(
        value,
        xr.Dataset(
            {"hits": (("size", "sample"), np.stack([shuffled(h) for h in hits]))}, {"size": sizes}
        ),
    )
    assert off(wrong, D["evsi"]["50"], 3) > 4


@pytest.mark.parametrize("seed", SEEDS)
def test_study_of_a_normal_mean(seed):
    value, p1, _ = linear_normal(seed)
    rng, sizes = np.random.default_rng(seed + 10), [int(n) for n in A["evsi_p1"]]
    means = np.stack([p1 + rng.normal(0, n**-0.5, p1.size) for n in sizes])
    table = evsi(value, xr.Dataset({"mean": (("size", "sample"), means)}, {"size": sizes}))
    assert table["size"].values.tolist() == sizes
    for i, truth in enumerate(A["evsi_p1"].values()):
        assert off(table, truth, i) < 4
    assert off(table, A["evsi_p1"]["1"], -1) > 4
    limit = evppi(value, known(p1=p1))
    assert (np.diff(table["evsi"]) > -3 * table["se"].values[1:]).all()
    assert abs(table["evsi"][-1] - limit["evppi"][0]) < 3 * limit["se"][0]
