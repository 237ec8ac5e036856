import numpy as np
import pytest
import xarray as xr

from closed_form import TRUTH
from made_up.options import equal_options, labelled, linear_normal, off
from stakes.decision.expected_value import compare
from stakes.decision.information.perfect_information import evpi

A, E = TRUTH["A_linear_normal_voi"], TRUTH["E_iid_options"]
SEEDS = [1, 2, 3]


def shuffled(value):
    """Each option's draws in an order of their own: the pairing is lost."""
    rng = np.random.default_rng(0)
    return labelled(np.stack([rng.permutation(column) for column in value.values.T], axis=1))


@pytest.mark.parametrize("seed", SEEDS)
def test_evpi_needs_the_pairing(seed):
    value = linear_normal(seed)
    common = 3 * xr.DataArray(
        np.random.default_rng(seed + 10).normal(size=value.sizes["sample"]), dims="sample"
    )
    paired, unpaired = evpi(value + common), evpi(shuffled(value + common))
    assert off(paired["evpi"], paired["mcse"], A["evpi"]) < 4
    assert off(unpaired["evpi"], unpaired["mcse"], A["evpi"]) > 4


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("count", [2, 3, 4, 5, 10])
def test_equal_options_case(count, seed):
    table = compare(equal_options(seed, count))
    assert off(table["evpi"], table["evpi_mcse"], E["evpi"][str(count)]) < 4
    assert (abs(table["p_best"] - 1 / count) < 4 * table["p_best_mcse"]).all()


@pytest.mark.parametrize("count", [2, 5])
def test_averaging_before_choosing_would_be_noticed(count):
    value = equal_options(1, count)
    halves = value.coarsen(sample=2).mean()
    found = evpi(halves)
    assert off(found["evpi"], found["mcse"], E["evpi"][str(count)]) > 4
