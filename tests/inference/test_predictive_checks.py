"""Posterior predictive checks: one for every likelihood, passed by the evidence and failed by
evidence planted against it.
"""

import numpy as np
import pymc as pm
import pytest
import xarray as xr

from stakes.inference.predictive_checks import checks, draw_posterior_predictive

# The arithmetic, on replicates whose place is known


def place(observed, replicates, function=np.sum):
    data = xr.Dataset({"y": ("i", np.asarray(observed))})
    repeated = xr.Dataset({"y": (("chain", "draw", "i"), np.asarray(replicates)[None])})
    return checks(data, repeated, {"y": {"f": function}}).isel(check=0)


@pytest.mark.parametrize(
    ("observed", "tail"),
    [(50, 0.51), (0, 0.01), (99, 0.01), (-1, 0.0), (100, 0.0), (98, 0.02)],
)
def test_tail_is_the_smaller_side_with_ties_in_both(observed, tail):
    row = place([observed], np.arange(100)[:, None])
    assert row["tail"] == pytest.approx(min(tail, 0.5) if observed == 50 else tail)
    assert bool(row["passed"]) == (tail >= 0.01)
    assert (row["observed"], row["median"]) == (observed, 49.5)


def test_all_tied_is_no_surprise():
    assert place([3], np.full((50, 1), 3))["tail"] == 1


def test_statistic_sees_one_data_set_at_a_time():
    assert place([1, 5, 2], [[1, 9, 2], [3, 4, 0]], np.max)["median"] == 6.5


def test_no_likelihood_no_checks():
    table = checks(xr.Dataset(), xr.Dataset(), {})
    assert table.sizes["check"] == 0
    assert "passed" in table


def test_evidence_of_which_none_is_known_yet_is_no_surprise():
    row = place(np.zeros(0), np.zeros((50, 0)))
    assert (row["observed"], row["median"], row["tail"]) == (0, 0, 1)


def test_likelihood_without_a_check_is_an_error():
    data = xr.Dataset({"y": ("i", [1])})
    with pytest.raises(KeyError, match="y"):
        checks(data, data.expand_dims(["chain", "draw"]), {})


@pytest.mark.parametrize("sets", [1, 3])
def test_replicates_come_from_the_state_drawn(sets):
    """Of the first set, whose state need not be the likeliest; the other sets would give other
    replicates.
    """
    with pm.Model(coords={"q_level": ["low", "high"]}) as model:
        pm.Normal("x")
        weight = pm.Deterministic("q_state_weight", pm.math.stack([0.3, 0.7]), dims="q_level")
        pm.Normal("y", (weight * np.array([0.0, 100.0])).sum(), 1.0, observed=np.zeros(2))
    first = np.random.default_rng(sets).integers(0, 2, (2, 200))
    state = np.stack([first, *[1 - first] * (sets - 1)], axis=-1)
    posterior = xr.Dataset(
        {
            "q_state": (("chain", "draw", "set"), state),
            "q_state_weight": (
                ("chain", "draw", "q_level"),
                np.broadcast_to([0.3, 0.7], (2, 200, 2)),
            ),
        }
    )
    found = draw_posterior_predictive(
        model, posterior, {"x": np.zeros((400, 1))}, seed=sets, draws=400
    )["y"]
    np.testing.assert_array_equal(
        found.values[0] > 50, np.repeat(first.reshape(-1, 1), 2, axis=1) == 1
    )
    assert (
        0.9 < float((found - 100 * first.reshape(1, -1, 1)).std()) < 1.1
    )  # and the noise is that of the model
