"""Posterior predictive checks: one for every likelihood, passed by the evidence and failed by
evidence planted against it.
"""

import numpy as np
import pymc as pm
import pytest
import xarray as xr

from stakes.inference import assembly
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


# The case


def _zeros(x):
    return np.zeros_like(x)


def _with(bit, value):
    """Codes with one of their four bits set or cleared."""
    return lambda codes: codes | bit if value else codes & ~bit


def _alternating(x):
    return np.arange(x.size) % 2


def _one_each(x):
    return np.where(np.arange(x.size) < 10, 1, x)


PLANTED = {
    ("hit", "hits"): _zeros,
    ("hit", "changes between hit and miss"): _alternating,
    ("known_passes", "known passes"): _one_each,
    ("known_passes", "channels with a known pass"): _one_each,
    ("sanctions", "entities sanctioned"): lambda n: n * 50 + 50,
    ("sanctions", "years without a sanction"): _zeros,
    ("sanctions", "largest year"): lambda n: n * 50 + 50,
    ("attacks", "attacks"): lambda n: n + 4,
    ("attacks", "most attacks by one state"): lambda n: n + 4,
    ("carried_out", "agreements carried out"): _zeros,
    ("carried_out", "share carried out"): _zeros,
} | {
    (f"codes_{reading}", label): plant
    for reading in ("strict", "broad")
    for label, plant in {
        # all where few are seen, none where many are
        "responses seen by coder 1": _with(2, reading == "strict"),
        "responses seen by coder 2": _with(1, False),
        "responses on which the coders differ": lambda codes: codes & ~2 | 1,
        "responses both see without cooperation": lambda codes: np.full_like(codes, 3),
    }.items()
}


def _marked(check):
    return pytest.param(check, id=": ".join(check))


def statistics(case):
    return assembly._statistics(case)


@pytest.mark.slow
def test_every_likelihood_is_checked_and_every_check_is_planted_against(compiled):
    case, whole, _ = compiled
    observed = {variable.name for variable in whole.model.observed_RVs}
    found = statistics(case)
    assert (
        observed
        == set(found)
        == {
            "hit",
            "known_passes",
            "sanctions",
            "codes_strict",
            "codes_broad",
            "attacks",
            "carried_out",
        }
    )
    assert all(found.values())
    assert {(name, label) for name, labels in found.items() for label in labels} == set(PLANTED)


@pytest.mark.slow
def test_the_evidence_passes_every_check(real_fit):
    table = real_fit["checks"].to_dataset()
    assert table.sizes["check"] == len(PLANTED)
    assert set(zip(table["likelihood"].values, table["statistic"].values, strict=True)) == set(
        PLANTED
    )
    failed = table.where(~table["passed"], drop=True)
    assert bool(table["passed"].all()), failed.to_dataframe()


@pytest.mark.slow
@pytest.mark.parametrize("check", [_marked(check) for check in PLANTED])
def test_planted_evidence_fails_the_check(check, real_case, real_fit):
    name, label = check
    seen = real_fit["observed_data"].to_dataset()[[name]]
    planted = seen.copy(data={name: PLANTED[check](seen[name].values)})
    replicates = real_fit["posterior_predictive"].to_dataset()[[name]]
    table = checks(planted, replicates, {name: {label: statistics(real_case)[name][label]}})
    assert not bool(table["passed"].item()), table.to_dataframe()


@pytest.mark.slow
def test_replicates_look_like_the_evidence(real_fit):
    seen, repeated = (
        real_fit["observed_data"].to_dataset(),
        real_fit["posterior_predictive"].to_dataset(),
    )
    assert set(seen) == set(repeated)
    for name in seen:
        assert repeated[name].shape[2:] == seen[name].shape
        assert repeated.sizes["draw"] == 500
        assert np.isfinite(repeated[name].values).all()
        assert repeated[name].min() >= 0
        assert len(np.unique(repeated[name].values)) > 1
