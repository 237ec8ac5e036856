"""Policies against known values; each has a twin that must fail."""

import numpy as np
import pytest
import xarray as xr

import stakes
from known_sequences import (
    OFFERS,
    WILDCATTER,
    looks,
    looks_exactly,
    nothing_seen,
    of,
    offers,
    put,
    put_on_lattice,
    wildcatter,
)
from stakes.decision.sequence import step
from stakes.decision.sequence.backward import solve
from stakes.decision.sequence.decision_points import decision_points
from stakes.decision.sequence.fold_regression.folds import Folds
from stakes.decision.sequence.stage import Stage

SEEDS = [1, 2, 3]
KNOWN = {
    "wildcatter": (wildcatter, WILDCATTER["value"]),
    "offers": (offers, OFFERS),
    "looks": (looks, looks_exactly()),
}


def off(found, truth, name="value"):
    return (float(found[name]) - truth) / float(found[f"{name}_se"])


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", KNOWN)
def test_known_values_lie_within_both_bounds(name, seed):
    problem, truth = KNOWN[name]
    found = stakes.policy(problem(seed))
    assert abs(off(found, truth)) < 4
    assert off(found, truth, "upper") > -4
    assert float(found["gap"]) < 4 * float(found["gap_se"]) + 1e-3 * truth
    assert float(found["foreseen"]) > float(found["upper"])
    assert abs(off(found, truth, "tree_value")) < 5
    assert float(found["held"]) < truth


@pytest.mark.parametrize("seed", SEEDS)
def test_the_published_value_of_the_seismic_test(seed):
    """What seeing its result adds to the choice of the well; without it, no test is bought."""
    found = stakes.policy(wildcatter(seed))
    worth, error = found["flexibility"].sel(stage="well"), found["flexibility_se"].sel(stage="well")
    assert abs(float(worth) - WILDCATTER["test"]) < 4 * float(error)
    assert abs(off(found, WILDCATTER["without"], "held")) < 4
    dear = stakes.policy(wildcatter(seed, fee=-15.0))  # above its value: no test
    assert abs(off(dear, WILDCATTER["without"])) < 4
    assert not dear["chosen"].isel(stage=0).any()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_an_american_put(seed):
    found, truth, any_time = stakes.policy(put(seed)), put_on_lattice(50), put_on_lattice()
    assert abs(off(found, truth)) < 3
    assert abs(off(found, truth, "upper")) < 3
    assert float(found["value"]) == pytest.approx(any_time, rel=0.005)
    assert float(found["upper"]) == pytest.approx(any_time, rel=0.005)
    assert float(found["held"]) < 0.9 * truth


@pytest.mark.parametrize("seed", SEEDS)
def test_an_american_put_on_few_dates(seed):
    found, truth = stakes.policy(put(seed, 20_000, 10)), put_on_lattice(10, 2000)
    assert abs(off(found, truth)) < 3
    assert off(found, truth, "upper") > -3


@pytest.mark.parametrize("seed", SEEDS)
def test_a_twin_that_looks_ahead_is_caught(seed):
    """With a later stage's evidence: more than can be had, by far more than the errors."""
    assert off(stakes.policy(offers(seed, ahead=True)), OFFERS) > 4


def test_the_lower_value_is_not_high_where_nothing_can_be_learnt():
    """All options are worth 0: in-sample choices would make something of noise."""
    found = [stakes.policy(nothing_seen(seed)) for seed in range(60)]
    z = np.array([off(f, 0.0) for f in found])
    assert z.mean() < 3 / np.sqrt(60)
    assert z.std() == pytest.approx(1, abs=0.3)
    upper = np.array([off(f, 0.0, "upper") for f in found])
    assert upper.mean() > -3 / np.sqrt(60)
    assert (z < 0).any()  # not clipped


def test_a_twin_that_tries_choices_on_the_draws_they_were_found_by_is_caught(monkeypatch):
    monkeypatch.setattr(Folds, "known", lambda folds, variant: list(range(folds.count)))
    z = np.array([off(stakes.policy(nothing_seen(seed)), 0.0) for seed in range(60)])
    assert z.mean() > 6 / np.sqrt(60)


@pytest.mark.parametrize("seed", SEEDS)
def test_with_no_information_it_is_the_best_held_for_good(seed):
    x = np.random.default_rng(seed).normal([[0.0], [0.5]], 1, (2, 4000))
    stages = [Stage(name, of(stay=0 * x[0], act=x[0] + x[1])) for name in ("now", "later")]
    found = stakes.policy(stages)
    assert found["held_option"].values.tolist() == ["act", "act"]
    assert float(found["value"]) == pytest.approx(float(found["held"]), abs=1e-12)
    assert not found["flexibility"].any()
    assert found.attrs["words"].count("act (100%") == 2


def test_it_is_never_truly_below_the_best_held_for_good():
    for seed in range(20):
        rng = np.random.default_rng(seed)
        theta = rng.normal(size=(2, 500))
        stages = [
            Stage(
                str(t),
                of(a=0 * theta[0], b=theta[t] * 0.3),
                {f"y{t}": theta[t] + rng.normal(size=500)},
            )
            for t in (0, 1)
        ]
        found = stakes.policy(stages)
        assert float(found["value"] - found["held"]) > -4 * float(found["value_se"])


def floods(seed, draws=1000):
    """Rare counts to look at, in one set: some are seen in no draw that a fit knows."""
    rng = np.random.default_rng(seed)
    theta, by_stretch = rng.normal(size=draws), np.repeat(rng.normal(size=draws // 50), 50)
    shape = (4, draws // 4, 1)
    counts = {f"count_{j}": rng.poisson(0.05 * np.exp(theta + by_stretch)) * 1.0 for j in (0, 1)}
    x = 100 + np.array([0 * theta, theta, theta**3 - 0.2]).reshape(3, *shape)
    dims = ("chain", "draw", "set")
    seen = {name: xr.DataArray(count.reshape(shape), dims=dims) for name, count in counts.items()}
    value = xr.DataArray(x, {"option": list("abc")}, ("option", *dims))
    return [Stage("now", value, seen)]


def test_the_upper_bound_holds_where_fits_meet_what_they_have_not_seen(monkeypatch):
    """Fits of little smoothing say anything there: 1e20, where options are worth 100."""
    for seed in range(12):
        found = stakes.policy(floods(seed))
        assert off(found, float(found["value"]), "upper") > -4
        assert off(found, float(found["foreseen"]), "upper") < 4
    monkeypatch.setattr(step, "_seen", lambda sums, folds: np.array([[[-np.inf]], [[np.inf]]]))
    wild = [solve(decision_points(floods(seed))) for seed in range(12)]
    assert max(float((s.relaxed + s.off).mean()) for s in wild) > 1e4


# ---- where regression is too poor


@pytest.mark.parametrize("seed", SEEDS)
def test_what_regression_cannot_follow_is_found_by_neighbours(seed):
    """The sign of a product of four numbers: worth 0.5 to who can follow it."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(4, 5000))
    act = np.prod(np.sign(x), axis=0) + rng.normal(size=5000)
    seen = {f"x_{i}": row for i, row in enumerate(x)}
    found = stakes.policy([Stage("now", of(stay=0 * act, act=act), seen)])
    assert float(found["value"]) < 0.2
    assert float(found["upper"]) == float(found["foreseen"]) > 0.5
    assert float(found["unexplained"][0]) > 0.2
    assert "at now: the policy may be far below the best" in found.attrs["caution"]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", KNOWN)
def test_where_regression_does_its_work_no_caution_is_given(name, seed):
    found = stakes.policy(KNOWN[name][0](seed))
    assert "caution" not in found.attrs
    assert (found["unexplained"] <= 4 * found["unexplained_se"] + 1e-4).all()


# ---- one stage is the choice with a study in hand


@pytest.mark.parametrize("seed", SEEDS)
def test_one_stage_is_the_value_of_sample_information(seed):
    rng = np.random.default_rng(seed)
    effect = rng.normal(0.3, 1, 10_000)
    value, study = of(stay=0 * effect, act=effect), {"mean": effect + rng.normal(size=10_000)}
    found, evsi = stakes.policy([Stage("now", value, study)]), stakes.evsi(value, study)
    gain = float(found["value"] - found["held"])
    assert abs(gain - float(evsi["evsi"])) < 2 * float(evsi["se"])


# ---- chains, sets, shapes


def test_chains_widen_the_error_and_sets_stay_together():
    rng = np.random.default_rng(1)
    walk = np.repeat(rng.normal(size=(4, 100)), 10, axis=1)  # each draw ten times
    chains = xr.DataArray(
        np.stack([0 * walk, walk]), {"option": ["stay", "act"]}, ("option", "chain", "draw")
    )
    alike = stakes.policy([Stage("now", chains)])
    flat = stakes.policy([Stage("now", of(stay=0 * walk.ravel(), act=walk.ravel()))])
    assert float(alike["held_se"]) > 2 * float(flat["held_se"]) or float(alike["held"]) == 0
    sets = xr.DataArray(rng.normal(1, 1, (2, 50, 8)), dims=("chain", "draw", "set"))
    value = xr.concat([0 * sets, sets], "option").assign_coords(option=["stay", "act"])
    seen = xr.Dataset({"mean": sets.mean("set")})
    found = stakes.policy([Stage("now", value, seen)])
    assert found["chosen"].dims == ("stage", "chain", "draw", "set")
    assert bool((found["chosen"] == found["chosen"].isel(set=0)).all())


def test_the_order_of_dims_and_options_changes_nothing():
    one, other = wildcatter(1, 4000), wildcatter(1, 4000)
    shows = other[1].sees["shows"].isel(test=[1, 0]).transpose("sample", "test")
    other[1] = Stage("well", other[1].value.transpose("sample", "option"), {"shows": shows})
    xr.testing.assert_identical(stakes.policy(one), stakes.policy(other))


def test_values_may_depend_on_earlier_choices_and_what_is_seen_is_remembered():
    """The signal of the first stage is used in the last; repeating an option earns 1 more."""
    rng = np.random.default_rng(1)
    good = rng.random(8000) < 0.5
    pay = np.where(good, 1.0, -1.0)
    again = xr.DataArray(
        [[1.0, 0.0], [0.0, 1.0]], {"first": ["a", "b"], "option": ["a", "b"]}, ("first", "option")
    )
    stages = [
        Stage("first", of(a=0 * pay, b=0 * pay), {"signal": good * 1.0}),
        Stage("second", again),
        Stage("last", of(no=0 * pay, yes=pay)),
    ]
    found = stakes.policy(stages)
    assert float(found["value"]) == pytest.approx(1 + good.mean())
    first, second, last = found["chosen"].values
    assert (first == second).all()
    assert (last == good).all()


def test_a_summary_of_the_same_name_takes_the_place_of_the_earlier_one():
    good = np.random.default_rng(1).random(4000) < 0.5
    last = of(no=0.0 * good, yes=np.where(good, 1.0, -1.0))
    first = Stage("first", of(a=0.0 * good, b=-1.0 + 0 * good), {"signal": good * 1.0})
    kept = stakes.policy([first, Stage("last", last)])
    lost = stakes.policy([first, Stage("last", last, {"signal": 0.0 * good})])
    assert float(kept["value"]) > 0.4 > 0.1 > float(lost["value"])
