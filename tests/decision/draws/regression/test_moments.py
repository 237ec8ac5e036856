import numpy as np
import pytest
import xarray as xr

from made_up.parameters_in_sets import parameters, repeated
from made_up_sets import SETS, ar1, labelled
from stakes.decision.draws.parameters import check_draws, elements
from stakes.decision.draws.regression.moments import folds
from stakes.decision.information.choice import choice
from stakes.decision.information.partial_perfect_information import evppi
from stakes.decision.information.regression_estimator import regress

SHAPE = (4, 500, 8)


@pytest.mark.parametrize("shape", [(4, 501, 8), (1, 2000, 12), (3, 3, 2)])
def test_folds_do_not_part_the_sets_of_a_draw(shape):
    draw = np.repeat(np.arange(shape[0] * shape[1]), shape[2])
    parts = [draw[part] for part in folds(shape)]
    assert np.array_equal(np.concatenate(parts), draw)
    assert all(len(set(a) & set(b)) == 0 for i, a in enumerate(parts) for b in parts[:i])


def idle_in_sets(seed, jitter):
    rng = np.random.default_rng(seed)
    lead, idle = ar1(rng, 0.5, SHAPE[:2]), ar1(rng, 0.5, SHAPE[:2])
    y = repeated(lead - lead.mean() - 0.05)
    told = repeated(idle) + jitter * rng.normal(
        size=SHAPE
    )  # as good as the draw's own number, but not the same in all sets
    return labelled(0 * y, y), xr.Dataset({"idle": (SETS, told)})


@pytest.mark.parametrize("jitter", [0, 1e-3])
def test_an_irrelevant_parameter_stays_under_its_noise_floor(jitter):
    found = [evppi(*idle_in_sets(seed, jitter))["indistinguishable"].item() for seed in range(20)]
    assert np.mean(found) >= 0.9


def test_folds_by_row_would_find_it_worth_something():
    """Sets of a draw on both sides of a fold: what was held out is known."""
    value, pars = idle_in_sets(1, 0)
    rows = xr.Dataset({"idle": ("sample", pars["idle"].values.ravel())})
    flat = xr.DataArray(
        value.values.reshape(2, -1), dims=("option", "sample"), coords={"option": ["a", "b"]}
    )
    by_row, by_draw = evppi(flat, rows), evppi(value, pars)
    assert by_row["evppi"].item() > 2 * by_draw["evppi"].item() + by_draw["noise_floor"].item() / 4
    assert not by_row["indistinguishable"].item()


def test_a_fit_by_posterior_draw_is_that_of_all_rows():
    value, pars = parameters(1)
    theta = elements(check_draws(value, pars[["theta"]], "p"))["theta"]["theta"]
    fit = regress(choice(value), [theta])
    assert fit.draws == 2000
    assert fit.gain.size == 16_000
