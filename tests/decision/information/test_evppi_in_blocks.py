import numpy as np
import pytest
import xarray as xr

import stakes
from made_up.chains import ar1
from made_up.options import labelled
from optional import needs

needs("dask", "test")


def study(n, seed=1):
    """Values of four options, of which two are the same, and parameters of several kinds."""
    rng = np.random.default_rng(seed)
    known = {
        "line": rng.normal(size=n),
        "tail": rng.standard_t(4, size=n),
        "state": rng.integers(0, 3, n) * 1.0,
        "step": rng.normal(size=n),
        "nothing": rng.normal(size=n),
        "constant": np.full(n, 2.0),
    }
    noise = rng.normal(size=(2, n))
    first = 0.2 + known["line"] + 0.5 * noise[0]
    second = known["line"] ** 2 - 1 + 0.3 * known["tail"] + (known["state"] == 2) - 0.5
    second = second + 2.0 * (known["step"] > 1) + noise[1]
    x = np.stack([np.zeros(n), first, second, np.zeros(n)])
    value = labelled(x, ("option", "sample")).assign_attrs(unit="lives")
    return value, xr.Dataset({name: ("sample", row) for name, row in known.items()})


def test_few_draws_give_the_same_table():
    value, known = study(30_000)
    memory = stakes.evppi(value, known)
    found = stakes.evppi(value.chunk(sample=7_000), known.chunk(sample=7_000))
    xr.testing.assert_allclose(found, memory, rtol=1e-6, atol=1e-9)
    assert found.attrs == memory.attrs
    assert found.attrs["constant"] == ["constant: constant"]
    beside = stakes.evppi(value.chunk(sample=7_000), known)  # parameters in memory
    xr.testing.assert_identical(found, beside)


@pytest.mark.parametrize("seed", [1, 2])
def test_many_draws_differ_by_less_than_a_fifth_of_their_errors(seed):
    value, known = study(250_000, seed)
    memory = stakes.evppi(value, known)
    found = stakes.evppi(value.chunk(sample=70_000), known.chunk(sample=70_000))
    assert (abs(found["evppi"] - memory["evppi"]) <= 0.2 * memory["se"]).all()
    # of what tells nothing the error is small and by the bins at the ends, which are wider here
    np.testing.assert_allclose(found["se"], memory["se"], rtol=0.01, atol=1e-4)
    assert (found["indistinguishable"] == memory["indistinguishable"]).all()


@pytest.mark.parametrize("seed", range(4))
def test_errors_hold_the_truth(seed):
    rng = np.random.default_rng(seed)
    x, noise = rng.normal(size=(2, 120_000))
    value = labelled(np.stack([0 * x, x + noise]), ("option", "sample")).chunk(sample=50_000)
    found = stakes.evppi(value, xr.Dataset({"x": ("sample", x)}))
    truth = 1 / np.sqrt(2 * np.pi)
    assert abs(found["evppi"].item() - truth) < 4 * found["se"].item()
    assert found["se"].item() < 0.01


def test_chains_are_as_slow_as_their_slowest_lead():
    rng = np.random.default_rng(3)
    x, y = (ar1(rng, 0.9, (4, 15_000)) for _ in range(2))
    value = labelled(np.stack([0 * x, x + y]), ("option", "chain", "draw"))
    known = xr.Dataset({"x": (("chain", "draw"), x)})
    memory = stakes.evppi(value, known)
    cut = {"chain": 2, "draw": 7_000}
    found = stakes.evppi(value.chunk(cut), known.chunk(cut))
    np.testing.assert_allclose(found["evppi"], memory["evppi"], rtol=0.01)
    assert memory["se"].item() < found["se"].item() < 2 * memory["se"].item()


def test_what_cannot_be_read_block_by_block_is_said():
    value, known = study(10_000)
    cut = value.chunk(sample=3_000)
    with pytest.raises(ValueError, match="not groups"):
        stakes.evppi(cut, known, {"all": ["line", "tail"]})
    for wrong in (
        known[["line"]].expand_dims(place=2),
        known[["line"]].astype(str),
        xr.Dataset({"line": known["state"].assign_attrs(categorical=True)}),
    ):
        with pytest.raises(ValueError, match="line is no single number"):
            stakes.evppi(cut, wrong)
    with pytest.raises(ValueError, match="unequal chunks"):
        stakes.evppi(cut, known.chunk(sample=2_000))
    bad = known.copy(deep=True)
    bad["line"][9_999] = np.nan
    with pytest.raises(ValueError, match="1 draws of line are NaN"):
        stakes.evppi(cut, bad)


def test_an_option_that_always_wins_makes_knowing_worth_nothing():
    value, known = study(10_000)
    sure = labelled(np.stack([value[1], value[1] + 1]), ("option", "sample"))
    found = stakes.evppi(sure.chunk(sample=3_000), known)
    assert not found["evppi"].any()
    assert not found["share_of_evpi"].any()
